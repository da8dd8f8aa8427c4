import { Problem } from '@swarmpki/core/commands';
import type { Deeds } from '../../app/deeds.ts';
import type { Predictions } from '../../app/learn/progress.ts';
import type { Binding, View } from '../../app/screen.ts';
import { scrolled } from '../../app/scroll.ts';
import { resultText } from './lines.ts';
import { expectedAnswer, initial, seenIn, selectedAttack } from './own.ts';
import type { Own } from './own.ts';

const change = (app: Deeds, next: (own: Own) => Own): void => app.change<Own>('attack', next);

const predict = (app: Deeds, next: (predictions: Predictions) => Predictions): void =>
  app.store.update((state) => ({
    ...state,
    learning: { ...state.learning, predictions: next(state.learning.predictions) },
  }));

const resultOf = ({ own }: View<Own>) => own.results[selectedAttack(own)?.ID ?? ''];

export const bindings: readonly Binding<Own>[] = [
  {
    id: 'attack.move',
    title: 'choose',
    about: 'To the attack above, or below',
    keys: ['up', 'k', 'down', 'j', 'g', 'G'],
    section: 'move',
    weight: 6,
    labOnly: true,
    run: ({ own }, app, key) => {
      const last = Math.max(0, (own.attacks?.length ?? 0) - 1);
      const to = { up: own.selected - 1, k: own.selected - 1, g: 0, G: last }[key] ?? own.selected + 1;
      change(app, (before) => ({ ...before, selected: Math.max(0, Math.min(last, to)), top: 0 }));
    },
  },
  {
    id: 'attack.scroll',
    title: 'read on',
    about: 'Show more of the attack, or the beginning again',
    keys: ['pagedown', 'pageup'],
    section: 'move',
    labOnly: true,
    run: (_, app, key) => change(app, (own) => ({ ...own, top: scrolled(app, own.top, key === 'pagedown' ? 5 : -5) })),
  },
  {
    id: 'attack.predict',
    title: 'predict',
    about: 'Choose what you expect of the attack',
    keys: ['right', 'l', 'tab', 'left', 'h'],
    section: 'act',
    weight: 9,
    labOnly: true,
    possible: (view) => selectedAttack(view.own) !== undefined && resultOf(view) === undefined,
    run: (view, app, key) => {
      const attack = selectedAttack(view.own);
      if (attack === undefined) return;
      const { ID: id, Answers: answers } = attack;
      const isBack = key === 'left' || key === 'h';
      const expected = expectedAnswer(seenIn(view), attack);
      const before = expected === undefined ? (isBack ? answers.length : -1) : answers.indexOf(expected);
      const chosen = (before + (isBack ? -1 : 1) + answers.length) % answers.length;
      predict(app, (predictions) => ({ ...predictions, [id]: chosen }));
    },
  },
  {
    id: 'attack.run',
    title: 'run it',
    about: 'Carry the attack out on this swarm, and see which check refuses it',
    keys: ['enter'],
    section: 'act',
    weight: 10,
    labOnly: true,
    possible: ({ state, own }) => !state.readOnly && own.running === undefined && selectedAttack(own) !== undefined,
    run: (view, app) => void carryOut(view, app),
  },
  {
    id: 'attack.copy',
    title: 'copy',
    about: 'Copy what came of the attack',
    keys: ['y'],
    section: 'look',
    weight: 5,
    labOnly: true,
    possible: (view) => resultOf(view) !== undefined,
    run: (view, app) => {
      const [shown, result] = [selectedAttack(view.own), resultOf(view)];
      if (shown !== undefined && result !== undefined) app.copy(resultText(shown, result), 'what came of it');
    },
  },
  {
    id: 'attack.events',
    title: 'timeline',
    about: 'Show on the timeline what the attack has left there',
    keys: ['e'],
    section: 'look',
    weight: 4,
    labOnly: true,
    possible: (view) => resultOf(view)?.Place === 'here',
    run: (_, app) => app.open({ screen: 'events' }),
  },
  {
    id: 'attack.reset',
    title: 'reset',
    about: 'Forget what you expected and what came of it, to begin anew',
    keys: ['r'],
    section: 'act',
    weight: 3,
    labOnly: true,
    possible: (view) => {
      const { running, results, predictions } = seenIn(view);
      return running === undefined && Object.keys({ ...results, ...predictions }).length > 0;
    },
    run: (_, app) => {
      change(app, ({ attacks, selected }) => ({ ...initial, attacks, selected }));
      predict(app, () => ({}));
    },
  },
];

/** Carries out the attack that is shown, once one has said what one expects of it. */
async function carryOut(view: View<Own>, app: Deeds): Promise<void> {
  const attack = selectedAttack(view.own);
  const { reached } = app;
  if (attack === undefined || reached?.lab === undefined) return;
  const { client, lab } = reached;
  const { ID: id } = attack;
  /** Another engine may be shown by then, of which that says nothing; the same one may have been reached anew. */
  const isAwaited = (): boolean => {
    const own = app.store.state.own['attack'] as Own | undefined;
    return app.reached?.client.name === client.name && own?.running === id;
  };
  if (expectedAnswer(seenIn(view), attack) === undefined) {
    return app.say('plain', 'What do you expect? Choose an answer with ← →, then press ⏎ again');
  }
  change(app, (before) => ({ ...before, running: id, top: 0 }));
  app.store.update((state) => ({ ...state, toast: undefined }));
  try {
    const result = await lab.attack(id);
    if (!isAwaited()) return;
    change(app, (before) => ({ ...before, running: undefined, results: { ...before.results, [id]: result } }));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (!isAwaited()) return;
    change(app, (before) => ({ ...before, running: undefined }));
    app.say('bad', error.message);
  }
}
