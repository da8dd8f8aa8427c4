import type { TLSSocket } from 'node:tls';
import type { Protection } from '../network.ts';

/** How an open connection is protected. */
export function protectionOf(socket: TLSSocket): Protection {
  return {
    version: socket.getProtocol() ?? '',
    suite: socket.getCipher().standardName,
    group: groupOf(socket.getEphemeralKeyInfo()),
  };
}

/** @param info as `tls.TLSSocket.getEphemeralKeyInfo` has it */
function groupOf(info: object | null): string {
  return info !== null && 'name' in info && typeof info.name === 'string' ? info.name : '';
}
