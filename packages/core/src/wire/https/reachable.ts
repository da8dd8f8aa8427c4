import type { Judgement } from '../peer.ts';
import type { TlsMaterial } from '../shown-identity.ts';
import { dial } from './dial.ts';
import { readUrl } from './url.ts';

export interface ReachableOptions extends Judgement {
  /** The certificate of this manager. */
  readonly material: TlsMaterial;
  /** ms of real time; Docker waits five seconds. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Checks an external CA as Docker does before it takes one over (docs/protocol.md §8.3): TCP, TLS, its chain, its host
 * name. Nothing is asked of it and nothing is signed. In TLS 1.3 a server's refusal of our certificate comes later and
 * is not noticed.
 *
 * @param url as configured
 * @throws {ConnectionProblem} `invalid-url` (`invalid HTTP scheme` for one), or why there is no connection
 * @throws {X509Problem} when its certificate does not lead to the roots, or carries another name
 */
export async function checkReachable(url: string, { timeoutMs = 5_000, ...options }: ReachableOptions): Promise<void> {
  const socket = await dial(readUrl(url), { ...options, timeoutMs });
  socket.destroy();
}
