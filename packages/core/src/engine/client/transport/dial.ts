import type { Duplex } from 'node:stream';
import { formatEngineAddress } from '../address.ts';
import type { Endpoint, Environment } from '../endpoint.ts';
import { dialTcp, dialUnix } from './socket.ts';

/**
 * Opens a connection to an engine. Nothing has been sent when there is one, and whoever had to be judged has been.
 *
 * @throws {ClientProblem}
 */
export type Dial = (signal: AbortSignal) => Promise<Duplex>;

/**
 * What is needed for TLS or ssh alone is loaded when it is.
 *
 * @param environment of the programs that are started for it: `ssh` is one
 */
export function dialerOf({ address, tls }: Endpoint, environment: Environment): Dial {
  const name = formatEngineAddress(address);
  switch (address.kind) {
    case 'unix':
      return (signal) => dialUnix(address.path, name, signal);
    case 'ssh':
      return async (signal) => (await import('./ssh.ts')).dialSsh(address, name, environment, signal);
    case 'tcp':
      return tls === undefined
        ? (signal) => dialTcp(address, name, signal)
        : async (signal) => (await import('./tls.ts')).dialTls(address, tls, name, signal);
  }
}
