import type { Node, NodeSpec } from '../../shapes/node.ts';
import { command } from '../command.ts';
import type { Given } from '../command.ts';
import { text, texts } from '../kinds/text.ts';
import { CommandProblem } from '../problem.ts';
import { changeNodes } from './change.ts';
import { splitLabel } from './filter-nodes.ts';

const flags = {
  role: { kind: text, help: 'Role of the node ("worker", "manager")' },
  availability: { kind: text, help: 'Availability of the node ("active", "pause", "drain")' },
  'label-add': { kind: texts, help: 'Add or update a node label ("key=value")' },
  'label-rm': { kind: texts, help: 'Remove a node label if exists' },
} as const;

export const nodeUpdate = command({
  name: 'node update',
  docker: 'docker node update',
  summary: 'Update a node',
  parameters: { usage: 'NODE', least: 1, most: 1 },
  flags,
  actions: [{ id: 'node.update', title: 'Update a Node', danger: 'changes' }],
  examples: [
    {
      line: 'node update --availability drain worker-1',
      about: 'no tasks for it; its certificate is renewed as before',
    },
    { line: 'node update --label-add rack=7 worker-1', about: 'a label' },
  ],
  run: (context, { flags: given, parameters }) =>
    changeNodes(
      context,
      parameters,
      (node) => changedSpec(node, given),
      (reference) => context.output.print(reference),
    ),
});

function changedSpec({ Spec: spec }: Node, given: Given<typeof flags>): NodeSpec {
  return {
    ...spec,
    Role: given.role ?? spec.Role,
    Availability: given.availability ?? spec.Availability,
    Labels: changedLabels(spec.Labels, given),
  };
}

function changedLabels(labels: NodeSpec['Labels'], given: Given<typeof flags>): NodeSpec['Labels'] {
  const changed = new Map([...Object.entries(labels), ...(given['label-add'] ?? []).map(splitLabel)]);
  for (const name of given['label-rm'] ?? []) {
    if (!changed.delete(name)) {
      throw new CommandProblem('refused', `key ${name} doesn't exist in node's labels`, {
        expected: `one of ${[...changed.keys()].join(', ') || 'none'}`,
      });
    }
  }
  return Object.fromEntries(changed);
}
