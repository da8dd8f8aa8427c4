/** A command with all that it needs, as texts: switches are `true`. */
export interface Step {
  /** `node add` */
  readonly command: string;
  readonly flags?: Readonly<Record<string, string>>;
  readonly parameters?: readonly string[];
}

/** A swarm for whoever only wants to look. */
export interface Sample {
  readonly id: 'small' | 'quorum' | 'large' | 'stuck';
  readonly title: string;
  /** One after the other, in a lab that has no swarm. */
  readonly steps: readonly Step[];
}

export const samples: readonly Sample[] = [
  {
    id: 'small',
    title: '1 manager + 5 workers',
    steps: [{ command: 'init' }, { command: 'node add', flags: { count: '5' } }],
  },
  {
    id: 'quorum',
    title: '3 managers + 5 workers',
    steps: [
      { command: 'init' },
      { command: 'node add', flags: { role: 'manager', count: '2' } },
      { command: 'node add', flags: { count: '5' } },
    ],
  },
  {
    id: 'large',
    title: '200 nodes',
    steps: [{ command: 'init' }, { command: 'node add', flags: { count: '199' } }],
  },
  {
    id: 'stuck',
    title: 'in mid-rotation, one node stuck',
    steps: [
      { command: 'init' },
      { command: 'node add', flags: { count: '6' } },
      { command: 'node stop', parameters: ['worker-6'] },
      { command: 'ca', flags: { rotate: 'true', detach: 'true' } },
    ],
  },
];

/** A step as on a command line, without the name of the program. */
export function wordsOfStep({ command, flags = {}, parameters = [] }: Step): readonly string[] {
  const given = Object.entries(flags).map(([name, value]) => (value === 'true' ? `--${name}` : `--${name}=${value}`));
  return [...command.split(' '), ...given, ...parameters];
}
