import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { beginRotation, finishRotation, formatDeks, isRotating, markForRotation, newDeks, readDeks } from './deks.ts';
import { sealRecord } from './encrypted-record.ts';
import { fernetEncrypter } from './fernet.ts';
import { isLocking, noKek } from './kek.ts';
import type { Kek } from './kek.ts';
import { changeProtection, ensureDeks, unprotected, updateKek } from './protection.ts';

const [kek, otherKek] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const deks = newDeks(randomBytes);
const unlocked = { ...unprotected, deks };
const lock: Kek = { key: kek, version: 1 };
const locked = updateKek(unlocked, lock);

describe('the key encryption key', () => {
  it('AC-115 once there is one, wants other data encryption keys, and makes none yet', () => {
    expect(locked.kek).toBe(lock);
    expect(locked.deks).toEqual({ current: deks.current, pending: undefined, needsRotation: true });
  });

  it('AC-116 wants none when it goes, or when another one comes', () => {
    const open = { ...locked, deks };
    expect(updateKek(open, { key: undefined, version: 2 }).deks).toBe(deks);
    expect(updateKek(open, { key: otherKek, version: 2 })).toEqual({ ...open, kek: { key: otherKek, version: 2 } });
  });

  it('AC-120 of the same version but other value is an error', () => {
    for (const key of [otherKek, undefined]) {
      expect(() => updateKek(locked, { key, version: 1 })).toThrow(
        'candidate KEK has the same version as the current KEK, but a different KEK value',
      );
    }
  });

  it('stays as it is if the candidate is older, or the same by another version', () => {
    const now = { ...locked, kek: { key: kek, version: 5 } };
    for (const candidate of [
      { key: otherKek, version: 4 },
      { key: undefined, version: 4 },
      { key: Buffer.from(kek), version: 5 },
      { key: Buffer.from(kek), version: 9 },
    ]) {
      expect(updateKek(now, candidate)).toBe(now);
    }
    expect(updateKek(unlocked, { key: undefined, version: 9 })).toBe(unlocked);
  });

  it('AC-121 locks, and is told from what does not lock', () => {
    expect(isLocking(unlocked.kek, locked.kek)).toBe(true);
    const opened = updateKek(locked, { key: undefined, version: 2 });
    expect(opened.kek).toEqual({ key: undefined, version: 2 });
    expect(isLocking(locked.kek, opened.kek)).toBe(false);
    expect(isLocking(locked.kek, { key: otherKek, version: 3 })).toBe(false);
  });

  it('has 32 bytes or is none', () => {
    expect(() => updateKek(unlocked, { key: Buffer.alloc(31), version: 1 })).toThrow('an unlock key of 31 bytes');
    expect(() => changeProtection(unlocked, { kek: { key: Buffer.alloc(0), version: 1 } })).toThrow('of 0 bytes');
  });

  it('of a renewal is taken as it comes, and wants other data encryption keys as well', () => {
    expect(changeProtection(unlocked, { kek: lock })).toEqual(locked);
    expect(changeProtection(locked, { kek: noKek, deks: undefined })).toEqual(unprotected);
    expect(changeProtection(locked, {})).toEqual(locked);
  });
});

describe('data encryption keys', () => {
  const marked = markForRotation(deks);
  const begun = beginRotation(marked, randomBytes);

  it.each([
    ['AC-117 one key', deks, 1],
    ['AC-117 a pending one', begun, 2],
    ['AC-117 a mark', marked, 2],
    ['a pending one and a mark', markForRotation(begun), 3],
  ])('are read back from their headers: %s', (_what, written, count) => {
    for (const key of [undefined, kek]) {
      const headers = formatDeks(written, key, randomBytes);
      expect(headers.size).toBe(count);
      expect(readDeks(headers, key)).toEqual({
        current: Uint8Array.from(written.current),
        pending: written.pending && Uint8Array.from(written.pending),
        needsRotation: written.needsRotation,
      });
    }
  });

  it('are made once, for a manager that starts without', () => {
    const made = ensureDeks(unprotected, randomBytes);
    expect(made.deks?.current).toHaveLength(32);
    expect(ensureDeks(made, randomBytes)).toBe(made);
  });

  it('AC-119 get a pending key when they are asked for after a mark, and lose the mark', () => {
    expect(begun).toMatchObject({ current: deks.current, needsRotation: false });
    expect(begun.pending).toHaveLength(32);
    expect(beginRotation(begun, randomBytes)).toBe(begun);
    expect(beginRotation(deks, randomBytes)).toBe(deks);
  });

  it('end a rotation by taking the pending key, and begin the next if one is queued', () => {
    const queued = beginRotation(markForRotation(begun), randomBytes);
    expect(queued).toEqual({ ...begun, needsRotation: true });
    const finished = finishRotation(queued);
    expect(finished).toEqual({ current: begun.pending, pending: undefined, needsRotation: true });
    const next = finishRotation(beginRotation(finished, randomBytes));
    expect(next.current).not.toEqual(finished.current);
    expect([deks, marked, begun, queued, finished, next].map(isRotating)).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(finishRotation(deks)).toBe(deks);
  });

  it('are not read when only the pending one is there', () => {
    const headers = new Map(formatDeks(begun, undefined, randomBytes));
    headers.delete('raft-dek');
    expect(() => readDeks(headers, undefined)).toThrow('there is a pending DEK, but no current DEK');
  });

  it('are none where there is a mark alone, as a joining manager of Docker’s writes it', () => {
    expect(readDeks(new Map([['raft-dek-needs-rotation', 'true']]), undefined)).toBeUndefined();
  });

  it('are read strictly: encrypted with a key alone, plain without one alone', () => {
    const cannotDecrypt = expect.objectContaining({ code: 'cannot-decrypt' });
    expect(() => readDeks(formatDeks(deks, undefined, randomBytes), kek)).toThrow(cannotDecrypt);
    expect(() => readDeks(formatDeks(deks, kek, randomBytes), undefined)).toThrow(cannotDecrypt);
    expect(() => readDeks(formatDeks(deks, kek, randomBytes), otherKek)).toThrow(cannotDecrypt);
  });

  it('are read as an engine in FIPS mode writes them', () => {
    const record = sealRecord(
      deks.current,
      fernetEncrypter(kek, randomBytes, () => 0),
    );
    const headers = new Map([['raft-dek', Buffer.from(record).toString('base64')]]);
    expect(readDeks(headers, kek)?.current).toEqual(Uint8Array.from(deks.current));
  });

  it.each([
    ['no base64', '!'],
    ['base64 without padding', 'EgEB'.padEnd(7, 'A')],
    ['base64 with bits to spare', 'EiB='],
    ['16 bytes', Buffer.from([0x12, 16, ...Buffer.alloc(16)]).toString('base64')],
  ])('are refused as %s', (_what, value) => {
    expect(() => readDeks(new Map([['raft-dek', value]]), undefined)).toThrow(
      expect.objectContaining({
        code: 'malformed-header',
        message: expect.stringMatching(/^unable to read TLS key headers: /),
      }),
    );
  });
});
