import { once } from 'node:events';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectLab } from '../../packages/core/src/engine/client/connect-lab.ts';
import { HttpEngineClient } from '../../packages/core/src/engine/client/http-engine-client.ts';
import { socketOf } from '../../packages/core/src/lab/host/where.ts';
import { ask } from '../tools/ask.ts';
import { programOfFile } from '../tools/built-program.ts';
import { eventually } from '../tools/eventually.ts';
import { LabUser, isAlive } from './lab-user.ts';

const program = programOfFile();

const init = ['init', '--listen-addr', '127.0.0.1:0'] as const;
const standings = ['node', 'ls', '--format', '{{.Hostname}} {{.Status}} {{.TLSStatus}}'] as const;
const started =
  /^started a host for the lab in \/\S+: it goes on when this command has ended, until 'swarmpki stop'\n$/;

/** Of the workers and the manager, once all are as they should be. */
function converged(count: number): string {
  return ['manager-1', ...Array.from({ length: count }, (_, at) => `worker-${at + 1}`)]
    .map((name) => `${name} Ready Ready`)
    .join('\n');
}

function untilAllAreReady(user: LabUser, count: number): Promise<unknown> {
  return eventually('all are ready, with certificates of the new root', async () =>
    (await user.prints(...standings)) === converged(count) ? true : undefined,
  );
}

/** Processes that host a lab. */
async function hostsOf(lab: string): Promise<readonly number[]> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    processes.map(async (pid) => {
      const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
      return words.includes('serve') && words.includes(lab) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

describe('a lab, as it is used', () => {
  it('goes through four commands as Docker does, and goes on when they have ended', async () => {
    await using user = await LabUser.arrive(program.path);
    const first = user.start(...init);
    const { code, stdout, stderr } = await first.result;
    expect([code, stderr]).toEqual([0, expect.stringMatching(started)]);
    expect(stdout).toMatch(/^Swarm initialized: current node \(\w{25}\) is now a manager\.\n/);
    // The terminal may be closed: nothing of its group is left.
    expect(() => process.kill(-first.pid, 'SIGHUP')).toThrow(expect.objectContaining({ code: 'ESRCH' }));
    expect(await user.run('node', 'add', '--count', '5')).toEqual({
      code: 0,
      signal: null,
      stdout: '5 workers have joined.\n',
      stderr: '',
    });
    const old = await user.prints('ca');
    expect(await user.run('ca', '--rotate', '--detach')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect((await user.prints('node', 'ls')).split('\n')).toHaveLength(7);
    await untilAllAreReady(user, 5);
    expect(await user.prints('ca')).not.toBe(old);
    expect(await hostsOf(user.lab)).toEqual([await user.host()]);
  });

  it('whose timeline is followed tells each entry once, also when its host is killed, and says so', async () => {
    await using user = await LabUser.arrive(program.path);
    await user.prints(...init);
    const following = user.start('events', '--follow', '--format', 'json');
    await user.prints('node', 'add', '--count', '2');
    // Whoever has not begun to follow yet hears that there is no host, and ends.
    await eventually('it follows', () => following.seen().includes('"Seq"') || undefined);
    const killed = await user.host();
    process.kill(killed, 'SIGKILL');
    await eventually('another host has begun', async () => ((await user.host()) === killed ? undefined : true));
    await user.prints('node', 'add', '--count', '1');
    const seqsOf = (text: string): readonly number[] =>
      text.split('\n').map((line) => (JSON.parse(line) as { readonly Seq: number }).Seq);
    const all = seqsOf(await user.prints('events', '--format', 'json'));
    const end = Math.max(...all);
    await eventually('the rest has been told', () => following.seen().includes(`"Seq":${end}`) || undefined);
    following.kill('SIGINT');
    const { stdout, stderr } = await following.result;
    expect(seqsOf(stdout.trimEnd()).slice(0, all.length)).toEqual(all);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^the lab in \S+ is lost, and waited for, 60 s at most: /),
      expect.stringMatching(/^(started a host for the lab in|the lab in \S+ is back\.$)/),
      ...(stderr.includes('started a host') ? [expect.stringMatching(/^the lab in \S+ is back\.$/)] : []),
      '',
    ]);
  });

  it('is the same swarm after `stop`, and after its host was killed', async () => {
    await using user = await LabUser.arrive(program.path);
    await user.prints(...init);
    await user.prints('node', 'add', '--count', '3');
    const root = await user.prints('ca');
    for (const end of ['stop', 'SIGKILL', 'stop'] as const) {
      const host = await user.host();
      if (end === 'SIGKILL') process.kill(host, end);
      else expect(await user.prints('stop')).toBe(stopped(user.lab));
      // It may take a moment to close all, and whoever comes next waits for that.
      const { code, stdout, stderr } = await user.run('ca');
      expect([code, stdout.trimEnd(), stderr]).toEqual([0, root, expect.stringMatching(started)]);
      await eventually('its process has ended', async () => (isAlive(host) ? undefined : true));
      await untilAllAreReady(user, 3);
    }
    await user.prints('stop');
    const { code, stdout, stderr } = await user.run('stop');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^swarmpki: the lab in \S+ does not run\n[^]*next: There is nothing to stop\./);
  });

  it('is touched by nothing of Docker’s', async () => {
    await using directory = await LabUser.arrive(program.path);
    const path = join(directory.directory, 'docker.sock');
    let connections = 0;
    await using server = createServer((socket) => {
      connections++;
      socket.destroy();
    }).listen(path);
    await once(server, 'listening');
    await using user = await LabUser.arrive(program.path, { DOCKER_HOST: `unix://${path}`, DOCKER_CONTEXT: 'default' });
    for (const words of [init, ['node', 'ls'], ['clock'], ['events'], ['leave', '--force'], ['stop']]) {
      await user.prints(...words);
    }
    expect(connections).toBe(0);
    // The same socket is seen by whoever means it.
    expect((await user.run('--context', 'current', 'node', 'ls')).code).toBe(1);
    expect(connections).toBeGreaterThan(0);
  });

  it('is another one in another directory', async () => {
    await using user = await LabUser.arrive(program.path);
    await user.prints('--state-dir', 'one', ...init);
    const { code, stderr } = await user.run('--state-dir', 'other', 'node', 'ls');
    expect([code, stderr]).toEqual([1, expect.stringContaining('This node is not a swarm manager')]);
    const sockets = await Promise.all(['one', 'other'].map((name) => user.prints('socket', '--state-dir', name)));
    expect(new Set(sockets).size).toBe(2);
    await user.prints('stop', '--state-dir', 'other');
    expect(await user.prints('--state-dir', 'one', 'node', 'ls', '-q')).toMatch(/^\w{25}$/);
  });

  it('has one host, also when two commands begin at once', async () => {
    await using user = await LabUser.arrive(program.path);
    const [one, other] = await Promise.all([user.prints('socket'), user.prints('socket')]);
    expect(one).toBe(other);
    expect(one).toMatch(/^unix:\/\/\/\S+\.sock$/);
    const socket = one?.slice('unix://'.length) ?? '';
    expect(await ask(socket, 'GET', '/lab')).toMatchObject({ status: 200, body: { Versions: [1] } });
    const left = await eventually('one of them is left', async () => {
      const hosts = await hostsOf(user.lab);
      return hosts.length === 1 ? hosts : undefined;
    });
    expect(left).toEqual([await user.host()]);
  });

  it('keeps the nodes that have joined when that is interrupted, and says how many', async () => {
    await using user = await LabUser.arrive(program.path);
    await user.prints(...init);
    const path = (await user.prints('socket')).slice('unix://'.length);
    await using client = new HttpEngineClient({ address: { kind: 'unix', path } });
    const lab = (await connectLab(client)) ?? expect.fail('this is no lab');
    const adding = user.start('node', 'add', '--count', '2000');
    await eventually('some have joined', async () => ((await lab.info()).Simulated > 30 ? true : undefined));
    adding.kill('SIGINT');
    const { code, stdout } = await adding.result;
    expect(code).toBe(130);
    const [, said = ''] = /^Interrupted: (\d+) of 2000 nodes have joined, and stay\./.exec(stdout) ?? [];
    expect(Number(said)).toBeGreaterThan(20);
    const nodes = (await user.prints('node', 'ls', '-q')).split('\n').length;
    // The manager, and those that were joining just then.
    expect(nodes - Number(said)).toBeGreaterThanOrEqual(1);
    expect(nodes - Number(said)).toBeLessThanOrEqual(17);
  });
});

function stopped(lab: string): string {
  return `Stopped the lab in ${lab}. Its swarm is kept: 'swarmpki node ls', or any other command, starts it again.`;
}

describe('a host of another version', () => {
  /** Answers at the socket of a user's lab, until it is told to stop. */
  async function hostOf(
    user: LabUser,
    version: number,
  ): Promise<AsyncDisposable & { readonly stops: readonly string[] }> {
    const stops: string[] = [];
    const path = await socketOf(user.lab, user.environment);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const server = createHttpServer((request, response) => {
      const url = request.url ?? '';
      response.setHeader('Api-Version', '1.41').setHeader('connection', 'close');
      if (url.endsWith('/_ping')) response.end('OK');
      else if (url.endsWith('/lab')) response.end(JSON.stringify({ Versions: [version], Program: 'swarmpki 0.0.1' }));
      else if (url.endsWith('/stop')) {
        stops.push(url);
        response.end(() => server.close());
      } else response.writeHead(404).end('{"message":"page not found"}');
    }).listen(path);
    await once(server, 'listening');
    return { stops, [Symbol.asyncDispose]: async () => void server.close() };
  }

  it('that is newer is left alone, and what to do is said', async () => {
    await using user = await LabUser.arrive(program.path);
    await using host = await hostOf(user, 7);
    const { code, stdout, stderr } = await user.run('clock');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^swarmpki: the lab in \S+ is a lab of another version: .* speaks version 7; this program is older\n/,
    );
    expect(stderr).toMatch(/\n {2}next: Update this program/);
    expect(host.stops).toEqual([]);
  });

  it('that is older is ended as is advised, and one of this version takes its place', async () => {
    await using user = await LabUser.arrive(program.path);
    await using host = await hostOf(user, 0);
    const { code, stderr } = await user.run('clock');
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/older than this program\n[^]*End that host with `swarmpki stop`/),
    ]);
    expect(await user.prints('stop')).toBe(stopped(user.lab));
    expect(host.stops).toEqual(['/v1.41/lab/v0/stop']);
    expect((await user.run(...init)).stderr).toMatch(started);
    expect(await user.prints('clock')).toMatch(/^Lab time: /);
  });
});
