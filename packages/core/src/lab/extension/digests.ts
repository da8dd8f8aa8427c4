import { hash } from 'node:crypto';

/** How something is named by its bytes: `sha256:…`; nothing by nothing. */
export function digestOf(bytes: Uint8Array | string): string {
  return bytes.length === 0 ? '' : `sha256:${hash('sha256', bytes, 'hex')}`;
}
