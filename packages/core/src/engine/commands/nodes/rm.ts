import { command, untilEnd } from '../command.ts';
import { onOff } from '../kinds/text.ts';
import { forEach } from '../problem.ts';

export const nodeRm = command({
  name: 'node rm',
  docker: 'docker node rm',
  aliases: ['node remove'],
  summary: 'Remove one or more nodes from the swarm',
  parameters: { usage: 'NODE [NODE...]', least: 1, most: Infinity },
  flags: { force: { kind: onOff, short: 'f', help: 'Force remove a node from the swarm' } },
  actions: [{ id: 'node.rm', title: 'Remove Nodes', danger: 'destroys' }],
  examples: [
    { line: 'node rm worker-3', about: 'a node that is down' },
    { line: 'node rm --force worker-3', about: 'any node; its certificate is worth nothing from now on' },
  ],
  run: (context, { flags, parameters }) =>
    forEach(parameters, async (node) => {
      await context.client.removeNode(node, flags.force ?? false, untilEnd(context));
      context.output.print(node);
    }),
});
