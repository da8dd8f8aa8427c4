import type { NodeIdentityMaterial } from '../wire/credentials.ts';
import type { SaidMessage } from '../wire/message-summary.ts';
import type { Protection } from '../wire/network.ts';
import type { PeerIdentity } from '../wire/peer.ts';
import { stopped } from './problem.ts';

/** What a join has found out, step by step, in this order (docs/protocol.md §2.3, §5.6). Nothing of it is secret. */
export type JoinStep =
  | {
      readonly kind: 'token';
      readonly version: 1 | 2;
      /** SHA-256 that the root is to have, 64 hex digits. */
      readonly digest: string;
    }
  /** What a manager says is the root. Nobody has proven anything by then. */
  | {
      readonly kind: 'root';
      /** `host:port` */
      readonly address: string;
      readonly protection: Protection | undefined;
      readonly bytes: number;
      /** SHA-256 of them, 64 hex digits. */
      readonly digest: string;
    }
  /** Both digests are equal, and the bytes are roots. */
  | { readonly kind: 'digest'; readonly digest: string; readonly certificates: number }
  | {
      readonly kind: 'key';
      /** SHA-256 of the DER SubjectPublicKeyInfo, 64 hex digits. */
      readonly key: string;
      /** Of the request, PEM. */
      readonly bytes: number;
    }
  /** The certificate that the manager has shown leads to the root: it is who it says. */
  | { readonly kind: 'server'; readonly server: PeerIdentity }
  /** It has taken the request: what became of it is asked for by the id of the node. */
  | { readonly kind: 'request'; readonly nodeId: string; readonly membership: 'pending' | 'accepted' }
  /** It has been signed; what came is PEM. */
  | { readonly kind: 'signature'; readonly questions: number; readonly bytes: number }
  /** The certificate has been checked, and is kept. */
  | { readonly kind: 'answer'; readonly identity: NodeIdentityMaterial };

/** Hears of a step that is done. A promise stops whoever tells until it settles. */
export type TellStep = (step: JoinStep) => void | Promise<void>;

/** Watches a join. It changes nothing but how long it takes. */
export interface JoinWatch {
  readonly onStep: TellStep;
  /** Something was said on the wire; secrets are masked. */
  readonly onMessage: (message: SaidMessage) => void;
  /** It did not go well, and all but the key begins anew after a pause, ms. */
  readonly onAgain: (error: unknown, pauseMs: number) => void;
}

/** Tells a watcher, and waits as long as he likes. The signal ends that.
 *
 * @returns throws {NodeProblem} `stopped`
 */
export function telling(watch: JoinWatch | undefined, signal: AbortSignal): TellStep | undefined {
  if (watch === undefined) return undefined;
  return async (step) => {
    const given = Promise.withResolvers<never>();
    const giveUp = (): void => given.reject(stopped());
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      await Promise.race([given.promise, watch.onStep(step)]);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  };
}
