import type { TLSSocket } from 'node:tls';
import { identifyServer } from '../peer.ts';
import type { Judgement } from '../peer.ts';
import { connect } from '../tls/connect.ts';
import type { TlsMaterial } from '../shown-identity.ts';
import { externalCa, httpsAddress } from './url.ts';

export interface DialOptions extends Judgement {
  readonly material?: TlsMaterial | undefined;
  /** ms of real time */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a connection for HTTP/1.1, its server judged by our own chain check. Proxies that the environment names are
 * passed over, as Docker does here.
 *
 * @throws {ConnectionProblem} or {X509Problem}
 */
export async function dial(url: URL, { roots, now, material, timeoutMs, signal }: DialOptions): Promise<TLSSocket> {
  const address = httpsAddress(url);
  const { socket } = await connect({
    ...address,
    protocols: [],
    expected: externalCa,
    material,
    checkServer: (chain) => identifyServer(chain, address.host, { roots, now }),
    timeoutMs,
    signal,
  });
  return socket;
}
