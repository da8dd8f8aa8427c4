import { rankOf, standingOf } from '@swarmpki/core/engine/health';
import type { Standing } from '@swarmpki/core/engine/health';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import type { Tone } from '../theme/theme.ts';

/** How a node's certificate stands, as it is shown: until there is news of it, or time has made it stand otherwise. */
export interface Health {
  readonly standing: Standing;
  /** The worst first: for sorting. */
  readonly rank: number;
  readonly sign: string;
  readonly tone: Tone;
  /** In words: colour and sign alone say nothing to some. */
  readonly word: string;
}

const looks: Readonly<Record<Standing, Pick<Health, 'sign' | 'tone' | 'word'>>> = {
  expired: { sign: '✗', tone: 'bad', word: 'expired' },
  'not-yet-valid': { sign: '✗', tone: 'bad', word: 'not yet valid' },
  overdue: { sign: '‼', tone: 'bad', word: 'late: past its renewal window' },
  down: { sign: '✗', tone: 'warn', word: 'down' },
  disconnected: { sign: '✗', tone: 'warn', word: 'disconnected' },
  failing: { sign: '!', tone: 'warn', word: 'something went wrong' },
  unknown: { sign: '?', tone: 'muted', word: 'not known' },
  waiting: { sign: '◐', tone: 'busy', word: 'waits for a certificate of the new root' },
  issuing: { sign: '◐', tone: 'busy', word: 'gets a certificate' },
  'renews-soon': { sign: '⟳', tone: 'accent', word: 'renews soon' },
  ready: { sign: '●', tone: 'good', word: 'ready' },
  removed: { sign: '·', tone: 'muted', word: 'removed' },
};

/** @param now lab time in a lab, ms since epoch @param issuer whom the certificate is to be of, if that is known */
export function healthOf(node: NodeSight, now: number, issuer: string | undefined): Health {
  const standing = standingOf(node, now, issuer);
  const health = { standing, rank: rankOf(standing), ...looks[standing] };
  const { issuance } = node;
  // How far it has come, in the lab's own word.
  return standing === 'issuing' && issuance !== undefined ? { ...health, word: issuance } : health;
}
