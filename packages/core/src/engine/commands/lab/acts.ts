import type { LabNodeRow, NodeAction } from '../../shapes/extension/node-row.ts';
import { untilEnd } from '../command.ts';
import type { Command } from '../command.ts';
import { unlockKey } from '../kinds/text.ts';
import { forEach } from '../problem.ts';
import { labCommand } from './lab-command.ts';
import { momentToSecond } from '../../../time-words.ts';
import { nodeName } from './words.ts';

const nodes = { usage: 'NODE [NODE...]', least: 1, most: Infinity };

interface Act {
  readonly action: NodeAction;
  readonly summary: string;
  readonly title: string;
  /** What an example is about. */
  readonly about: string;
  /** What is said when it has been done. */
  readonly done: (row: LabNodeRow) => string;
}

const acts: readonly Act[] = [
  {
    action: 'stop',
    summary: 'Stop the machines of simulated nodes; their disks are kept',
    title: 'Stop Simulated Nodes',
    about: 'a node that is down; `node start` lets it come back with the certificate that it has',
    done: () => 'stopped',
  },
  {
    action: 'cut',
    summary: 'Cut simulated nodes off the network',
    title: 'Cut Simulated Nodes Off',
    about: 'it goes on without anybody to talk to, and is found to be down',
    done: () => 'cut off the network',
  },
  {
    action: 'heal',
    summary: 'Connect simulated nodes with the network again',
    title: 'Connect Simulated Nodes Again',
    about: 'what was sent meanwhile arrives now',
    done: () => 'connected again',
  },
  {
    action: 'silence',
    summary: 'Let simulated nodes stand still, as SIGSTOP does',
    title: 'Silence Simulated Nodes',
    about: 'its connections stay open, and nobody answers',
    done: () => 'silenced',
  },
  {
    action: 'wake',
    summary: 'Let silenced nodes go on',
    title: 'Wake Silenced Nodes',
    about: 'it goes on where it stood',
    done: () => 'woken',
  },
  {
    action: 'renew',
    summary: 'Let simulated nodes renew their certificates now',
    title: 'Renew Certificates',
    about: 'waits for the new certificate',
    done: ({ NotAfter: until }) => `renewed; its certificate is valid until ${momentToSecond(until)}`,
  },
];

/** `node stop`, `node cut`, … */
export const nodeActs: readonly Command[] = acts.map(({ action, summary, title, about, done }) =>
  labCommand({
    name: `node ${action}`,
    summary,
    parameters: nodes,
    flags: {},
    actions: [{ id: `node.${action}`, title, danger: 'changes' }],
    examples: [{ line: `node ${action} worker-1`, about }],
    run: (context, { parameters }) =>
      forEach(parameters, async (node) => {
        const row = await context.lab.act(node, action, untilEnd(context));
        context.output.print(`Node ${nodeName(row)} ${done(row)}.`);
      }),
  }),
);

export const nodeStart = labCommand({
  name: 'node start',
  summary: 'Start the machines of simulated nodes that were stopped',
  parameters: nodes,
  flags: {
    'unlock-key': {
      kind: unlockKey,
      help: 'Of a locked manager that was away when the key changed: the one before; "-" reads it from the input',
    },
  },
  actions: [{ id: 'node.start', title: 'Start Simulated Nodes', danger: 'changes' }],
  examples: [
    { line: 'node start worker-1', about: 'with what is on its disk' },
    {
      line: 'node start --unlock-key - manager-2 < old.key',
      about: 'a manager that is still locked with an older key',
    },
  ],
  run: (context, { flags, parameters }) =>
    forEach(parameters, async (node) => {
      const row = await context.lab.start(node, flags['unlock-key'] ?? '', untilEnd(context));
      context.output.print(`Node ${nodeName(row)} started.`);
    }),
});

export const nodeForget = labCommand({
  name: 'node forget',
  summary: 'Stop the machines of simulated nodes, and wipe their disks',
  parameters: nodes,
  flags: {},
  actions: [{ id: 'node.forget', title: 'Wipe Simulated Nodes', danger: 'destroys' }],
  examples: [
    {
      line: 'node forget worker-1',
      about: 'its key and certificate are gone; what the swarm knows of it goes with `node rm worker-1`',
    },
  ],
  run: (context, { parameters }) =>
    forEach(parameters, async (node) => {
      await context.lab.forgetNode(node, untilEnd(context));
      context.output.print(node);
    }),
});
