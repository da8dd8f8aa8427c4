import { describe, expect, it } from 'vitest';
import { manualClock } from '../../clock/manual-clock.ts';
import { MemoryIdentity } from '../../keyfile/memory-identity.ts';
import { systemEntropy } from '../../entropy/entropy.ts';
import { faultyStore } from './faulty-store.ts';

const identity = { certificatePem: 'c', key: systemEntropy.newKey().privateKey };

describe('a faulty disk', () => {
  it('is a disk like any other until it is told otherwise', async () => {
    const { store } = faultyStore(new MemoryIdentity(), manualClock(0));
    await store.writeRoot('root');
    await store.writeIdentity(identity);
    expect(await store.readRoot()).toBe('root');
    expect(await store.readIdentity()).toMatchObject(identity);
  });

  it('fails the write that was named, and no other, in the words of the system', async () => {
    const { store, faults } = faultyStore(new MemoryIdentity(), manualClock(0));
    await store.writeRoot('first');
    faults.failWrite(2, 'EIO');
    await store.writeRoot('second');
    await expect(store.writeIdentity(identity)).rejects.toMatchObject({
      code: 'EIO',
      message: 'EIO: i/o error, write',
    });
    await expect(store.readIdentity()).rejects.toMatchObject({ code: 'no-identity' });
    await store.writeIdentity(identity);
    expect(await store.readRoot()).toBe('second');
  });

  it('fails every write until it is mended, and keeps what it had', async () => {
    const { store, faults } = faultyStore(new MemoryIdentity(), manualClock(0));
    await store.writeRoot('kept');
    faults.failWrites('ENOSPC');
    for (let write = 0; write < 3; write++) {
      await expect(store.writeRoot('lost')).rejects.toMatchObject({ code: 'ENOSPC' });
    }
    expect(await store.readRoot()).toBe('kept');
    faults.mend();
    await store.writeRoot('new');
    expect(await store.readRoot()).toBe('new');
  });

  it('takes its time when it is slow', async () => {
    const clock = manualClock(0);
    const { store, faults } = faultyStore(new MemoryIdentity(), clock);
    faults.slow(100);
    const writing = store.writeRoot('root');
    clock.advance(99);
    await Promise.resolve();
    await expect(store.readRoot()).rejects.toMatchObject({ code: 'no-root' });
    clock.advance(1);
    await writing;
    expect(await store.readRoot()).toBe('root');
  });
});
