import type { Deeds } from '../../app/deeds.ts';
import { runAsked } from '../../app/act.ts';
import { edit } from '../../app/field.ts';
import { fill, flagWords, turned, valueOf } from '../../app/form.ts';
import type { Filled } from '../../app/form.ts';
import type { Binding, View } from '../../app/screen.ts';
import { commands } from '@swarmpki/core/commands';
import { fields } from './fields.ts';
import { make, samples } from './samples.ts';

export interface Own {
  readonly selected: number;
  readonly filled: Filled;
}

export const initial: Own = { selected: 0, filled: {} };

const id = 'init';
const change = (app: Deeds, next: (own: Own) => Own): void => app.change<Own>(id, next);
const canMake = ({ state }: View<Own>): boolean => !state.readOnly && state.link.kind === 'live';

export const bindings: readonly Binding<Own>[] = [
  {
    id: 'init.move',
    title: 'field',
    about: 'To the next field, or the one before',
    keys: ['tab', 'down', 'j', 'shift+tab', 'up', 'k'],
    section: 'move',
    weight: 8,
    run: (_, app, key) => {
      const step = ['tab', 'down', 'j'].includes(key) ? 1 : fields.length - 1;
      change(app, (own) => ({ ...own, selected: (own.selected + step) % fields.length }));
    },
  },
  {
    id: 'init.fill',
    title: 'change',
    about: 'Change this field',
    keys: ['enter'],
    section: 'act',
    weight: 9,
    possible: canMake,
    run: ({ own }, app) => {
      const field = fields[own.selected];
      if (field === undefined) return;
      const set = (value: string): void =>
        change(app, (before) => ({ ...before, filled: fill(before.filled, field, value) }));
      if (field.kind === 'text') edit(app, { label: field.label, text: valueOf(field, own.filled), onEnter: set });
      else set(turned(field, own.filled));
    },
  },
  {
    id: 'init.create',
    title: 'create',
    about: 'Create the swarm',
    keys: ['c'],
    section: 'act',
    weight: 10,
    possible: canMake,
    run: ({ own }, app) => {
      const command = commands.find(({ name }) => name === 'init');
      if (command !== undefined) runAsked(app, command, flagWords(fields, own.filled));
    },
  },
  {
    id: 'init.defaults',
    title: 'defaults',
    about: 'Put every field back to what is usual',
    keys: ['F'],
    section: 'act',
    possible: ({ own }) => Object.keys(own.filled).length > 0,
    run: (_, app) => change(app, (own) => ({ ...own, filled: {} })),
  },
  {
    id: 'init.copy',
    title: 'copy',
    about: 'Copy the command line',
    keys: ['y'],
    section: 'look',
    run: ({ state, own }, app) =>
      app.copy([state.engine.program, 'init', ...flagWords(fields, own.filled)].join(' '), 'the command line'),
  },
  {
    id: 'init.attach',
    title: 'attach',
    about: 'Attach to a Docker Engine, by one of Docker’s contexts',
    keys: ['e'],
    section: 'act',
    weight: 7,
    run: (_, app) => void app.chooseEngine(),
  },
  ...samples.map((sample): Binding<Own> => ({
    id: `init.sample.${sample.key}`,
    title: sample.title,
    about: `Make a sample swarm: ${sample.title}`,
    keys: [sample.key],
    section: 'act',
    labOnly: true,
    possible: canMake,
    run: ({ own }, app) => void make(app, sample, flagWords(fields, own.filled)),
  })),
];
