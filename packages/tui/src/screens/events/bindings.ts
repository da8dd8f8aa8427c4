import type { Deeds } from '../../app/deeds.ts';
import { edit } from '../../app/field.ts';
import type { Binding, View } from '../../app/screen.ts';
import { entriesOf, selectedRow } from './list.ts';
import type { Own } from './list.ts';

const change = (app: Deeds, next: (own: Own) => Own): void => app.change<Own>('events', next);

function move(app: Deeds, { state, own }: View<Own>, step: number): void {
  const entries = entriesOf(state, own);
  const at = Math.max(0, Math.min(entries.length - 1, selectedRow(entries, own) + step));
  // At the top the latest is followed again.
  change(app, (before) => ({ ...before, selected: at === 0 ? undefined : entries[at]?.Seq }));
}

const selected = ({ state, own }: View<Own>) => {
  const entries = entriesOf(state, own);
  return entries[selectedRow(entries, own)];
};

export const bindings: readonly Binding<Own>[] = [
  {
    id: 'events.move',
    title: 'move',
    about: 'To an older event, or a newer one',
    keys: ['up', 'k', 'down', 'j', 'pageup', 'pagedown', 'G'],
    section: 'move',
    labOnly: true,
    run: (view, app, key) => {
      const page = Math.max(1, view.state.size.rows - 14);
      const step = { up: -1, k: -1, down: 1, j: 1, pageup: -page, pagedown: page, G: Number.POSITIVE_INFINITY }[key];
      move(app, view, step ?? 0);
    },
  },
  {
    id: 'events.follow',
    title: 'follow',
    about: 'Go to the latest event, and stay with what comes',
    keys: ['f', 'g'],
    section: 'move',
    weight: 8,
    labOnly: true,
    run: (_, app) => change(app, (own) => ({ ...own, selected: undefined })),
  },
  {
    id: 'events.cause',
    title: 'cause',
    about: 'Go to the event that led to this one',
    keys: ['c'],
    section: 'look',
    weight: 9,
    labOnly: true,
    possible: (view) => (selected(view)?.Cause ?? 0) > 0,
    run: (view, app) => {
      const cause = selected(view)?.Cause;
      const isShown = entriesOf(view.state, view.own).some(({ Seq }) => Seq === cause);
      if (isShown) change(app, (own) => ({ ...own, selected: cause }));
      else app.say('warn', 'What led to it is further back, or hidden by the filter: `swarmpki events` tells all');
    },
  },
  {
    id: 'events.filter',
    title: 'filter',
    about: 'Show only events with one of these words: refused|rotation',
    keys: ['/'],
    section: 'look',
    weight: 7,
    labOnly: true,
    run: ({ own }, app) => {
      const set = (filter: string): void => change(app, (before) => ({ ...before, filter, selected: undefined }));
      edit(app, { label: '/', text: own.filter, onChange: set, onEnter: set, onEscape: () => set('') });
    },
  },
  {
    id: 'events.open',
    title: 'open node',
    about: 'Show the node that it happened to',
    keys: ['enter'],
    section: 'look',
    weight: 10,
    labOnly: true,
    possible: (view) => view.state.sight?.nodes.has(selected(view)?.ID ?? '') === true,
    run: (view, app) => app.open({ screen: 'node', subject: selected(view)?.ID ?? '' }),
  },
];
