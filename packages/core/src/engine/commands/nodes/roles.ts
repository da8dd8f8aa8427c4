import { command } from '../command.ts';
import { changeNodes } from './change.ts';

const oneOrMore = { usage: 'NODE [NODE...]', least: 1, most: Infinity };

export const nodePromote = command({
  name: 'node promote',
  docker: 'docker node promote',
  summary: 'Promote one or more nodes to manager in the swarm',
  parameters: oneOrMore,
  flags: {},
  actions: [{ id: 'node.promote', title: 'Promote Nodes to Managers', danger: 'changes' }],
  examples: [{ line: 'node promote worker-1 worker-2', about: 'two more managers' }],
  run: (context, { parameters }) =>
    changeNodes(
      context,
      parameters,
      ({ ID: id, Spec: spec }) => {
        if (spec.Role !== 'manager') return { ...spec, Role: 'manager' };
        context.output.print(`Node ${id} is already a manager.`);
        return 'unchanged';
      },
      (node) => context.output.print(`Node ${node} promoted to a manager in the swarm.`),
    ),
});

export const nodeDemote = command({
  name: 'node demote',
  docker: 'docker node demote',
  summary: 'Demote one or more nodes from manager in the swarm',
  parameters: oneOrMore,
  flags: {},
  actions: [{ id: 'node.demote', title: 'Demote Managers', danger: 'changes' }],
  examples: [{ line: 'node demote manager-3', about: 'one manager less' }],
  run: (context, { parameters }) =>
    changeNodes(
      context,
      parameters,
      ({ ID: id, Spec: spec }) => {
        if (spec.Role !== 'worker') return { ...spec, Role: 'worker' };
        context.output.print(`Node ${id} is already a worker.`);
        return 'unchanged';
      },
      (node) => context.output.print(`Manager ${node} demoted in the swarm.`),
    ),
});
