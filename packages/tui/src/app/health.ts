import type { NodeSight } from '@swarmpki/core/engine/watch';
import type { Tone } from '../theme/theme.ts';

/** How a node's certificate stands at a moment. */
export interface Health {
  /** The worst first: for sorting. */
  readonly rank: number;
  readonly sign: string;
  readonly tone: Tone;
  /** In words: colour and sign alone say nothing to some. */
  readonly word: string;
  /** How much of its life is left, 0 to 1; `undefined` where nobody knows its certificate. */
  readonly left: number | undefined;
  /** ms until it ends; negative behind it. */
  readonly leftMs: number | undefined;
}

/** @param now lab time in a lab, ms since epoch @param issuer whom the certificate is to be of, if that is known */
export function healthOf(node: NodeSight, now: number, issuer: string | undefined): Health {
  const { certificate, state } = node;
  if (state === 'removed') return unknown(8, '·', 'muted', 'removed');
  if (certificate === undefined) {
    return state === 'down' ? unknown(3, '✗', 'bad', 'down') : unknown(4, '?', 'muted', 'not known');
  }
  const { notBefore, notAfter, renewFrom, renewUntil } = certificate;
  const leftMs = notAfter - now;
  const left = Math.max(0, Math.min(1, leftMs / Math.max(1, notAfter - notBefore)));
  const health = (rank: number, sign: string, tone: Tone, word: string): Health => ({
    rank,
    sign,
    tone,
    word,
    left,
    leftMs,
  });
  if (leftMs < 0) return health(0, '✗', 'bad', 'expired');
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

function unknown(rank: number, sign: string, tone: Tone, word: string): Health {
  return { rank, sign, tone, word, left: undefined, leftMs: undefined };
}
