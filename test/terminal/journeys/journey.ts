import type { LabUser } from '../../cli/lab-user.ts';
import type { Terminal } from '../../tools/terminal.ts';

/** What one does on a screen, in a lab of one's own: at every size, with every frame closed. */
export interface Journey {
  readonly title: string;
  /** Makes the swarm that is found there; left out, there is none. */
  readonly prepare?: (user: LabUser) => Promise<unknown>;
  /** From what is seen first. */
  readonly walk: (terminal: Terminal, user: LabUser) => Promise<void>;
}

/** A swarm of a manager that listens at a port that is free, and of as many workers. */
export async function swarmWith(user: LabUser, workers: number): Promise<void> {
  await user.prints('init', '--listen-addr', '127.0.0.1:0');
  if (workers > 0) await user.prints('node', 'add', '--count', String(workers));
}
