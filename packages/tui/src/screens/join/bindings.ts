import { joinSteps } from '@swarmpki/core/engine';
import type { Deeds } from '../../app/deeds.ts';
import { edit } from '../../app/field.ts';
import type { Binding, View } from '../../app/screen.ts';
import { select } from '../attack/own.ts';
import type { Own as AttackOwn } from '../attack/own.ts';
import { begin, steer } from './begin.ts';
import { lookedAt } from './own.ts';
import type { Own } from './own.ts';
import { texts } from './texts.ts';

const isOver = ({ state, own }: View<Own>): boolean =>
  !own.isRunning && !state.readOnly && state.sight?.swarm !== undefined;

export const bindings: readonly Binding<Own>[] = [
  {
    id: 'join.next',
    title: 'next step',
    about: 'Let the node take the next step',
    keys: ['space'],
    section: 'act',
    weight: 20,
    takesKeys: true,
    // While it is under way the key does nothing: elsewhere it would stop the clock.
    labOnly: true,
    possible: ({ own }) => own.isRunning,
    run: ({ own }, app) => {
      if (own.isStopped) void steer(app, own, 'next');
    },
  },
  {
    id: 'join.continue',
    title: 'continue',
    about: 'Let it join without stopping any more',
    keys: ['c'],
    section: 'act',
    weight: 19,
    labOnly: true,
    possible: ({ own }) => own.isRunning && own.id !== '',
    run: ({ own }, app) => void steer(app, own, 'continue'),
  },
  {
    id: 'join.look',
    title: 'look at a step',
    about: 'To the step before, or the one behind',
    keys: ['up', 'k', 'down', 'j'],
    section: 'move',
    weight: 12,
    labOnly: true,
    run: ({ own }, app, key) => {
      const step = key === 'up' || key === 'k' ? -1 : 1;
      const selected = Math.max(0, Math.min(joinSteps.length - 1, lookedAt(own) + step));
      app.change<Own>('join', (before) => ({ ...before, selected }));
    },
  },
  {
    id: 'join.break',
    title: 'break this step',
    about: 'Show how this step is broken, in the attack lab',
    keys: ['!'],
    section: 'look',
    weight: 11,
    labOnly: true,
    run: ({ own }, app) => {
      const step = joinSteps[lookedAt(own)];
      const attack = step && texts[step].attack;
      if (attack === undefined) return app.say('plain', 'no attack breaks this step: an external CA that is down does');
      app.change<AttackOwn>('attack', (before) => select(before, attack));
      app.open({ screen: 'attack' });
    },
  },
  {
    id: 'join.worker',
    title: 'another worker',
    about: 'Let another worker join, step by step',
    keys: ['N'],
    section: 'act',
    weight: 18,
    labOnly: true,
    possible: isOver,
    run: (_, app) => void begin(app, {}),
  },
  {
    id: 'join.manager',
    title: 'a manager',
    about: 'Let a manager join, step by step',
    keys: ['M'],
    section: 'act',
    weight: 16,
    labOnly: true,
    possible: isOver,
    run: (_, app) => void begin(app, { Role: 'manager' }),
  },
  {
    id: 'join.token',
    title: 'with a token',
    about: 'Let a node join with a token of yours, right or wrong',
    keys: ['p'],
    section: 'act',
    weight: 17,
    labOnly: true,
    possible: isOver,
    run: (_, app) =>
      edit(app, { label: 'Join token', secret: true, onEnter: (text) => void begin(app, { Token: text.trim() }) }),
  },
  {
    id: 'join.leave',
    title: 'leave',
    about: 'Go back; a join that has not ended ends then',
    keys: ['escape', 'q'],
    section: 'everywhere',
    weight: 15,
    takesKeys: true,
    run: ({ own }, app) => {
      if (own.isRunning) askToLeave(app, own);
      else leave(app);
    },
  },
];

function leave(app: Deeds): void {
  if (!app.back()) app.jump(1);
}

/** What is left behind is said before. */
function askToLeave(app: Deeds, own: Own): void {
  const nodeId = own.steps.find(({ Step: step }) => step === 'request')?.NodeID ?? '';
  const left =
    nodeId === ''
      ? ['Nothing is left behind: the swarm does not know this node yet.']
      : [
          `The swarm has written node ${nodeId} down, and keeps it.`,
          'It never reported a certificate: it blocks every root rotation until it is removed,',
          `with: docker node rm --force ${nodeId.slice(0, 12)}`,
        ];
  app.store.update((state) => ({
    ...state,
    overlay: {
      kind: 'confirm',
      title: `End the join of ${own.name}?`,
      lines: left.map((text) => [{ text }]),
      typed: '',
      onYes: () => {
        void steer(app, own, 'abort');
        leave(app);
      },
    },
  }));
}
