import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../packages/core/src/engine/commands/registry.ts';
import { flagUsages } from '../../packages/tui/src/cli/flag-usages.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { differenceOf } from './docker-20.10.ts';
import { differences } from './docker-cli-differences.ts';
import { comparable, dockerCommandLines, ourCommandLine } from './docker-cli.ts';
import type { CommandLine } from './docker-cli.ts';

const words = (command: string): readonly string[] => command.split(' ').filter((word) => word !== '');

/** What differs between ours and one of Docker's has to be in the table, and what is there has to differ. */
function compare(command: string, version: string, ours: readonly string[], theirs: readonly string[]): void {
  const known = differences.filter((one) => one.command === command && (one.docker ?? version) === version);
  expect(theirs.length, `${command}: there is something to compare`).toBeGreaterThan(0);
  expect(differenceOf({ ours, docker: theirs }), `${command} of docker ${version}`).toEqual({
    ours: known.flatMap((one) => one.ours),
    docker: known.flatMap((one) => one.theirs),
  });
}

describe.skipIf(dockerMissing)('our command line beside docker, against one real engine', () => {
  let engine: Engine;
  let ours: CommandLine;
  let dockers: readonly CommandLine[];

  beforeAll(async () => {
    engine = await Engine.start('cmd');
    ours = ourCommandLine(engine.socket);
    dockers = dockerCommandLines(engine.socket, engine.directory);
  });
  afterAll(() => engine?.remove());

  const addresses = (): string => `--listen-addr ${engine.address}:2377 --advertise-addr ${engine.address}`;

  async function inSwarm(): Promise<string> {
    if ((await engine.localNodeState()) !== 'active') await engine.output(...words(`swarm init ${addresses()}`));
    await engine.output('swarm', 'update', '--autolock=false');
    return engine.nodeId();
  }

  async function outside(): Promise<void> {
    if ((await engine.localNodeState()) !== 'inactive') await engine.output('swarm', 'leave', '--force');
  }

  /** For what changes nothing: all of them at once. */
  async function look(
    command: string,
    { state = '', given = words(command) }: { readonly state?: string; readonly given?: readonly string[] } = {},
  ): Promise<void> {
    const run = async (program: CommandLine): Promise<readonly string[]> =>
      comparable(await program.run(given, { input: 'key\n' }));
    const [mine = [], ...theirs] = await Promise.all([ours, ...dockers].map(run));
    const named = state === '' ? command : `${command} (${state})`;
    for (const [at, { version }] of dockers.entries()) compare(named, version, mine, theirs[at] ?? []);
  }

  /** For what changes something: one after the other, each from the same state. */
  async function change(
    command: string,
    { as = command, reset = async (): Promise<void> => undefined } = {},
  ): Promise<void> {
    const results = new Map<string, readonly string[]>();
    for (const program of [ours, ...dockers]) {
      results.set(program.version, comparable(await program.run(words(command))));
      await reset();
    }
    for (const { version } of dockers) compare(as, version, results.get('ours') ?? [], results.get(version) ?? []);
  }

  it('says the same outside a swarm', async () => {
    await outside();
    for (const command of [
      'swarm unlock',
      'node inspect self',
      'swarm ca',
      'swarm ca --rotate',
      'swarm join-token worker',
      'swarm leave',
      'swarm unlock-key',
      'swarm update --autolock',
      'node ls',
      'node promote a',
      'node rm a b',
      'swarm join-token foo',
      'swarm init --availability x',
      'swarm join --token x 127.0.0.1:1',
    ]) {
      await look(command, { state: 'outside' });
    }
  });

  it('says the same of what it cannot read', async () => {
    for (const command of [
      'swarm ca --foo',
      'swarm ca -dx',
      'swarm ca --cert-expiry x',
      'swarm ca --rotate=maybe',
      'swarm ca --ca-cert /nowhere',
      'swarm init --external-ca protocol=baz',
      'swarm init --max-snapshots=-1',
      'node ls --filter x',
      'swarm join',
      'node ls x',
      'node inspect',
    ]) {
      await look(command);
    }
  });

  it('founds a swarm and leaves it in the same words', async () => {
    await outside();
    await change(`swarm init ${addresses()}`, { as: 'swarm init', reset: outside });
    await inSwarm();
    await look('swarm init', { state: 'inside' });
    await look('swarm leave');
    await change('swarm leave --force', { reset: async () => void (await inSwarm()) });
  });

  it('shows the swarm in the same words', async () => {
    await inSwarm();
    for (const command of ['swarm unlock', 'swarm unlock-key', 'swarm unlock-key --rotate']) {
      await look(command, { state: 'open' });
    }
    for (const command of [
      'swarm ca',
      'swarm ca --cert-expiry 2h',
      'swarm ca --rotate --external-ca protocol=cfssl,url=https://a',
      'swarm join-token worker',
      'swarm join-token manager',
      'swarm join-token -q worker',
      'swarm join-token -q manager',
    ]) {
      await look(command);
    }
  });

  it('shows nodes in the same words', async () => {
    const id = await inSwarm();
    for (const command of [
      'node ls',
      'node ls -q',
      'node ls --filter role=manager',
      'node ls --filter role=worker',
      'node ls --filter foo=bar',
      'node ls --filter name=zzz -q',
      'node ls --format json',
      'node ls --format raw',
      'node ls --format table',
      'node ls --format {{.Foo}}',
      'node inspect self',
      'node inspect --pretty self',
      'node inspect self nope',
      'node inspect --pretty nope',
      'node inspect -f json self',
      'node inspect -f {{.ManagerStatus.Leader}}{{.Spec.Role}}{{.Version.Index}} self',
      `node inspect ${id.slice(0, 10)}`,
    ]) {
      await look(command);
    }
    for (const template of [
      '{{.Hostname}}: {{.TLSStatus}}',
      String.raw`table {{.ID}}\t{{.Hostname}}\t{{.TLSStatus}}\t{{.ManagerStatus}}`,
      '{{json .}}',
      '{{.Self}} {{- json .Hostname -}}  {{"a b"}}',
    ]) {
      await look(`node ls --format ${template}`, { given: ['node', 'ls', '--format', template] });
    }
    for (const template of ['{{json .Description.TLSInfo}}', '{{json .}}', '{{json .Spec}}']) {
      await look(`node inspect -f ${template}`, { given: ['node', 'inspect', '-f', template, 'self'] });
    }
  });

  it('changes nodes in the same words', async () => {
    const id = await inSwarm();
    for (const command of [
      `node promote ${id}`,
      `node demote ${id}`,
      `node rm ${id}`,
      'node rm nope nope2',
      `node update --label-add a=b --label-add c ${id}`,
      `node update --label-rm zz ${id}`,
      `node update --availability bogus ${id}`,
      `node update --availability drain ${id}`,
    ]) {
      await change(command);
    }
    await look('node ls --filter node.label=a=b --filter node.label=c');
    await look('node ls --filter node.label=a=x');
  });

  it('changes the swarm in the same words', async () => {
    await inSwarm();
    for (const command of [
      'swarm join-token --rotate worker',
      'swarm join-token --rotate -q manager',
      'swarm update --cert-expiry 59m',
      'swarm update --cert-expiry 2h --task-history-limit 7 --dispatcher-heartbeat 6s --max-snapshots 2 --snapshot-interval 20',
    ]) {
      await change(command);
    }
    const open = async (): Promise<void> => void (await engine.output('swarm', 'update', '--autolock=false'));
    await change('swarm update --autolock', { reset: open });
    await engine.output('swarm', 'update', '--autolock');
    for (const command of [
      'swarm unlock-key',
      'swarm unlock-key -q',
      'swarm unlock-key --rotate',
      'swarm unlock-key --rotate -q',
    ]) {
      await change(command);
    }
    await open();
  });

  it('leaves a swarm with what docker would have left', async () => {
    const spec = async (program: CommandLine, ...given: readonly string[]): Promise<unknown> => {
      await outside();
      const all = [
        ...given,
        '--cert-expiry',
        '2h',
        '--autolock',
        '--task-history-limit',
        '3',
        '--default-addr-pool',
        '10.9.0.0/16',
      ];
      expect((await program.run(all)).code).toBe(0);
      const { body } = await engine.api('GET', '/v1.41/swarm');
      const { Spec, DefaultAddrPool, SubnetSize } = body as Readonly<Record<string, unknown>>;
      return { Spec, DefaultAddrPool, SubnetSize };
    };
    const init = words(`swarm init ${addresses()}`);
    const mine = await spec(ours, ...init);
    for (const docker of dockers) expect(mine).toEqual(await spec(docker, ...init));
    await outside();
  });

  it('rotates the root, waits for it and prints it in the same words', async () => {
    await inSwarm();
    await change('swarm ca --rotate');
    await change('swarm ca --rotate -d', {
      reset: () =>
        eventually('the rotation has ended', async () => {
          const { body } = await engine.api('GET', '/v1.41/swarm');
          return (body as { RootRotationInProgress: boolean }).RootRotationInProgress ? undefined : true;
        }).then(() => undefined),
    });
  });

  it('tells the same of what has happened, but for digits of nanoseconds that a number does not hold', async () => {
    const id = await inSwarm();
    await engine.output('node', 'update', '--availability', 'drain', id);
    await engine.output('node', 'update', '--availability', 'active', id);
    const untilNow = ['--until', String(Math.floor(Date.now() / 1_000) + 1)];
    const lines = async (program: CommandLine, ...given: readonly string[]): Promise<readonly string[]> => {
      const { stdout } = await program.run(['events', ...given, ...untilNow, '--filter', 'type=node']);
      return stdout.split('\n');
    };
    const mine = await lines(ours);
    expect(mine.length).toBeGreaterThan(2);
    for (const docker of dockers) {
      const theirs = await lines(docker, '--since', '0');
      expect(theirs.map(whatOf)).toEqual(mine.map(whatOf));
      // What a number holds of nanoseconds since 1970 is a multiple of 256 of them.
      const apart = theirs.map((line, index) => Math.abs(Number(momentOf(line) - momentOf(mine[index] ?? ''))));
      expect(Math.max(...apart)).toBeLessThanOrEqual(256);
    }
  });

  it('refuses what only a lab can do', async () => {
    const { code, stdout, stderr } = await ours.run(['clock', 'jump', '+24h']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^swarmpki: only a lab can do 'clock jump', and unix:\S+ is a Docker Engine of version 2\d\.\d/,
    );
  });

  it('has the same flags, with the same help', async () => {
    for (const command of commands.filter(({ docker }) => docker !== undefined)) {
      const same = Object.entries(command.flags).filter(([, { ours: own }]) => own !== true);
      const mine = same.length === 0 ? '' : flagUsages(Object.fromEntries(same), 80);
      for (const docker of dockers) {
        const { stdout } = await docker.run([...words(command.docker ?? '').slice(1), '--help']);
        const [, options = ''] = /\nOptions:\n([^]*)$/.exec(stdout) ?? [];
        const isOld = docker.version === '20.10';
        expect(flat(mine, isOld), command.name).toBe(flat(options, isOld));
      }
    }
  });
});

/**
 * In which lines help is broken depends on all flags of a command, and some are ours alone. Of templates 20.10 says less,
 * and how it lists words is another way.
 */
function flat(text: string, isOld: boolean): string {
  const plain = text
    .replace(/ ?Refer to https:[^]*?templates/, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (!isOld) return plain;
  return plain
    .replace(/(--format string) [^]*?(?= -|$)/, '$1')
    .replaceAll('", "', '|')
    .replaceAll('"|"', '|')
    .replaceAll('"', '');
}

const stamp = /^(\S+?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d) /;

/** Of a line of events all but its time. */
function whatOf(line: string): string {
  return line.replace(stamp, '');
}

/** The time of a line of events, ns since epoch; 0 where there is none. */
function momentOf(line: string): bigint {
  const [, second, fraction = '', zone] = stamp.exec(line) ?? [];
  if (second === undefined) return 0n;
  return BigInt(Date.parse(second + zone)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}
