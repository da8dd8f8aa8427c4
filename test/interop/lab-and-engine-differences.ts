/** One thing that an unmodified `docker` prints otherwise when it is pointed at a lab, not at Docker Engine 20.10.24. */
interface Difference {
  readonly story: string;
  readonly command: string;
  /** Versions of `docker`; without it all that were tried. */
  readonly docker?: '20.10' | '28.2';
  /** Lines that are there for a lab, in this place. */
  readonly lab: readonly string[];
  /** Lines that are there for a real engine. */
  readonly engine: readonly string[];
  /** Of docs/protocol.md. */
  readonly paragraph: string;
  readonly because: 'it is older' | 'we chose so';
}

/** In the order in which they are met. */
export const differences: readonly Difference[] = [
  // This version of docker gives an empty list of pools, and the other none.
  {
    story: 'founding',
    command: 'info (pools)',
    docker: '28.2',
    lab: ['out: ["10.0.0.0/8"]'],
    engine: ['out: null'],
    paragraph: '11.2',
    because: 'we chose so',
  },
  {
    story: 'swarm',
    command: 'info',
    docker: '28.2',
    lab: ['out:   Default Address Pool: 10.0.0.0/8  ', 'out:   SubnetSize: 24'],
    engine: [],
    paragraph: '11.2',
    because: 'we chose so',
  },
  {
    story: 'nodes',
    command: 'node ls --quiet --filter foo=bar',
    lab: ["err: Error response from daemon: invalid filter 'foo'"],
    engine: ["err: Error response from daemon: Invalid filter 'foo'"],
    paragraph: '11.6',
    because: 'it is older',
  },
];
