import { join } from 'node:path';

/** Where things lie below a lab's directory. Each node has a folder of its own, laid out like an engine's data root. */
export const places = {
  store: (directory: string): string => join(directory, 'swarm.db'),
  /** Where lab time is, if it is not real time. */
  time: (directory: string): string => join(directory, 'time.json'),
  nodes: (directory: string): string => join(directory, 'nodes'),
  certificates: (directory: string, node: string): string => join(directory, 'nodes', node, 'swarm', 'certificates'),
} as const;

/** The name of the node that is the manager itself. */
export const managerName = 'manager-1';
