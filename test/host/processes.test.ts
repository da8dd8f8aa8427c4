import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ask } from '../tools/ask.ts';
import { HostProcess, testUser } from './hosts.ts';

const init = { ListenAddr: '127.0.0.1:0' };
const localState = async (socket: string): Promise<unknown> => (await ask(socket, 'GET', '/info')).body;

describe('the process that hosts a lab', () => {
  it('is alone with it, says so to whoever comes second, and leaves it to the next when it is killed', async () => {
    await using user = await testUser();
    const directory = join(user.path, 'lab');
    await using first = new HostProcess(directory, user);
    const { socket = '' } = await first.word();
    expect(await ask(socket, 'POST', '/swarm/init', init)).toMatchObject({ status: 200 });
    const secondIsRefused = async (): Promise<void> => {
      await using second = new HostProcess(directory, user);
      const { refused } = await second.word();
      expect(refused).toContain(`is hosted by process ${first.pid} already, at ${socket}`);
    };
    await secondIsRefused();
    expect(await ask(socket, 'GET', '/swarm')).toMatchObject({ status: 200 });
    // A process that is stopped goes on holding it.
    await first.signal('SIGSTOP');
    await secondIsRefused();
    await first.signal('SIGCONT');
    expect(await ask(socket, 'GET', '/swarm')).toMatchObject({ status: 200 });

    await first.signal('SIGKILL');
    expect((await lstat(socket)).isSocket()).toBe(true);
    await using next = new HostProcess(directory, user);
    expect(await next.word()).toEqual({ socket });
    expect(await localState(socket)).toMatchObject({ Swarm: { LocalNodeState: 'active', Nodes: 1 } });
  });

  it('ends when it is told to by a signal, and takes its socket along', async () => {
    await using user = await testUser();
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      await using host = new HostProcess(join(user.path, 'lab'), user);
      const { socket = '' } = await host.word();
      const initiated = await ask(socket, 'POST', '/swarm/init', init);
      expect(initiated.status).toBe(signal === 'SIGTERM' ? 200 : 503);
      await host.signal(signal);
      expect(await host.word()).toEqual({ ended: signal });
      await expect(lstat(socket)).rejects.toMatchObject({ code: 'ENOENT' });
    }
  });

  it('ends by itself when nobody uses it', async () => {
    await using user = await testUser();
    await using host = new HostProcess(join(user.path, 'lab'), user, 50);
    expect(await host.word()).toHaveProperty('socket');
    expect(await host.word()).toEqual({ ended: 'idle' });
  });

  it('is the one of several that begin at once', async () => {
    await using user = await testUser();
    const directory = join(user.path, 'lab');
    await using one = new HostProcess(directory, user);
    await using other = new HostProcess(directory, user);
    const words = await Promise.all([one.word(), other.word()]);
    expect(words.filter(({ socket }) => socket !== undefined)).toHaveLength(1);
    const [refused] = words.flatMap((word) => word.refused ?? []);
    expect(refused).toContain('is hosted by');
  });
});
