import { hash } from 'node:crypto';

/**
 * The digest of a root that stands in join tokens: that of its very bytes, however they are written (docs/protocol.md §2.1).
 *
 * @param pem the bytes, as whoever tells the root has them
 * @returns SHA-256, 64 hexadecimal digits
 */
export function rootDigest(pem: Uint8Array): string {
  return hash('sha256', pem, 'hex');
}
