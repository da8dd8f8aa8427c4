import type { Deeds } from '../../app/deeds.ts';
import { edit } from '../../app/field.ts';
import type { Binding, View } from '../../app/screen.ts';
import { judge, tokenOf } from './judge.ts';
import { hidden, secrets } from './own.ts';
import type { Own } from './own.ts';
import { autolockOf, shownKey, withUnlockKey } from './unlock-key.ts';

/** How long a secret is shown, ms. */
const shownMs = 15_000;

const id = 'tokens';
const isUnlock = ({ own }: View<Own>): boolean => own.chosen === 'unlock';
const tokenIn = ({ state, own }: View<Own>): string | undefined =>
  own.chosen === 'unlock' ? undefined : tokenOf(state, own.chosen);
const has = (view: View<Own>): boolean =>
  isUnlock(view) ? autolockOf(view.state) === true : tokenIn(view) !== undefined;

export const bindings: readonly Binding<Own>[] = [
  {
    id: 'tokens.choose',
    title: 'select',
    about: 'The token for workers, the one for managers, or the unlock key',
    keys: ['up', 'k', 'down', 'j', 'tab'],
    section: 'move',
    run: (_, app, key) => {
      const step = key === 'up' || key === 'k' ? secrets.length - 1 : 1;
      app.change<Own>(id, (own) => ({
        ...hidden(own),
        chosen: secrets[(secrets.indexOf(own.chosen) + step) % secrets.length] ?? own.chosen,
      }));
    },
  },
  {
    id: 'tokens.copy',
    title: 'copy',
    about: 'Copy it; it is not shown',
    keys: ['y'],
    section: 'look',
    weight: 10,
    possible: has,
    run: (view, app) => {
      if (isUnlock(view)) void withUnlockKey(app, (key) => app.copy(key, 'the unlock key'));
      else app.copy(tokenIn(view) ?? '', `the ${view.own.chosen} token`);
    },
  },
  {
    id: 'tokens.reveal',
    title: 'show 15 s',
    about: 'Show the whole of it for 15 seconds',
    keys: ['v'],
    section: 'look',
    weight: 8,
    possible: has,
    run: (view, app) => {
      const { state, own } = view;
      if (isUnlock(view) ? shownKey(state, own) : own.shownUntil) return app.change<Own>(id, hidden);
      const version = state.sight?.swarm?.Version.Index;
      if (isUnlock(view)) void withUnlockKey(app, (key) => reveal(app, { key, version }));
      else reveal(app);
    },
  },
  {
    id: 'tokens.rotate',
    title: 'new token',
    about: 'Draw this token anew: who is in stays in, who comes with the old one is refused',
    keys: ['n'],
    section: 'act',
    weight: 9,
    takesKeys: true,
    command: 'join-token',
    words: (view) => (tokenIn(view) === undefined ? undefined : ['--rotate', '--quiet', view.own.chosen]),
  },
  {
    id: 'tokens.rotate-key',
    title: 'new key',
    about: 'Draw the unlock key anew: managers that are up get it, one that is down starts with the old one once more',
    keys: ['n'],
    section: 'act',
    weight: 9,
    command: 'unlock-key',
    words: (view) => (isUnlock(view) && has(view) ? ['--rotate'] : undefined),
  },
  {
    id: 'tokens.autolock',
    title: 'autolock',
    about: 'Lock managers that start from now on, or let them start by themselves again',
    keys: ['a'],
    section: 'act',
    weight: 8.5,
    command: 'update',
    words: (view) => autolockWords(view),
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

/** Shows what is chosen for a while, if it is still chosen: a key comes later. */
function reveal(app: Deeds, unlockKey?: Own['unlockKey']): void {
  const until = app.clock.now() + shownMs;
  app.change<Own>(id, (own) =>
    (own.chosen === 'unlock') === (unlockKey !== undefined) ? { ...own, shownUntil: until, unlockKey } : own,
  );
  app.later(shownMs, () => app.change<Own>(id, (own) => (own.shownUntil === until ? hidden(own) : own)));
}

function autolockWords(view: View<Own>): readonly string[] | undefined {
  const isOn = autolockOf(view.state);
  return isUnlock(view) && isOn !== undefined ? [isOn ? '--autolock=false' : '--autolock'] : undefined;
}
