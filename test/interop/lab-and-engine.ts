import { hostname } from 'node:os';
import { expect } from 'vitest';
import { serveLabOf, testUser } from '../host/hosts.ts';
import { Engine } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { run } from '../tools/run.ts';
import type { RunOptions } from '../tools/run.ts';
import { differenceOf } from './docker-20.10.ts';
import { comparable, dockerCommandLines, eachTime } from './docker-cli.ts';
import type { DockerCommandLine } from './docker-cli.ts';
import { differences } from './lab-and-engine-differences.ts';

/** What `docker` is pointed at: a lab, or a real engine. */
export interface Side extends AsyncDisposable {
  readonly socket: string;
  /** An empty directory, for files of the test. */
  readonly directory: string;
  /** What `swarm init` is told of where to listen. */
  readonly listening: readonly string[];
  /** Ends it, and starts it again from what is on its disk. */
  restart(): Promise<void>;
  /** Lets another node join the swarm. @returns its id */
  addNode(token: string): Promise<string>;
  /** Makes an end of the nodes that were added, so that others can be. */
  dropNodes(): Promise<void>;
}

async function labSide(): Promise<Side> {
  const user = await testUser();
  let served = await serveLabOf(user);
  let nodes = 0;
  return {
    socket: served.host.socketPath,
    directory: user.path,
    listening: ['--listen-addr', '127.0.0.1:0', '--advertise-addr', '127.0.0.1'],
    restart: async () => {
      await served[Symbol.asyncDispose]();
      served = await serveLabOf(user);
    },
    addNode: async (token) => {
      const joined = await served.host.engine.membership?.joinNode(`worker-${++nodes}`, token);
      return joined?.node.id ?? expect.fail('there is no lab');
    },
    // They are the lab's own, and go with it.
    dropNodes: async () => undefined,
    [Symbol.asyncDispose]: async () => {
      await served[Symbol.asyncDispose]();
      await user[Symbol.asyncDispose]();
    },
  };
}

async function engineSide(): Promise<Side> {
  const engine = await Engine.start('m');
  const [others, idle]: [Engine[], Engine[]] = [[], []];
  const startOther = async (): Promise<Engine> => {
    const other = await Engine.start('w');
    others.push(other);
    return other;
  };
  return {
    socket: engine.socket,
    directory: engine.directory,
    listening: ['--listen-addr', `${engine.address}:2377`, '--advertise-addr', engine.address],
    restart: async () => {
      await engine.stop();
      await engine.restart();
    },
    addNode: async (token) => {
      const other = idle.shift() ?? (await startOther());
      const { code, stderr } = await other.join(`${engine.address}:2377`, token);
      expect(code, stderr).toBe(0);
      return other.nodeId();
    },
    dropNodes: async () => {
      const joined = others.filter((each) => !idle.includes(each));
      await Promise.all(joined.map((other) => other.output('swarm', 'leave', '--force')));
      idle.push(...joined);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([engine, ...others].map((each) => each.remove()));
    },
  };
}

/** What is another on each side. */
const ofSide: readonly (readonly [RegExp, string])[] = [
  ...eachTime,
  [/-----BEGIN CERTIFICATE-----\\n[^-]*-----END CERTIFICATE-----\\n/g, '<certificate>'],
  [/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g, '<certificate>'],
  [/\bM[A-Za-z0-9+/]{119,}={0,2}/g, '<public key>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?\+0000 utc|Z|[+-]\d\d:\d\d)/g, '<time>'],
  [/\b127\.\d+\.\d+\.\d+:\d+/g, '<address>'],
  [/\b127\.\d+\.\d+\.\d+\b/g, '<ip>'],
  [new RegExp(`\\b(${hostname()}|manager-\\d+|worker-\\d+)\\b`, 'g'), '<host>'],
  [/("Index": )\d+/g, '$1<number>'],
  [/"?\b20\.10\.24\+dfsg1\b"?|"?\bswarmpki\b"?(?=,?$)/gm, '<version>'],
  // Nodes of a lab have no plugins: they would run containers with them.
  [/,\n +"Plugins": \[[^\]]*\]|^Plugins:\n( .*\n)+/gm, ''],
  // Columns are as wide as what stands in them.
  [/(?<=\S) {2,}/g, '  '],
];

export interface Step {
  readonly command: string;
  readonly lines: readonly string[];
}

interface StepOptions extends RunOptions {
  /** What the command is called in the table of differences. */
  readonly as?: string;
  /** Whether lines come in any order. */
  readonly inAnyOrder?: boolean;
  /** More that is another each time. */
  readonly besides?: readonly (readonly [RegExp, string])[];
}

/** What `docker` said on one side, command by command. */
export class Transcript {
  readonly steps: Step[] = [];
  readonly side: Side;
  readonly docker: DockerCommandLine;

  constructor(side: Side, version: string) {
    this.side = side;
    const docker = dockerCommandLines(side.socket, side.directory).find((each) => each.version === version);
    this.docker = docker ?? expect.fail(`there is no docker ${version}`);
  }

  /** Runs a command and notes what it said. @returns what it printed, as it was */
  async run(words: string | readonly string[], options: StepOptions = {}): Promise<string> {
    const { step, stdout } = await this.#step(words, options);
    this.steps.push(step);
    return stdout.trim();
  }

  /** Runs commands that change nothing, all at once, and notes what they said. */
  async look(...commands: readonly string[]): Promise<void> {
    const results = await Promise.all(commands.map((words) => this.#step(words, { input: 'key\n' })));
    this.steps.push(...results.map(({ step }) => step));
  }

  async #step(words: string | readonly string[], options: StepOptions): Promise<{ step: Step; stdout: string }> {
    const given = typeof words === 'string' ? words.split(' ') : words;
    const result = await this.docker.run(given, options);
    const { as = given.join(' '), inAnyOrder = false, besides = [] } = options;
    const lines = comparable(result, [...besides, ...ofSide]);
    return { step: { command: as, lines: inAnyOrder ? lines.toSorted() : lines }, stdout: result.stdout };
  }

  /** Notes which kinds of lines there were, by other means than a command that ends. */
  noteKinds(what: string, lines: readonly string[]): void {
    const plain = lines.map((line) => ofSide.reduce((text, [pattern, by]) => text.replace(pattern, by), line));
    this.steps.push({ command: what, lines: [...new Set(plain)].toSorted() });
  }

  /** As {@link run}, on a terminal of 160 columns. */
  async runOnTerminal(words: string): Promise<void> {
    const line = `stty cols 160; exec ${this.docker.program} ${words}`;
    const { env } = this.docker;
    const { code, stdout } = await run('script', ['-qec', line, '/dev/null'], { env });
    const lines = comparable({ code, stdout: shown(stdout), stderr: '' }, ofSide);
    this.steps.push({ command: `${words} (terminal)`, lines });
  }

  /** Runs a command of which nothing is noted, and which has to go well. */
  async quietly(...words: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.docker.run(words);
    expect(code, `docker ${words.slice(0, 2).join(' ')}: ${stderr}`).toBe(0);
    return stdout.trim();
  }

  /** Waits until the swarm's root is the only one. */
  async untilSettled(): Promise<void> {
    await eventually('all nodes are ready and trust the root', async (note) => {
      const nodes = note(await this.quietly('node', 'ls', '--format', '{{.Status}} {{.TLSStatus}}'));
      const rotating = await this.quietly('info', '--format', '{{.Swarm.Cluster.RootRotationInProgress}}');
      return (rotating === 'false' && nodes.split('\n').every((line) => line === 'Ready Ready')) || undefined;
    });
  }

  init(...flags: readonly string[]): Promise<string> {
    return this.quietly('swarm', 'init', ...this.side.listening, ...flags);
  }

  /** Lets another node join as a worker, and waits until it is ready. @returns its id */
  async addNode(): Promise<string> {
    const id = await this.side.addNode(await this.quietly('swarm', 'join-token', '--quiet', 'worker'));
    await this.#untilNode(id, '{{.Status.State}}', 'ready');
    return id;
  }

  untilManager(id: string): Promise<void> {
    return this.#untilNode(id, '{{with .ManagerStatus}}{{.Reachability}}{{end}}', 'reachable');
  }

  untilWorker(id: string): Promise<void> {
    return this.#untilNode(id, '{{with .ManagerStatus}}{{.Reachability}}{{end}}', '');
  }

  async #untilNode(id: string, template: string, wanted: string): Promise<void> {
    await eventually(`the node is ${wanted}`, async (note) => {
      return note(await this.quietly('node', 'inspect', id, '--format', template)) === wanted || undefined;
    });
  }
}

/** What stands on a terminal at last: for rows that are drawn in place again and again. */
function shown(text: string): string {
  const rows: string[] = [];
  let at = 0;
  const parts = text
    .replaceAll('\u001B', '␛')
    .matchAll(/␛\[(\d*)A|␛\[(\d*)B|(␛\[2?K)|(\n)|\r|␛\[[0-9;?]*[a-zA-Z]|([^␛\r\n]+)/g);
  for (const [, up, down, erase, end, words = ''] of parts) {
    if (up !== undefined) at -= Number(up || 1);
    else if (down !== undefined) at += Number(down || 1);
    else if (erase !== undefined) rows[at] = '';
    else if (end !== undefined) at++;
    else rows[at] = (rows[at] ?? '') + words;
  }
  return Array.from({ length: rows.length }, (_, row) => `${(rows[row] ?? '').trimEnd()}\n`).join('');
}

/** For each version of `docker` a lab and a real engine, outside any swarm. */
export class LabsAndEngines implements AsyncDisposable {
  readonly #pairs: readonly Pair[];

  static async start(): Promise<LabsAndEngines> {
    const versions = dockerCommandLines('', '').map(({ version }) => version);
    return new LabsAndEngines(await Promise.all(versions.map(startPair)));
  }

  private constructor(pairs: readonly Pair[]) {
    this.#pairs = pairs;
  }

  /** Tells a story to both, and expects no other differences than the table has. All versions at the same time. */
  async compare(story: string, tell: (docker: Transcript) => Promise<void>): Promise<void> {
    const compareWith = async ({ version, lab, engine }: Pair): Promise<void> => {
      const sides = [lab, engine].map((side) => stepsOf(new Transcript(side, version), tell));
      const [ours = [], theirs = []] = await Promise.all(sides);
      expectOnlyKnown(story, version, ours, theirs);
    };
    // One that fails does not leave the others amid a story.
    const ends = await Promise.allSettled(this.#pairs.map(compareWith));
    const failure = ends.find((end) => end.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const sides = this.#pairs.flatMap(({ lab, engine }) => [lab, engine]);
    await Promise.all(sides.map((side) => side[Symbol.asyncDispose]()));
  }
}

interface Pair {
  readonly version: string;
  readonly lab: Side;
  readonly engine: Side;
}

async function startPair(version: string): Promise<Pair> {
  const [lab, engine] = await Promise.all([labSide(), engineSide()]);
  return { version, lab, engine };
}

/** Whatever the story, it ends outside any swarm. */
async function stepsOf(docker: Transcript, tell: (docker: Transcript) => Promise<void>): Promise<readonly Step[]> {
  await tell(docker);
  if ((await docker.quietly('info', '--format', '{{.Swarm.LocalNodeState}}')) !== 'inactive') {
    await docker.quietly('swarm', 'leave', '--force');
  }
  await docker.side.dropNodes();
  return docker.steps;
}

function expectOnlyKnown(story: string, version: string, ours: readonly Step[], theirs: readonly Step[]): void {
  expect(ours.map(({ command }) => command)).toEqual(theirs.map(({ command }) => command));
  const known = differences.filter((one) => one.story === story && (one.docker ?? version) === version);
  const found = ours.flatMap(({ command, lines }, at) => {
    const { ours: own, docker } = differenceOf({ ours: lines, docker: theirs[at]?.lines ?? [] });
    return own.length + docker.length === 0 ? [] : [{ command, lab: own, engine: docker }];
  });
  expect(found, `${story}, docker ${version}`).toEqual(
    known.map(({ command, lab, engine }) => ({ command, lab, engine })),
  );
}
