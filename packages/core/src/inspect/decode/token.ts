import { Problem } from '../../problem.ts';
import { parseUnlockKey } from '../../token/unlock-key.ts';
import type { JoinTokenItem, UnlockKeyItem } from '../items/item.ts';
import { describeProblem } from '../problem-description.ts';
import type { ProblemDescription } from '../problem-description.ts';
import { hexOf } from './elements.ts';
import type { Secrets } from './secrets.ts';

export interface JoinTokenDescription {
  readonly version?: 1 | 2;
  /** The swarm mandates FIPS. */
  readonly fips?: boolean;
  /** SHA-256 of the root's file, 64 hex digits: which root the swarm must have. */
  readonly digest?: string;
  /** Only where secrets are asked for. The role is not in it. */
  readonly secret?: string;
  readonly problem?: ProblemDescription;
}

export interface UnlockKeyDescription {
  /** 32 hexadecimal bytes; only where secrets are asked for. */
  readonly key?: string;
  readonly problem?: ProblemDescription;
}

/** Describes a join token (docs/protocol.md §2.1). */
export function describeJoinToken({ token }: JoinTokenItem, { secrets = false }: Secrets = {}): JoinTokenDescription {
  if (token instanceof Problem) return { problem: describeProblem(token) };
  const { version, fips, digest, secret } = token;
  return { version, fips, digest, ...(secrets ? { secret } : {}) };
}

/** Describes an unlock key (docs/protocol.md §10.6). */
export function describeUnlockKey(item: UnlockKeyItem, { secrets = false }: Secrets = {}): UnlockKeyDescription {
  const { find, problem } = item;
  if (problem !== undefined) return { problem: describeProblem(problem) };
  return secrets && find?.kind === 'unlock-key' ? { key: hexOf(parseUnlockKey(find.text)) } : {};
}
