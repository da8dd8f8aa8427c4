import type { Binding } from '../../app/screen.ts';
import { freshWatch } from './matrix.ts';
import type { Own } from './own.ts';
import { selectedCell } from './why.ts';

const id = 'trust';

const steps: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  up: [-1, 0],
  k: [-1, 0],
  down: [1, 0],
  j: [1, 0],
  left: [0, -1],
  h: [0, -1],
  right: [0, 1],
  l: [0, 1],
};

export const bindings: readonly Binding<Own>[] = [
  {
    id: 'trust.move',
    title: 'move',
    about: 'To another cell: who judges by row, who is judged by column',
    keys: Object.keys(steps),
    section: 'move',
    weight: 10,
    run: (_, app, key) =>
      app.change<Own>(id, (own) => {
        const [rows, columns] = steps[key] ?? [0, 0];
        const last = Math.max(0, (own.matrix?.sides.length ?? 1) - 1);
        const within = (at: number): number => Math.max(0, Math.min(last, at));
        return {
          ...own,
          row: within(Math.min(own.row, last) + rows),
          column: within(Math.min(own.column, last) + columns),
        };
      }),
  },
  {
    id: 'trust.again',
    title: 'try again',
    about: 'Make all connections anew',
    keys: ['c'],
    section: 'look',
    weight: 9,
    run: (_, app) => app.change<Own>(id, (own) => ({ ...own, wished: own.wished + 1 })),
  },
  {
    id: 'trust.count',
    title: 'count anew',
    about: 'Begin to count broken cells anew',
    keys: ['w'],
    section: 'look',
    weight: 6,
    possible: ({ own }) => own.watch.looks > 0,
    run: (_, app) => app.change<Own>(id, (own) => ({ ...own, watch: freshWatch })),
  },
  {
    id: 'trust.open',
    title: 'open node',
    about: 'Show the node that stands for the group that is judged',
    keys: ['enter'],
    section: 'look',
    weight: 8,
    possible: ({ own }) => selectedCell(own) !== undefined,
    run: ({ own }, app) => {
      const shown = selectedCell(own)?.shown;
      if (shown !== undefined) app.open({ screen: 'node', subject: shown.id });
    },
  },
];
