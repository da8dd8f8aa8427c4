import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { lstat, open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { getSystemErrorMessage } from 'node:util';
import { FileProblem } from './problem.ts';

interface ReadOptions {
  /** bytes */
  readonly most: number;
  /** Whether the file may be a symbolic link to one; links on the way to it are followed in any case. */
  readonly followLink: boolean;
  /** How people know it, where that is not its path. */
  readonly name?: string;
}

/** A file as it was at one moment: what is said of it is said of the very file that was read, whatever its name is now. */
interface RegularFile {
  readonly bytes: Buffer;
  /** Permissions, with the three bits above them. */
  readonly mode: number;
  readonly uid: number;
  /** bytes, as the file system says; the system's own files say 0 */
  readonly size: number;
  /** When it was last written, ms since epoch. */
  readonly mtime: number;
}

/** What is read at a time, bytes. */
const pieceLength = 64 * 1024;

/**
 * Nobody waits for a writer at the other end, and no terminal becomes ours. A flag that a system does not know is undefined
 * there, and adds nothing.
 */
const { O_RDONLY, O_NONBLOCK, O_NOCTTY, O_NOFOLLOW } = constants;
const carefully = O_RDONLY | O_NONBLOCK | O_NOCTTY;

/**
 * Reads a file that others may have put there: nothing but a regular file, and no more than it should hold.
 *
 * @throws {FileProblem} `missing`, `not-readable`, `not-regular`, `too-large`
 */
export async function readRegularFile(
  path: string,
  { most, followLink, name = path }: ReadOptions,
): Promise<RegularFile> {
  try {
    // Looked at before it is opened, since a device may do something then; and once more, since it may be another now.
    checkKind(name, await (followLink ? stat : lstat)(path));
    await using file = await open(path, followLink ? carefully : carefully | O_NOFOLLOW);
    const facts = await file.stat();
    checkKind(name, facts);
    const bytes = facts.size > most ? undefined : await readAtMost(file, most);
    if (bytes === undefined) throw tooLarge(name, most);
    return { bytes, mode: facts.mode & 0o7777, uid: facts.uid, size: facts.size, mtime: facts.mtimeMs };
  } catch (error) {
    throw explained(name, error);
  }
}

/** All of a file, whatever its size is said to be; `undefined` when that is more. */
async function readAtMost(file: FileHandle, most: number): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  while (length <= most) {
    const piece = Buffer.alloc(Math.min(pieceLength, most + 1 - length));
    const { bytesRead } = await file.read(piece, 0, piece.length);
    if (bytesRead === 0) return Buffer.concat(pieces, length);
    pieces.push(piece.subarray(0, bytesRead));
    length += bytesRead;
  }
  return undefined;
}

function checkKind(path: string, facts: Stats): void {
  if (!facts.isFile()) throw notRegular(path, kindOf(facts));
}

function kindOf(facts: Stats): string {
  if (facts.isDirectory()) return 'a directory';
  if (facts.isSymbolicLink()) return 'a symbolic link';
  if (facts.isFIFO()) return 'a pipe';
  return facts.isSocket() ? 'a socket' : 'a device';
}

function explained(path: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && 'errno' in error && typeof error.errno === 'number')) return error;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new FileProblem('missing', `there is no file ${path}`, {
        expected: 'a file of that name',
        next: 'Check the path.',
        cause: error,
      });
    case 'ELOOP':
      return notRegular(path, 'a symbolic link', error);
    default:
      return new FileProblem('not-readable', `${path} cannot be read: ${getSystemErrorMessage(error.errno)}`, {
        expected: 'a file that you may read',
        next: 'Look at whose it is, and whose the directories above it are; or ask as a user who may read it.',
        cause: error,
      });
  }
}

function notRegular(path: string, kind: string, cause?: unknown): FileProblem {
  return new FileProblem('not-regular', `${path} is ${kind}`, {
    expected: 'a regular file',
    next: 'Put a file there, or name another.',
    cause,
  });
}

function tooLarge(path: string, most: number): FileProblem {
  return new FileProblem('too-large', `${path} is longer than ${most} bytes`, {
    expected: 'a file as such programs write it',
    next: 'Look at what it is. If it was another once, restore it from a backup.',
  });
}
