import type { Deeds } from '../../app/deeds.ts';

export interface Sample {
  readonly key: string;
  readonly title: string;
  /** Command lines, one after the other. */
  readonly steps: readonly (readonly string[])[];
}

/** Swarms for whoever only wants to look. */
export const samples: readonly Sample[] = [
  {
    key: 's',
    title: '3 managers + 5 workers',
    steps: [['init'], ['node', 'add', '--role', 'manager', '--count', '2'], ['node', 'add', '--count', '5']],
  },
  { key: 'm', title: '200 nodes', steps: [['init'], ['node', 'add', '--count', '199']] },
  {
    key: 'x',
    title: 'in mid-rotation, one node stuck',
    steps: [['init'], ['node', 'add', '--count', '6'], ['node', 'stop', 'worker-6'], ['ca', '--rotate', '--detach']],
  },
];

/** Makes a sample: stops at the first step that does not go well. */
export async function make(app: Deeds, { steps }: Sample): Promise<void> {
  for (const words of steps) if (!(await app.jobs.run(words))) return;
}
