import { parseJoinToken } from '@swarmpki/core/token';
import type { JoinToken } from '@swarmpki/core/token';
import { Problem } from '@swarmpki/core/commands';
import type { State } from '../../app/state.ts';
import type { Line } from '../../theme/line.ts';

export type Role = 'worker' | 'manager';
export const roles = ['worker', 'manager'] as const;

/** The join token of a role, as the engine tells it; secret. */
export function tokenOf({ sight }: State, role: Role): string | undefined {
  const token = sight?.swarm?.JoinTokens[role === 'worker' ? 'Worker' : 'Manager'];
  return token === undefined || token === '' ? undefined : token;
}

/** A token with its secret hidden. */
export function masked(token: string): string {
  const at = token.lastIndexOf('-');
  return at < 0 ? '•'.repeat(8) : `${token.slice(0, at + 1)}${'•'.repeat(Math.min(25, token.length - at - 1))}`;
}

/** What is to be said of a token that was pasted: never the token itself. */
export function judge(state: State, text: string): readonly Line[] {
  const token = text.trim();
  const good = (words: string): Line => [{ text: `✔ ${words}`, tone: 'good' }];
  const bad = (words: string): Line => [{ text: `✗ ${words}`, tone: 'bad' }];
  const parsed = parse(token);
  if (parsed instanceof Problem) return [bad(`not well formed: ${parsed.expected ?? parsed.message}`)];
  const known = roles.map((role) => [role, tokenOf(state, role)] as const);
  const ours = known.map(([, own]) => (own === undefined ? undefined : parse(own)));
  const first = ours.find((own): own is JoinToken => own !== undefined && !(own instanceof Problem));
  if (first === undefined)
    return [good('well formed'), [{ text: 'there is no swarm here to compare it with', tone: 'muted' }]];
  if (first.digest !== parsed.digest) {
    return [
      good('well formed'),
      bad('its digest is not that of this swarm’s root: it is of another swarm, or of a root that was rotated away'),
    ];
  }
  const role = known.find(([, own]) => own === token)?.[0];
  return [
    good('well formed'),
    good('its digest is that of this swarm’s root'),
    role === undefined
      ? bad('its secret is neither of the two: it was rotated')
      : good(`it is the token for a ${role}`),
  ];
}

function parse(token: string): JoinToken | Problem {
  try {
    return parseJoinToken(token);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
