/** One thing that a command line of Docker's prints otherwise than ours, for the same command. */
interface Difference {
  /** The command, or its beginning. */
  readonly command: string;
  /** Versions of `docker`; without it all that were tried. */
  readonly docker?: '20.10';
  /** Lines that ours has in this place. */
  readonly ours: readonly string[];
  /** Lines that Docker's has there. */
  readonly theirs: readonly string[];
  readonly because: 'it is older' | 'we chose so';
}

const tail = (usage: string): readonly string[] => [
  'err: ',
  `err: Usage:  docker ${usage} [OPTIONS]`,
  'err: ',
  `err: Run 'docker ${usage} --help' for more information`,
];

/** Usage behind a flag that cannot be read. */
const flagTail = (command: string, usage: string): Difference => ({
  command,
  docker: '20.10',
  ours: tail(usage),
  theirs: [`err: See 'docker ${usage} --help'.`],
  because: 'it is older',
});

const older = (command: string, ours: readonly string[], theirs: readonly string[]): Difference => ({
  command,
  docker: '20.10',
  ours,
  theirs,
  because: 'it is older',
});

const noNode = (node: string): string => `err: Error response from daemon: node ${node} not found`;

export const differences: readonly Difference[] = [
  flagTail('swarm ca --foo', 'swarm ca'),
  flagTail('swarm ca -dx', 'swarm ca'),
  flagTail('swarm ca --cert-expiry x', 'swarm ca'),
  flagTail('swarm ca --rotate=maybe', 'swarm ca'),
  flagTail('swarm ca --ca-cert /nowhere', 'swarm ca'),
  flagTail('swarm init --external-ca protocol=baz', 'swarm init'),
  flagTail('swarm init --max-snapshots=-1', 'swarm init'),
  flagTail('node ls --filter x', 'node ls'),
  older(
    'swarm join',
    ["err: 'docker swarm join' requires 1 argument", "err: Run 'docker swarm join --help' for more information"],
    [
      'err: "docker swarm join" requires exactly 1 argument.',
      "err: See 'docker swarm join --help'.",
      'err: Join a swarm as a node and/or manager',
    ],
  ),
  older(
    'node ls x',
    ["err: 'docker node ls' accepts no arguments", "err: Run 'docker node ls --help' for more information"],
    [
      'err: "docker node ls" accepts no arguments.',
      "err: See 'docker node ls --help'.",
      'err: List nodes in the swarm',
    ],
  ),
  older(
    'node inspect',
    [
      "err: 'docker node inspect' requires at least 1 argument",
      "err: See 'docker node inspect --help' for more information",
    ],
    [
      'err: "docker node inspect" requires at least 1 argument.',
      "err: See 'docker node inspect --help'.",
      'err: Display detailed information on one or more nodes',
    ],
  ),
  // Those before HEAD write it large.
  {
    command: 'swarm unlock (outside)',
    ours: ['err: error: this node is not part of a swarm'],
    theirs: ['err: Error: This node is not part of a swarm'],
    because: 'it is older',
  },
  {
    command: 'swarm unlock (open)',
    ours: ['err: error: swarm is not locked'],
    theirs: ['err: Error: swarm is not locked'],
    because: 'it is older',
  },
  older('swarm init', [], ['out: ']),
  older('node inspect self nope', [noNode('nope')], ['err: Status: Error: No such node: nope, Code: 1']),
  older('node inspect --pretty nope', [noNode('nope')], ['err: Error: No such node: nope']),
  older(
    'node rm nope nope2',
    [noNode('nope'), noNode('nope2')],
    ['err: Error: No such node: nope', 'err: Error: No such node: nope2'],
  ),
  older('node inspect self (outside)', [`err: ${notManager()}`], [`err: Status: ${notManager()}, Code: 1`]),
  older('node ls --format json', ['out: {<row>}'], ['out: json']),
  older('node inspect -f json self', ['out: [<node>]'], ['out: json']),
  ...['swarm update --autolock', 'swarm unlock-key', 'swarm unlock-key --rotate'].map((command) =>
    older(
      command,
      ['out: Remember to store this key in a password manager, since without it you'],
      [
        ...(command.endsWith('--rotate') ? ['out: '] : []),
        'out: Please remember to store this key in a password manager, since without it you',
      ],
    ),
  ),
  // We look through all nodes ourselves, and have a template engine of our own.
  {
    command: 'node ls --filter foo=bar',
    ours: ["err: invalid filter 'foo'"],
    theirs: ["err: Error response from daemon: Invalid filter 'foo'"],
    because: 'we chose so',
  },
  {
    command: 'node ls --format {{.Foo}}',
    ours: ["err: template parsing error: at <.Foo>: can't evaluate field Foo"],
    theirs: [
      'err: template parsing error: template: :1:2: executing "" at <.Foo>: can\'t evaluate field Foo in type *node.nodeContext',
    ],
    because: 'we chose so',
  },
];

function notManager(): string {
  return 'Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';
}
