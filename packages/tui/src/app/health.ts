import type { CertificateSight, NodeSight } from '@swarmpki/core/engine/watch';
import type { Tone } from '../theme/theme.ts';

/** How a node's certificate stands at a moment. */
export interface Health {
  /** The worst first: for sorting. */
  readonly rank: number;
  readonly sign: string;
  readonly tone: Tone;
  /** In words: colour and sign alone say nothing to some. */
  readonly word: string;
  /** By which its life is counted; `undefined` where nobody knows one that counts. */
  readonly certificate: CertificateSight | undefined;
  /** Between these moments it stands so, unless there is news of it: ms since epoch, neither of them included. */
  readonly from: number;
  readonly until: number;
}

/** What is left of a certificate's life. */
export interface Life {
  /** Of the whole, 0 to 1. */
  readonly share: number;
  /** ms until it ends; negative behind it. */
  readonly ms: number;
}

/** @param now lab time in a lab, ms since epoch @param issuer whom the certificate is to be of, if that is known */
export function healthOf(node: NodeSight, now: number, issuer: string | undefined): Health {
  const { certificate, state } = node;
  if (state === 'removed') return unknown(8, '·', 'muted', 'removed');
  if (certificate === undefined) {
    return state === 'down' ? unknown(3, '✗', 'bad', 'down') : unknown(4, '?', 'muted', 'not known');
  }
  const { notBefore, notAfter, renewFrom, renewUntil } = certificate;
  const moments = [notBefore, notAfter, renewFrom, renewUntil];
  const from = Math.max(...moments.map((moment) => (moment <= now ? moment : Number.NEGATIVE_INFINITY)));
  const until = Math.min(...moments.map((moment) => (moment >= now ? moment : Number.POSITIVE_INFINITY)));
  const health = (rank: number, sign: string, tone: Tone, word: string): Health => ({
    rank,
    sign,
    tone,
    word,
    certificate,
    from,
    until,
  });
  if (now > notAfter) return health(0, '✗', 'bad', 'expired');
  if (now < notBefore) return health(1, '✗', 'bad', 'not yet valid');
  if (now > renewUntil) return health(2, '‼', 'bad', 'late: past its renewal window');
  if (state === 'down' || state === 'disconnected') return health(3, '✗', 'warn', state);
  if (node.error !== undefined && node.error !== '') return health(4, '!', 'warn', 'something went wrong');
  if (issuer !== undefined && node.issuer !== undefined && node.issuer !== issuer) {
    return health(5, '◐', 'busy', 'waits for a certificate of the new root');
  }
  if (node.issuance !== undefined && node.issuance !== 'issued') return health(5, '◐', 'busy', node.issuance);
  if (now >= renewFrom) return health(6, '⟳', 'accent', 'renews soon');
  return health(7, '●', 'good', 'ready');
}

/** @param now as for {@link healthOf} */
export function lifeOf({ certificate }: Pick<Health, 'certificate'>, now: number): Life | undefined {
  if (certificate === undefined) return undefined;
  const { notBefore, notAfter } = certificate;
  const ms = notAfter - now;
  return { share: Math.max(0, Math.min(1, ms / Math.max(1, notAfter - notBefore))), ms };
}

function unknown(rank: number, sign: string, tone: Tone, word: string): Health {
  const always = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
  return { rank, sign, tone, word, certificate: undefined, ...always };
}
