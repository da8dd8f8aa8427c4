import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../packages/core/src/clock/manual-clock.ts';
import { json } from '../../packages/core/src/engine/server/route.ts';
import { HostLock } from '../../packages/core/src/lab/host/host-lock.ts';
import { openStateDirectory } from '../../packages/core/src/lab/host/state-directory.ts';
import { ask } from '../tools/ask.ts';
import { eventually } from '../tools/eventually.ts';
import { startCrew } from '../tools/swarm.ts';
import { serveLabOf, testUser } from './hosts.ts';

const init = { ListenAddr: '127.0.0.1:0' };

describe('a host', () => {
  it('answers as an engine on a socket that is its user’s alone, and can be hosted again', async () => {
    await using user = await testUser();
    {
      await using served = await serveLabOf(user);
      const { socketPath } = served.host;
      expect((await lstat(socketPath)).mode & 0o777).toBe(0o600);
      expect((await lstat(join(user.path, 'run', 'swarmpki'))).mode & 0o777).toBe(0o700);
      const { status, body } = await ask(socketPath, 'POST', '/v1.41/swarm/init', init);
      expect([status, typeof body]).toEqual([200, 'string']);
    }
    await using again = await serveLabOf(user);
    expect(await ask(again.host.socketPath, 'GET', '/nodes')).toMatchObject({ status: 200, body: [{}] });
    expect(await again.host.stop()).toBe('stopped');
    expect(await again.host.ended).toBe('stopped');
  });

  it('waits for one that is about to end, which answers nobody any more, and not for ever', async () => {
    await using user = await testUser();
    const stateDirectory = await openStateDirectory(join(user.path, 'lab'), user.environment);
    const lock = await HostLock.take(stateDirectory, 'a socket');
    const realTime = manualClock(0);
    const passing = setInterval(() => realTime.advance(1_000), 1);
    await expect(serveLabOf(user, { realTime })).rejects.toMatchObject({ code: 'hosted' });
    clearInterval(passing);
    expect(realTime.now()).toBeGreaterThanOrEqual(10_000);

    const served = serveLabOf(user, { realTime });
    await eventually('it waits', () => (realTime.pending > 0 ? true : undefined));
    lock.release();
    realTime.advance(50);
    await using next = await served;
    expect(await ask(next.host.socketPath, 'GET', '/info')).toMatchObject({ status: 200 });
  });

  it('serves what it is given besides, and can be ended from there', async () => {
    await using user = await testUser();
    await using served = await serveLabOf(user, {
      routes: (host) => [
        {
          method: 'POST',
          path: '/lab/stop',
          handle: () => {
            setImmediate(() => void host.stop());
            return json('ending');
          },
        },
      ],
    });
    expect(await ask(served.host.socketPath, 'POST', '/lab/stop')).toEqual({ status: 200, body: 'ending' });
    expect(await served.host.ended).toBe('stopped');
  });

  it('ends when nobody has used it for a while: no client, no listener, and no node from outside', async () => {
    await using user = await testUser();
    const realTime = manualClock(0);
    await using served = await serveLabOf(user, { idleMs: 1_000, realTime });
    const { socketPath, engine } = served.host;
    realTime.advance(900);
    await ask(socketPath, 'POST', '/swarm/init', init);
    realTime.advance(900);
    const lab = engine.membership?.lab ?? expect.fail('no lab');
    {
      await using crew = await startCrew(lab.manager.address, lab.joinToken('worker'), 1);
      await lab.until('it is there', ({ state }) => state.nodes.get(crew.nodes[0]?.id ?? '')?.status.state === 'ready');
      realTime.advance(5_000);
      expect(await ask(socketPath, 'GET', '/nodes')).toMatchObject({ status: 200 });
      await engine.leaveSwarm(true);
    }
    const events = request({ socketPath, path: '/events', agent: false }).end();
    events.on('error', () => undefined);
    await new Promise((resolve) => events.once('response', resolve));
    realTime.advance(5_000);
    expect(await ask(socketPath, 'GET', '/info')).toMatchObject({ status: 200 });

    let end: string | undefined;
    void served.host.ended.then((reason) => (end = reason));
    events.destroy();
    await eventually('it has ended', () => {
      realTime.advance(1_000);
      return end;
    });
    expect(end).toBe('idle');
  });

  it('listens where it is told to, but not in the place of somebody else', async () => {
    await using user = await testUser();
    const socketPath = join(user.path, 'own.sock');
    await using served = await serveLabOf(user, { socketPath });
    expect(await ask(socketPath, 'GET', '/info')).toMatchObject({ status: 200 });
    const elsewhere = join(user.path, 'other');
    await expect(serveLabOf(user, { socketPath, stateDirectory: elsewhere })).rejects.toMatchObject({
      code: 'socket-in-use',
    });
    const file = join(user.path, 'file');
    await writeFile(file, 'mine');
    await expect(serveLabOf(user, { socketPath: file, stateDirectory: elsewhere })).rejects.toMatchObject({
      code: 'socket-in-use',
    });
    expect((await lstat(file)).isFile()).toBe(true);
    expect(await ask(socketPath, 'GET', '/info')).toMatchObject({ status: 200 });
    // What was refused holds no lock.
    await using other = await serveLabOf(user, { stateDirectory: elsewhere });
    expect(other.host.socketPath).not.toBe(served.host.socketPath);
  });

  it('makes no socket in a folder that is not its user’s alone', async () => {
    await using user = await testUser();
    await mkdir(join(user.path, 'run', 'swarmpki'), { mode: 0o755 });
    await expect(serveLabOf(user)).rejects.toMatchObject({ code: 'open-to-others' });
    const deep = { ...user.environment, XDG_RUNTIME_DIR: join(user.path, 'd'.repeat(100)) };
    await expect(serveLabOf(user, { environment: deep })).rejects.toMatchObject({ code: 'long-path' });
  });
});
