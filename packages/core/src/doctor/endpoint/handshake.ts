import type { ClientCertificateRequest } from './endpoint.ts';

/** What a server may send before its part of a handshake of TLS 1.2 ends, bytes: longer ones are given up. */
export const longestFlight = 256 * 1024;
const mostAuthorities = 1_000;

const Record = { handshake: 22 } as const;
const Message = { certificateRequest: 13, serverHelloDone: 14 } as const;

/**
 * Looks into what a server has sent in a handshake of TLS 1.2, which is in the clear, for whether it asks for a certificate
 * (RFC 5246 §7.3): Node does not tell.
 *
 * @param flight all that it has sent; what follows its part of the handshake is not looked at
 * @returns `undefined` where its part of the handshake does not come to its end
 */
export function clientCertificateAsked(flight: Uint8Array): ClientCertificateRequest | 'not-asked' | undefined {
  const messages = handshakeOf(flight);
  let asked: ClientCertificateRequest | 'not-asked' = 'not-asked';
  for (let at = 0; at + 4 <= messages.length;) {
    const [type] = messages.subarray(at);
    const length = messages.readUIntBE(at + 1, 3);
    const body = messages.subarray(at + 4, at + 4 + length);
    if (body.length < length) return undefined;
    if (type === Message.certificateRequest) asked = readRequest(body);
    if (type === Message.serverHelloDone) return asked;
    at += 4 + length;
  }
  return undefined;
}

/** Handshake messages without the records that they come in; a message may lie in several. */
function handshakeOf(flight: Uint8Array): Buffer {
  const bytes = Buffer.from(flight.buffer, flight.byteOffset, flight.byteLength);
  const parts: Buffer[] = [];
  for (let at = 0; at + 5 <= bytes.length;) {
    const length = bytes.readUInt16BE(at + 3);
    if (bytes[at] !== Record.handshake || length === 0) break;
    parts.push(bytes.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  return Buffer.concat(parts);
}

/** Types of certificates, signature algorithms, and names, each behind its length. */
function readRequest(body: Buffer): ClientCertificateRequest {
  const authorities: Uint8Array[] = [];
  const types = 1 + (body[0] ?? 0);
  const names = types + 2 + lengthAt(body, types);
  const end = Math.min(body.length, names + 2 + lengthAt(body, names));
  for (let at = names + 2; at + 2 <= end && authorities.length < mostAuthorities;) {
    const length = lengthAt(body, at);
    if (at + 2 + length > end) break;
    authorities.push(body.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return { authorities };
}

/** Of what is cut short nothing follows. */
function lengthAt(body: Buffer, at: number): number {
  return at + 2 <= body.length ? body.readUInt16BE(at) : 0;
}
