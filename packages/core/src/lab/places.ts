import { join } from 'node:path';

/** Where things lie below a lab's directory. Each node has a folder of its own, laid out like an engine's data root. */
export const places = {
  store: (directory: string): string => join(directory, 'swarm.db'),
  /** Where lab time is, if it is not real time. */
  time: (directory: string): string => join(directory, 'time.json'),
  /** What the lab's engine was told. */
  notes: (directory: string): string => join(directory, 'engine.json'),
  /** Where an engine keeps what it is that has joined another swarm: the directory is its data root then. */
  joined: (directory: string): string => join(directory, 'swarm'),
  nodes: (directory: string): string => join(directory, 'nodes'),
  node: (directory: string, node: string): string => join(directory, 'nodes', node),
  certificates: (directory: string, node: string): string => join(directory, 'nodes', node, 'swarm', 'certificates'),
} as const;

/** The name of the node that is the manager itself. */
export const managerName = 'manager-1';
