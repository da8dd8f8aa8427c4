import type { Swarm } from '@swarmpki/core/engine';
import { edit } from '../../app/field.ts';
import type { Binding, View } from '../../app/screen.ts';
import type { Line } from '../../theme/line.ts';
import { judge, roles, tokenOf } from './judge.ts';
import type { Role } from './judge.ts';

export interface Own {
  readonly role: Role;
  /** Its token is shown whole until then, real time, ms since epoch. */
  readonly shownUntil: number | undefined;
  /** What was found of the token that was pasted last. */
  readonly verdict: readonly Line[];
  /** The swarm's tokens as they were then: the pasted one is not kept, so a verdict ends with them. */
  readonly judgedBy: Swarm['JoinTokens'] | undefined;
}

export const initial: Own = { role: 'worker', shownUntil: undefined, verdict: [], judgedBy: undefined };

/** How long a token is shown, ms. */
const shownMs = 15_000;

const id = 'tokens';
const has = ({ state, own }: View<Own>): boolean => tokenOf(state, own.role) !== undefined;

export const bindings: readonly Binding<Own>[] = [
  {
    id: 'tokens.choose',
    title: 'select',
    about: 'The token for workers, or for managers',
    keys: ['up', 'k', 'down', 'j', 'tab'],
    section: 'move',
    run: (_, app) =>
      app.change<Own>(id, (own) => ({
        ...own,
        role: roles.find((role) => role !== own.role) ?? own.role,
        shownUntil: undefined,
      })),
  },
  {
    id: 'tokens.copy',
    title: 'copy',
    about: 'Copy the token; it is not shown',
    keys: ['y'],
    section: 'look',
    weight: 10,
    possible: has,
    run: ({ state, own }, app) => app.copy(tokenOf(state, own.role) ?? '', `the ${own.role} token`),
  },
  {
    id: 'tokens.reveal',
    title: 'show 15 s',
    about: 'Show the whole token for 15 seconds',
    keys: ['v'],
    section: 'look',
    weight: 8,
    possible: has,
    run: (_, app) => {
      const until = app.clock.now() + shownMs;
      app.change<Own>(id, (own) => ({ ...own, shownUntil: own.shownUntil === undefined ? until : undefined }));
      app.later(shownMs, () =>
        app.change<Own>(id, (own) => (own.shownUntil === until ? { ...own, shownUntil: undefined } : own)),
      );
    },
  },
  {
    id: 'tokens.rotate',
    title: 'new token',
    about: 'Draw this token anew: who is in stays in, who comes with the old one is refused',
    keys: ['n'],
    section: 'act',
    weight: 9,
    command: 'join-token',
    words: (view) => (has(view) ? ['--rotate', '--quiet', view.own.role] : undefined),
  },
  {
    id: 'tokens.judge',
    title: 'check one',
    about: 'Paste a token, and hear what it is',
    keys: ['p'],
    section: 'look',
    weight: 7,
    run: (_, app) =>
      edit(app, {
        label: 'Token:',
        secret: true,
        onEnter: (text) => {
          const { state } = app.store;
          const judgedBy = state.sight?.swarm?.JoinTokens;
          app.change<Own>(id, (own) => ({ ...own, verdict: judge(state, text), judgedBy }));
        },
      }),
  },
];
