/** The names in a git index (gitformat-index(5), versions 2 to 4), read without git. */

/** Signature, version, number of entries. */
const headerLength = 12;
/** Of an entry, up to the hash: times, device, inode, mode, owner, size. */
const statLength = 40;
/** Names that are written as differences become longer when they are read: honest ones by less than this. */
const mostGrowth = 4;
/** An index says no more entries than it has bytes for; nobody has more than this. */
const mostEntries = 2_000_000;

interface Layout {
  readonly version: number;
  /** bytes: 20 for SHA-1, 32 for SHA-256 */
  readonly hashLength: number;
}

/** What an index has. */
export interface GitIndex {
  /** As bytes in latin1, relative to the top of the work tree; empty for one that replaces one of a shared index. */
  readonly paths: readonly string[];
  /** Contents of the extension by which an index is no more than what has changed since a shared one. */
  readonly link: Buffer | undefined;
}

/**
 * Reads an index.
 *
 * @param hashLength 20, or 32 in a repository of SHA-256
 * @returns `undefined` for what is no index, is of another version, or breaks off
 */
export function readGitIndex(index: Buffer, hashLength: number): GitIndex | undefined {
  if (index.length < headerLength || index.toString('latin1', 0, 4) !== 'DIRC') return undefined;
  const layout = { version: index.readUInt32BE(4), hashLength };
  const count = index.readUInt32BE(8);
  if (layout.version < 2 || layout.version > 4 || count > mostEntries) return undefined;
  const paths: string[] = [];
  let at = headerLength;
  let previous = '';
  let characters = 0;
  for (let entry = 0; entry < count; entry++) {
    const read = readEntry(index, at, previous, layout);
    characters += read?.path.length ?? 0;
    if (read === undefined || characters > mostGrowth * index.length) return undefined;
    paths.push(read.path);
    previous = read.path;
    at = read.end;
  }
  const extensions = readExtensions(index.subarray(at), hashLength);
  return extensions && { paths, link: extensions.get('link') };
}

/** What stands behind the entries, up to the checksum: a name of four letters each, a length, contents. */
function readExtensions(bytes: Buffer, hashLength: number): ReadonlyMap<string, Buffer> | undefined {
  const extensions = new Map<string, Buffer>();
  let at = 0;
  while (at < bytes.length - hashLength) {
    if (at + 8 > bytes.length - hashLength) return undefined;
    const end = at + 8 + bytes.readUInt32BE(at + 4);
    if (end > bytes.length - hashLength) return undefined;
    extensions.set(bytes.toString('latin1', at, at + 4), bytes.subarray(at + 8, end));
    at = end;
  }
  return at === bytes.length - hashLength ? extensions : undefined;
}

const extended = 0x4000;

function readEntry(
  index: Buffer,
  start: number,
  previous: string,
  { version, hashLength }: Layout,
): { readonly path: string; readonly end: number } | undefined {
  const flags = start + statLength + hashLength;
  if (flags + 2 > index.length) return undefined;
  const name = flags + (version >= 3 && (index.readUInt16BE(flags) & extended) !== 0 ? 4 : 2);
  return version === 4 ? readCompressed(index, name, previous) : readPadded(index, start, name);
}

/** A name, NUL, and further NULs up to a multiple of 8 from the entry's beginning. */
function readPadded(
  index: Buffer,
  start: number,
  name: number,
): { readonly path: string; readonly end: number } | undefined {
  const nul = index.indexOf(0, name);
  if (nul < 0) return undefined;
  return { path: index.toString('latin1', name, nul), end: start + (Math.floor((nul - start) / 8) + 1) * 8 };
}

/** How much of the previous name is dropped, then what is put in its place. */
function readCompressed(
  index: Buffer,
  start: number,
  previous: string,
): { readonly path: string; readonly end: number } | undefined {
  let at = start;
  let dropped = 0;
  for (let more = true, bytes = 0; more; bytes++) {
    const byte = index[at++];
    // Five bytes hold more than any name is long.
    if (byte === undefined || bytes > 4) return undefined;
    // The variable length of pack offsets: each further byte counts from where the shorter form ends.
    dropped = (bytes === 0 ? 0 : dropped + 1) * 128 + (byte & 0x7f);
    more = (byte & 0x80) !== 0;
  }
  const nul = index.indexOf(0, at);
  if (nul < 0 || dropped > previous.length || nul - at > longestPath) return undefined;
  return { path: previous.slice(0, previous.length - dropped) + index.toString('latin1', at, nul), end: nul + 1 };
}

/** So long are names of files at most; a chain of compressed names cannot grow beyond it by much. */
const longestPath = 4096;
