import { multiDecrypter, openRecord, plain, sealRecord } from './encrypted-record.ts';
import { fernetDecrypter } from './fernet.ts';
import { isSameKey } from './kek.ts';
import { KeyFileProblem } from './problem.ts';
import type { Random } from './random.ts';
import { secretboxDecrypter, secretboxEncrypter } from './secretbox.ts';

/**
 * A manager's data encryption keys, with which it encrypts what it stores (docs/protocol.md §12.1). They lie in headers
 * of its key file.
 */
export interface Deks {
  /** 32 bytes. Secret. */
  readonly current: Uint8Array;
  /** 32 bytes: what is written from now on is encrypted with it, until nothing written with the current one is left. */
  readonly pending: Uint8Array | undefined;
  /** A rotation is wanted and has not begun; it waits for the end of another where there is a pending key. */
  readonly needsRotation: boolean;
}

const dekLength = 32;

const Header = { current: 'raft-dek', pending: 'raft-dek-pending', needsRotation: 'raft-dek-needs-rotation' } as const;

/** The headers that {@link formatDeks} writes. */
export const dekHeaders: readonly string[] = Object.values(Header);

/** What a manager starts with that finds none. */
export function newDeks(random: Random): Deks {
  return { current: random(dekLength), pending: undefined, needsRotation: false };
}

/** Notes that the current key lay on the disk in plain form, and is to be replaced. At most one rotation queues. */
export function markForRotation(deks: Deks): Deks {
  return { ...deks, needsRotation: true };
}

/**
 * Begins a rotation that is wanted: makes the pending key. To be called whenever keys are needed to write with.
 *
 * @returns the same object when none is wanted, or when one is under way
 */
export function beginRotation(deks: Deks, random: Random): Deks {
  if (!deks.needsRotation || deks.pending !== undefined) return deks;
  return { current: deks.current, pending: random(dekLength), needsRotation: false };
}

/** Ends a rotation: nothing is left that the current key encrypts. @returns the same object when none is under way */
export function finishRotation(deks: Deks): Deks {
  return deks.pending === undefined ? deks : { ...deks, current: deks.pending, pending: undefined };
}

/** Whether a rotation is wanted or under way. */
export function isRotating({ pending, needsRotation }: Deks): boolean {
  return needsRotation || pending !== undefined;
}

/** Whether two key files hold the same. */
export function sameDeks(one: Deks, other: Deks): boolean {
  return (
    isSameKey(one.current, other.current) &&
    isSameKey(one.pending, other.pending) &&
    one.needsRotation === other.needsRotation
  );
}

/**
 * Writes data encryption keys as headers of a key file: records in base64, encrypted if the file's key is.
 *
 * @param kek 32 bytes, or `undefined` for a file that is not encrypted
 */
export function formatDeks(deks: Deks, kek: Uint8Array | undefined, random: Random): ReadonlyMap<string, string> {
  const encrypter = kek === undefined ? plain : secretboxEncrypter(kek, random);
  const format = (dek: Uint8Array): string => Buffer.from(sealRecord(dek, encrypter)).toString('base64');
  return new Map([
    [Header.current, format(deks.current)],
    ...(deks.pending === undefined ? [] : [[Header.pending, format(deks.pending)] as const]),
    ...(deks.needsRotation ? [[Header.needsRotation, 'true'] as const] : []),
  ]);
}

/**
 * Reads data encryption keys from the headers of a key file. Strict in both directions: with a key encryption key only
 * encrypted records are read, without one only plain ones.
 *
 * @param kek 32 bytes
 * @returns `undefined` where there are none; a mark without a key says nothing
 * @throws {KeyFileProblem} `cannot-decrypt`, `malformed-header`
 */
export function readDeks(headers: ReadonlyMap<string, string>, kek: Uint8Array | undefined): Deks | undefined {
  const decrypter = kek === undefined ? plain : multiDecrypter(secretboxDecrypter(kek), fernetDecrypter(kek));
  const read = (name: string): Uint8Array | undefined => {
    const value = headers.get(name);
    if (value === undefined) return undefined;
    const dek = openRecord(fromBase64(name, value), decrypter);
    if (dek.length !== dekLength) throw malformedHeader(`${name} holds ${dek.length} bytes`);
    return Uint8Array.from(dek);
  };
  const [current, pending] = [read(Header.current), read(Header.pending)];
  if (current !== undefined) return { current, pending, needsRotation: headers.has(Header.needsRotation) };
  if (pending !== undefined) throw malformedHeader('there is a pending DEK, but no current DEK');
  return undefined;
}

function fromBase64(name: string, value: string): Uint8Array {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.toString('base64') !== value) throw malformedHeader(`${name} is not base64`);
  return bytes;
}

function malformedHeader(why: string): KeyFileProblem {
  return new KeyFileProblem('malformed-header', `unable to read TLS key headers: ${why}`, {
    expected: `headers as a manager writes them: ${Header.current} with a record of ${dekLength} bytes in base64`,
    next: 'Restore swarm-node.key from a backup of this manager.',
  });
}
