import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Engine, dockerMissing } from './docker.ts';
import { eventually } from './eventually.ts';

/** What is there of an engine: processes, mounts in any namespace, files. */
async function tracesOf(directory: string): Promise<readonly string[]> {
  const traces = existsSync(directory) ? [`files in ${directory}`] : [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    // A process may end between the listing and this.
    const read = (name: string): Promise<string> => readFile(`/proc/${pid}/${name}`, 'latin1').catch(() => '');
    if ((await read('cmdline')).includes(`${directory}/`)) traces.push(`process ${pid}`);
    if ((await read('mountinfo')).includes(`${directory}/`)) traces.push(`mounts of process ${pid}`);
  }
  return traces;
}

async function stateOf(pid: number): Promise<string | undefined> {
  return /^State:\s+(\w)/m.exec(await readFile(`/proc/${pid}/status`, 'latin1'))?.[1];
}

// Each has engines of its own, and waits for them most of the time.
describe.skipIf(dockerMissing).concurrent('a real Docker Engine for tests', () => {
  // A user's Docker is nobody's concern: whoever heeded these would find no engine, and read other words.
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'swarmpki-home-'));
    await mkdir(join(home, '.docker'));
    await writeFile(join(home, '.docker', 'config.json'), JSON.stringify({ nodesFormat: 'words of the user’s own' }));
    vi.stubEnv('HOME', home);
    vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:1');
    vi.stubEnv('DOCKER_CONTEXT', 'no-such-context');
    vi.stubEnv('DOCKER_TLS_VERIFY', '1');
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(home, { recursive: true });
  });

  it('makes a swarm that another joins, follows a rotation, and leaves nothing behind', async () => {
    await using manager = await Engine.start('manager');
    await using worker = await Engine.start('worker');
    expect(manager.address).not.toBe(worker.address);

    const address = await manager.init({ certExpiry: '1h30m' });
    const { code, stderr } = await worker.join(address, await manager.joinToken('worker'));
    expect(code, stderr).toBe(0);
    expect(await worker.localNodeState()).toBe('active');
    const readyWorker = new RegExp(`${await worker.nodeId()} .* Ready `);
    await eventually('the worker is ready in docker’s own words', async (note) => {
      return readyWorker.test(note(await manager.output('node', 'ls'))) || undefined;
    });

    const cluster = { Spec: { CAConfig: { NodeCertExpiry: 5_400_000_000_000 } } };
    const info = await manager.api('GET', '/v1.41/info');
    expect(info).toMatchObject({ status: 200, body: { Swarm: { Cluster: cluster } } });
    const rootBefore = await worker.readCertificate('swarm-root-ca.crt');
    await manager.output('swarm', 'ca', '--rotate', '--quiet');
    const root = `${await manager.output('swarm', 'ca')}\n`;
    expect(root).not.toBe(rootBefore);
    await eventually('the worker trusts the new root', async (note) => {
      return note(await worker.readCertificate('swarm-root-ca.crt')) === root || undefined;
    });

    expect(await tracesOf(worker.directory)).toContain(`process ${await worker.pid()}`);
    await Promise.all([manager.remove(), worker.remove()]);
    expect(await tracesOf(manager.directory)).toEqual([]);
    expect(await tracesOf(worker.directory)).toEqual([]);
  });

  it('answers its API with status and value, and keeps its state over a stop', async () => {
    await using engine = await Engine.start();
    expect(await engine.api('GET', '/v1.41/swarm')).toMatchObject({
      status: 503,
      body: { message: expect.stringContaining('This node is not a swarm manager') },
    });
    const init = { ListenAddr: `${engine.address}:2377`, AdvertiseAddr: engine.address };
    const { status, body: id } = await engine.api('POST', '/v1.41/swarm/init', init);
    expect([status, id]).toEqual([200, await engine.nodeId()]);

    const pid = await engine.pid();
    await engine.stop();
    await expect(engine.pid()).rejects.toThrow('is not running');
    await expect(engine.api('GET', '/_ping')).rejects.toThrow(/^GET \/_ping: .*ENOENT/);
    expect((await engine.log()).some((line) => line.includes('Processing signal'))).toBe(true);
    await engine.restart();
    expect(await engine.nodeId()).toBe(id);
    expect(await engine.pid()).not.toBe(pid);
    expect(await engine.api('POST', '/v1.41/swarm/leave?force=true')).toEqual({ status: 200, body: undefined });
  });

  // In less time than the tool would wait before it uses force.
  it(
    'falls silent while it is paused, goes on when resumed, and ends even while paused',
    { timeout: 20_000 },
    async () => {
      await using engine = await Engine.start();
      const pid = await engine.pid();
      await engine.pause();
      await eventually('it is stopped', async (note) => note(await stateOf(pid)) === 'T' || undefined);
      const answer = engine.api('GET', '/_ping');
      await engine.resume();
      expect(await answer).toEqual({ status: 200, body: 'OK' });

      await engine.pause();
      await engine.remove();
      expect(await tracesOf(engine.directory)).toEqual([]);
    },
  );

  it('is asked for a bounded time, and no error tells a join token', async () => {
    await using engine = await Engine.start();
    await expect(engine.output('swarm', 'ca')).rejects.toThrow(/^docker swarm ca: .*not a swarm manager/);

    await engine.pause();
    const token = `SWMTKN-1-${'1'.repeat(50)}-${'a'.repeat(25)}`;
    const joining = engine.join('127.0.0.1:2377', token, { timeoutMs: 300 });
    const error = await joining.catch((reason: unknown) => reason);
    expect(error).toEqual(new Error('docker swarm join did not end within 0.3 s'));
    expect(inspect(error, { showHidden: true, depth: 10 })).not.toContain(token);
  });

  it('goes with the processes that started it, even by kill -9 of them all', async () => {
    const start = `import { Engine } from ${JSON.stringify(new URL('docker.ts', import.meta.url).href)};
      const engines = await Promise.all([Engine.start(), Engine.start()]);
      console.log(JSON.stringify(engines.map(({ directory }) => directory)));`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', start], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const directories = JSON.parse(line) as readonly string[];
    const traces = async (): Promise<readonly string[]> => (await Promise.all(directories.map(tracesOf))).flat();
    expect((await traces()).filter((trace) => trace.startsWith('files'))).toHaveLength(2);

    process.kill(-(child.pid ?? Number.NaN), 'SIGKILL');
    await eventually('nothing is left', async (note) => note(await traces()).length === 0 || undefined);
  });

  it('says why it did not start, and leaves nothing', async () => {
    await expect(Engine.start('a label that is no name')).rejects.toThrow('is no usable NAME');
  });
});
