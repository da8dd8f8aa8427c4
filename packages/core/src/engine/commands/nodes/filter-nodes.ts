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
  // An engine answers no other: each node that joins is accepted.
  membership: (_node, wanted) => wanted.some((membership) => membership.toLowerCase() === 'accepted'),
};

/** Values of filters that have a few. */
const words: ReadonlyMap<string, readonly string[]> = new Map([
  ['role', ['worker', 'manager']],
  ['membership', ['accepted', 'pending']],
]);

/** @throws {CommandProblem} `refused`, for a filter that there is not */
export function filterNodes(nodes: readonly Node[], filters: Filters): readonly Node[] {
  const wishes = [...filters].map(([name, values]) => wishOf(name, values));
  return nodes.filter((node) => wishes.every((fits) => fits(node)));
}

function wishOf(name: string, values: readonly string[]): (node: Node) => boolean {
  const fits = Object.hasOwn(known, name) ? known[name] : undefined;
  if (fits === undefined) throw refused(`invalid filter '${name}'`, Object.keys(known));
  const few = words.get(name);
  if (few === undefined) return (node) => fits(node, values);
  // An engine passes over those that are empty.
  const wanted = values.filter((value) => value !== '');
  const odd = wanted.find((value) => !few.includes(value.toLowerCase()));
  if (odd !== undefined) throw refused(`invalid ${name} filter: '${odd}'`, few);
  return (node) => wanted.length === 0 || fits(node, wanted);
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
