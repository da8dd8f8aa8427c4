import { edit } from '../../app/field.ts';
import type { Deeds } from '../../app/deeds.ts';
import { commands } from '@swarmpki/core/commands';
import { runAsked } from '../../app/act.ts';
import type { Binding, View } from '../../app/screen.ts';
import { trustBinding } from '../../app/to-trust.ts';
import { selectedRow, standingsOf } from './progress.ts';
import type { NodeStanding, Own } from './progress.ts';

const id = 'rotation';

/** The node that is selected. */
export function selectedStanding({ state, own }: View<Own>): NodeStanding | undefined {
  const rows = standingsOf(state, own);
  return rows[selectedRow(rows, own)];
}

const hasSwarm = ({ state }: View<Own>): boolean => state.sight?.swarm !== undefined && !state.readOnly;

export const bindings: readonly Binding<Own>[] = [
  trustBinding('rotation'),
  {
    id: 'rotation.move',
    title: 'move',
    about: 'One node up or down',
    keys: ['up', 'k', 'down', 'j'],
    section: 'move',
    run: ({ state, own }, app, key) => {
      const step = key === 'up' || key === 'k' ? -1 : 1;
      const rows = standingsOf(state, own);
      const at = Math.max(0, Math.min(rows.length - 1, selectedRow(rows, own) + step));
      app.change<Own>(id, (before) => ({ ...before, selected: rows[at]?.node.id }));
    },
  },
  {
    id: 'rotation.start',
    title: 'rotate',
    about: 'Rotate the root: a new key, cross-signed by the old one',
    keys: ['r'],
    section: 'act',
    weight: 10,
    command: 'ca',
    words: (view) => (hasSwarm(view) ? ['--rotate', '--detach'] : undefined),
  },
  {
    id: 'rotation.own',
    title: 'own root',
    about:
      'Rotate to a root of your own: its certificate, and its key. With those of the root as it is, a rotation is aborted',
    keys: ['o'],
    section: 'act',
    weight: 8,
    possible: hasSwarm,
    run: (_, app) => askForRoot(app),
  },
  {
    id: 'rotation.external',
    title: 'external',
    about: 'Rotate to a root whose key an external CA keeps',
    keys: ['E'],
    section: 'act',
    weight: 6,
    possible: hasSwarm,
    run: (_, app) => askForExternal(app),
  },
  {
    id: 'rotation.remove',
    title: 'remove',
    about: 'Remove the node that blocks the rotation from the swarm',
    keys: ['X'],
    section: 'act',
    weight: 7,
    command: 'node rm',
    words: (view) => {
      const standing = selectedStanding(view);
      return standing === undefined || standing.done || standing.node.leader
        ? undefined
        : ['--force', standing.node.id];
    },
  },
  {
    id: 'rotation.start-node',
    title: 'start it',
    about: 'Start the machine that the rotation waits for',
    keys: ['S'],
    section: 'act',
    weight: 9,
    command: 'node start',
    words: (view) => {
      const node = selectedStanding(view)?.node;
      return node?.place === 'stopped' ? [node.id] : undefined;
    },
  },
  {
    id: 'rotation.open',
    title: 'open',
    about: 'Show this node',
    keys: ['enter'],
    section: 'look',
    possible: (view) => selectedStanding(view) !== undefined,
    run: (view, app) => {
      const node = selectedStanding(view)?.node;
      if (node !== undefined) app.open({ screen: 'node', subject: node.id });
    },
  },
];

function askForRoot(app: Deeds): void {
  edit(app, {
    label: 'Certificate of the new root (PEM file):',
    onEnter: (certificate) =>
      edit(app, {
        label: 'Its key (PEM file):',
        onEnter: (key) => run(app, ['--rotate', '--detach', '--ca-cert', certificate.trim(), '--ca-key', key.trim()]),
      }),
  });
}

function askForExternal(app: Deeds): void {
  edit(app, {
    label: 'Certificate of the new root (PEM file):',
    onEnter: (certificate) =>
      edit(app, {
        label: 'External CA:',
        text: 'protocol=cfssl,url=https://',
        onEnter: (ca) =>
          run(app, ['--rotate', '--detach', '--ca-cert', certificate.trim(), '--external-ca', ca.trim()]),
      }),
  });
}

function run(app: Deeds, words: readonly string[]): void {
  const command = commands.find(({ name }) => name === 'ca');
  if (command !== undefined) runAsked(app, command, words);
}
