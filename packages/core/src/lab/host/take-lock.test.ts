import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../clock/system-clock.ts';
import { HostLock } from './host-lock.ts';
import { takeLock } from './take-lock.ts';

interface Place extends AsyncDisposable {
  readonly path: string;
  readonly socket: string;
  /** Waits for the lock as a host does that begins. */
  wait(signal?: AbortSignal): Promise<HostLock>;
}

async function place(): Promise<Place> {
  const path = await mkdtemp(join(tmpdir(), 'swarmpki-lock-'));
  const socket = join(path, 'nobody.sock');
  return {
    path,
    socket,
    wait: (signal) => takeLock(path, socket, systemClock, signal),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}

describe('the lock of a state directory', () => {
  it('is waited for while a host ends', async () => {
    await using at = await place();
    const ending = await HostLock.take(at.path, at.socket);
    await ending.announceEnd();
    const next = at.wait();
    ending.release();
    (await next).release();
  });

  it('goes to one that waits when another has died before it answered', async () => {
    await using at = await place();
    const dying = await HostLock.take(at.path, at.socket);
    const next = at.wait();
    dying.release();
    (await next).release();
  });

  it('goes to nobody who began beside a host that was told to end', async () => {
    await using at = await place();
    const winner = await HostLock.take(at.path, at.socket);
    const looked = Promise.withResolvers<void>();
    const waiting = takeLock(at.path, at.socket, {
      now: () => systemClock.now(),
      after: (milliseconds, action) => {
        looked.resolve();
        return systemClock.after(milliseconds, action);
      },
    });
    await looked.promise;
    await winner.announceEnd();
    winner.release();
    await expect(waiting).rejects.toMatchObject({ code: 'hosted' });
    (await at.wait()).release();
  });

  it('is told by whom it is held, and whether that is about to end', async () => {
    await using at = await place();
    const holder = await HostLock.take(at.path, at.socket);
    await expect(HostLock.take(at.path, at.socket)).rejects.toThrow(`is hosted by process ${process.pid} already`);
    await holder.announceEnd();
    await expect(HostLock.take(at.path, at.socket)).rejects.toThrow('has been told to end and has not yet');
    holder.release();
  });

  it('is given up by the signal', async () => {
    await using at = await place();
    const holder = await HostLock.take(at.path, at.socket);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(at.wait(signal)).rejects.toThrow('enough');
    holder.release();
  });
});
