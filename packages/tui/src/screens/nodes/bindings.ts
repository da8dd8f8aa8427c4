import type { Deeds } from '../../app/deeds.ts';
import { edit } from '../../app/field.ts';
import type { Binding, View } from '../../app/screen.ts';
import { trustBinding } from '../../app/to-trust.ts';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { begin as beginJoin } from '../join/begin.ts';
import { isJoining } from '../join/own.ts';
import { sortings } from './row.ts';
import { initial, rowsOf, selectedRow } from './select.ts';
import type { Own } from './select.ts';

const id = 'nodes';

const change = (app: Deeds, next: (own: Own) => Own): void => app.change<Own>(id, next);

/** Moves the selection by so many rows. */
function move(app: Deeds, { state, own }: View<Own>, step: number): void {
  const rows = rowsOf(state, own);
  const at = Math.max(0, Math.min(rows.length - 1, selectedRow(rows, own) + step));
  change(app, (before) => ({ ...before, selected: rows[at]?.node.id }));
}

/** The node that is selected. */
export function selectedNode({ state, own }: View<Own>): NodeSight | undefined {
  const rows = rowsOf(state, own);
  return rows[selectedRow(rows, own)]?.node;
}

const page = ({ state }: View<Own>): number => Math.max(1, state.size.rows - 12);
const nameOf = (node: NodeSight | undefined): readonly string[] | undefined => node && [node.id];
const onSelected =
  (is: (node: NodeSight) => boolean) =>
  (view: View<Own>): readonly string[] | undefined => {
    const node = selectedNode(view);
    return node !== undefined && is(node) ? nameOf(node) : undefined;
  };

const moves = { up: -1, k: -1, down: 1, j: 1, g: Number.NEGATIVE_INFINITY, G: Number.POSITIVE_INFINITY } as const;

export const bindings: readonly Binding<Own>[] = [
  trustBinding('nodes'),
  {
    id: 'nodes.move',
    title: 'move',
    about: 'One row up or down; to the first, to the last',
    keys: Object.keys(moves),
    section: 'move',
    run: (view, app, key) => move(app, view, moves[key as keyof typeof moves]),
  },
  {
    id: 'nodes.page',
    title: 'page',
    about: 'One page up or down',
    keys: ['pageup', 'pagedown'],
    section: 'move',
    run: (view, app, key) => move(app, view, key === 'pageup' ? -page(view) : page(view)),
  },
  {
    id: 'nodes.open',
    title: 'open',
    about: 'Show this node: its certificate, its chain, its life',
    keys: ['enter'],
    section: 'look',
    weight: 10,
    possible: (view) => selectedNode(view) !== undefined,
    run: (view, app) => {
      const node = selectedNode(view);
      if (node !== undefined) app.open({ screen: 'node', subject: node.id });
    },
  },
  {
    id: 'nodes.filter',
    title: 'filter',
    about: 'Show only nodes with these words: host, role, state, id',
    keys: ['/'],
    section: 'look',
    weight: 9,
    run: ({ own }, app) => {
      const set = (filter: string): void => change(app, (before) => ({ ...before, filter }));
      edit(app, { label: '/', text: own.filter, onChange: set, onEnter: set, onEscape: () => set('') });
    },
  },
  {
    id: 'nodes.unfilter',
    title: 'all nodes',
    about: 'Show all nodes again, whatever was filtered',
    keys: ['escape'],
    section: 'look',
    weight: 9.5,
    takesKeys: true,
    possible: ({ own }) => own.filter !== '',
    run: (_, app) => change(app, (before) => ({ ...before, filter: '' })),
  },
  {
    id: 'nodes.sort',
    title: 'sort',
    about: 'Sort by another column',
    keys: ['<', '>'],
    section: 'look',
    weight: 4,
    run: (_, app, key) =>
      change(app, (before) => {
        const at = sortings.indexOf(before.sorting) + (key === '>' ? 1 : -1);
        return { ...before, sorting: sortings.at(at % sortings.length) ?? initial.sorting };
      }),
  },
  {
    id: 'nodes.reverse',
    title: 'reverse',
    about: 'Sort the other way round',
    keys: ['r'],
    section: 'look',
    run: (_, app) => change(app, (before) => ({ ...before, isReversed: !before.isReversed })),
  },
  {
    id: 'nodes.copy',
    title: 'copy id',
    about: 'Copy the id of this node',
    keys: ['y'],
    section: 'look',
    possible: (view) => selectedNode(view) !== undefined,
    run: (view, app) => app.copy(selectedNode(view)?.id ?? '', 'the id of the node'),
  },
  {
    id: 'nodes.add',
    title: 'new nodes',
    about: 'Let simulated workers join',
    keys: ['n'],
    section: 'act',
    weight: 8,
    labOnly: true,
    possible: ({ state }) => !state.readOnly && state.sight?.swarm !== undefined,
    run: (_, app) =>
      edit(app, {
        label: 'How many workers?',
        text: '1',
        onEnter: (text) => void app.jobs.run(['node', 'add', '--count', text.trim() || '1']),
      }),
  },
  {
    id: 'nodes.join',
    title: 'join step by step',
    about: 'Let one worker join, and stop at each step of the protocol',
    keys: ['N'],
    section: 'act',
    weight: 7.5,
    labOnly: true,
    possible: ({ state }) => !state.readOnly && state.sight?.swarm !== undefined,
    run: ({ state }, app) => {
      if (!isJoining(state)) void beginJoin(app, {});
      app.open({ screen: 'join' });
    },
  },
  {
    id: 'nodes.renew',
    title: 'renew',
    about: 'Let it renew its certificate now',
    keys: ['R'],
    section: 'act',
    weight: 7,
    command: 'node renew',
    words: onSelected(({ place }) => place === 'here'),
  },
  {
    id: 'nodes.promote',
    title: 'promote',
    about: 'Let it become a manager',
    keys: ['P'],
    section: 'act',
    weight: 5,
    command: 'node promote',
    words: onSelected(({ desiredRole }) => desiredRole === 'worker'),
  },
  {
    id: 'nodes.demote',
    title: 'demote',
    about: 'Let it become a worker again',
    keys: ['D'],
    section: 'act',
    command: 'node demote',
    words: onSelected(({ desiredRole }) => desiredRole === 'manager'),
  },
  {
    id: 'nodes.stop',
    title: 'stop',
    about: 'Stop its machine; its disk is kept',
    keys: ['s'],
    section: 'act',
    weight: 6,
    command: 'node stop',
    words: onSelected(({ place }) => place === 'here'),
  },
  {
    id: 'nodes.start',
    title: 'start',
    about: 'Start its machine again',
    keys: ['S'],
    section: 'act',
    weight: 6,
    command: 'node start',
    words: onSelected(({ place }) => place === 'stopped'),
  },
  {
    id: 'nodes.cut',
    title: 'cut off',
    about: 'Cut it off the network',
    keys: ['b'],
    section: 'act',
    command: 'node cut',
    words: onSelected(({ place, faults }) => place === 'here' && faults?.Cut !== true),
  },
  {
    id: 'nodes.heal',
    title: 'connect',
    about: 'Connect it with the network again',
    keys: ['B'],
    section: 'act',
    command: 'node heal',
    words: onSelected(({ place, faults }) => place === 'here' && faults?.Cut === true),
  },
  {
    id: 'nodes.remove',
    title: 'remove',
    about: 'Remove it from the swarm; it has to be down',
    keys: ['X'],
    section: 'act',
    command: 'node rm',
    words: onSelected(({ state, leader }) => state !== 'ready' && !leader),
  },
];
