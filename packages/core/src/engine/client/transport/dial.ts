import type { Duplex } from 'node:stream';
import { formatEngineAddress } from '../address.ts';
import type { Endpoint, Environment } from '../endpoint.ts';
import { dialSsh } from './ssh.ts';
import { dialTcp, dialUnix } from './socket.ts';
import { dialTls } from './tls.ts';

/**
 * Opens a connection to an engine. Nothing has been sent when there is one, and whoever had to be judged has been.
 *
 * @throws {ClientProblem}
 */
export type Dial = (signal: AbortSignal) => Promise<Duplex>;

/** @param environment of the programs that are started for it: `ssh` is one */
export function dialerOf({ address, tls }: Endpoint, environment: Environment): Dial {
  const name = formatEngineAddress(address);
  switch (address.kind) {
    case 'unix':
      return (signal) => dialUnix(address.path, name, signal);
    case 'ssh':
      return (signal) => dialSsh(address, name, environment, signal);
    case 'tcp':
      return tls === undefined
        ? (signal) => dialTcp(address, name, signal)
        : (signal) => dialTls(address, tls, name, signal);
  }
}
