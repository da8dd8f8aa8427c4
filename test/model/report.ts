import type { Exploration } from './explore.ts';
import type { Scope } from './found.ts';

/** What has been explored, its bounds, and how it came to a fault. */
export function inWords({ name, machines, guests, budget }: Scope, exploration: Exploration): string {
  const { states, transitions, depth, isComplete, fault } = exploration;
  const managers = Object.values(machines).filter((role) => role === 'manager').length;
  const bounds = [
    `${Object.keys(machines).length} nodes, ${managers} of them managers`,
    ...(guests.length > 0 ? [`${guests.length} more to join`] : []),
    ...Object.entries(budget).map(([kind, times]) => `${kind} ${times}`),
  ];
  const explored = `${states} states, ${transitions} transitions, ${isComplete ? `all within ${depth} steps` : 'not all'}`;
  const lines = [`${name} (${bounds.join(', ')}): ${explored}`];
  if (fault) lines.push(`  ${fault.invariant}: ${fault.why}`, ...fault.trace.map((step) => `    ${step}`));
  return `${lines.join('\n')}\n`;
}
