import type { Node } from '../../shapes/node.ts';
import type { Filters } from '../kinds/filter.ts';
import { CommandProblem } from '../problem.ts';

type Fits = (node: Node, wanted: readonly string[]) => boolean;

/**
 * What nodes are listed by, as an engine does it (docs/protocol.md §11.5). The role is the desired one: an engine answers no
 * other.
 */
const known: Readonly<Record<string, Fits>> = {
  id: ({ ID: id }, wanted) => beginsWithOne(id, wanted),
  name: ({ Description: { Hostname: hostname } }, wanted) => beginsWithOne(hostname, wanted),
  label: ({ Description: { Engine: engine } }, wanted) => hasLabels(engine.Labels, wanted),
  'node.label': ({ Spec: spec }, wanted) => hasLabels(spec.Labels, wanted),
  role: ({ Spec: spec }, wanted) => wanted.some((role) => role.toLowerCase() === spec.Role),
};

/** @throws {CommandProblem} `refused`, for a filter that there is not */
export function filterNodes(nodes: readonly Node[], filters: Filters): readonly Node[] {
  for (const [name, values] of filters) {
    if (!Object.hasOwn(known, name)) throw refused(`invalid filter '${name}'`, Object.keys(known));
    const odd = name === 'role' ? values.find((role) => !/^(worker|manager)$/i.test(role)) : undefined;
    if (odd !== undefined) throw refused(`invalid role filter: '${odd}'`, ['worker', 'manager']);
  }
  return nodes.filter((node) => [...filters].every(([name, values]) => known[name]?.(node, values) === true));
}

function refused(message: string, expected: readonly string[]): CommandProblem {
  return new CommandProblem('refused', message, { expected: `one of ${expected.join(', ')}` });
}

function beginsWithOne(text: string, wanted: readonly string[]): boolean {
  return wanted.some((beginning) => text.startsWith(beginning));
}

/** All of them, each of that value if one was named. */
function hasLabels(labels: Readonly<Record<string, string>>, wanted: readonly string[]): boolean {
  return wanted.every((label) => {
    const [name, value] = splitLabel(label);
    return Object.hasOwn(labels, name) && (value === '' || labels[name] === value);
  });
}

/** `key=value`; a key alone has an empty value. */
export function splitLabel(label: string): readonly [name: string, value: string] {
  const equals = label.indexOf('=');
  return equals < 0 ? [label, ''] : [label.slice(0, equals), label.slice(equals + 1)];
}
