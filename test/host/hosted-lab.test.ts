import { describe, expect, it } from 'vitest';
import { manualClock } from '../../packages/core/src/clock/manual-clock.ts';
import { connectLab, stopLab } from '../../packages/core/src/engine/client/connect-lab.ts';
import { HttpEngineClient } from '../../packages/core/src/engine/client/http-engine-client.ts';
import { initRequest } from '../../packages/core/src/engine/shapes/swarm.ts';
import type { Host } from '../../packages/core/src/lab/host/index.ts';
import { eventually } from '../tools/eventually.ts';
import { serveLabOf, testUser } from './hosts.ts';

/** A host with a swarm, that ends when nobody has used it for a second of a time that the test lets pass. */
async function serve(): Promise<
  { readonly host: Host; readonly client: HttpEngineClient; readonly pass: (ms: number) => void } & AsyncDisposable
> {
  const user = await testUser();
  const realTime = manualClock(Date.now());
  const served = await serveLabOf(user, { idleMs: 1_000, realTime });
  const { host } = served;
  const client = new HttpEngineClient({ address: { kind: 'unix', path: host.socketPath } });
  await client.initSwarm({ ...initRequest.zero, ListenAddr: '127.0.0.1:0' });
  return {
    host,
    client,
    pass: (ms) => realTime.advance(ms),
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      await served[Symbol.asyncDispose]();
      await user[Symbol.asyncDispose]();
    },
  };
}

describe('the lab of a host', () => {
  it('is followed at its socket, and its host ended from there', async () => {
    await using served = await serve();
    const lab = (await connectLab(served.client)) ?? expect.fail('it is no lab');
    expect(await lab.info()).toMatchObject({ Directory: served.host.directory, Network: 'tls' });
    const changes = lab.changes({ signal: new AbortController().signal });
    expect((await changes.next()).value).toMatchObject({ Nodes: [{ Name: 'manager-1' }] });
    expect(await stopLab(served.client)).toBe(true);
    expect(await served.host.ended).toBe('stopped');
    const readOn = async (): Promise<void> => {
      while (!(await changes.next()).done);
    };
    await expect(readOn()).rejects.toMatchObject({ code: 'closed' });
  });

  it('keeps its host alive as long as somebody asks or follows, and no longer', async () => {
    await using served = await serve();
    const lab = (await connectLab(served.client)) ?? expect.fail('it is no lab');
    const following = new AbortController();
    const changes = lab.changes({ signal: following.signal });
    await changes.next();
    served.pass(60_000);
    expect(await lab.nodes()).toMatchObject({ Nodes: [{}] });
    const last = changes.next();
    following.abort();
    await last;

    let end: string | undefined;
    const note = async (): Promise<void> => {
      end = await served.host.ended;
    };
    void note();
    await eventually('it has ended', () => {
      served.pass(1_000);
      return end;
    });
    expect(end).toBe('idle');
  });
});
