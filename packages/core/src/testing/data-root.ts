import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { newDeks } from '../keyfile/deks.ts';
import { formatNodeKey } from '../keyfile/node-key.ts';
import { unprotected } from '../keyfile/protection.ts';
import { makeLeaf, makeRoot, noon } from './certificates.ts';
import type { Authority, Wishes } from './certificates.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** As swarm dates certificates: issued ten days before noon, for 90 days. */
export const issuedLately: Wishes = { notBefore: noon - 10 * day - hour, notAfter: noon + 80 * day };

export interface DataRootWishes {
  readonly role?: 'manager' | 'worker';
  readonly root?: Authority;
  readonly leaf?: Authority;
  /** PEM behind the leaf. */
  readonly intermediates?: string;
  /** 32 bytes */
  readonly kek?: Uint8Array;
  /** Files otherwise than they would be, by their paths; `undefined` leaves one out. */
  readonly files?: Readonly<Record<string, string | undefined>>;
}

/** The folder of a swarm as Docker lays it out, which goes with the test. */
export interface WrittenDataRoot extends AsyncDisposable {
  readonly path: string;
  readonly root: Authority;
  readonly leaf: Authority;
}

export async function writeDataRoot({
  role = 'worker',
  root,
  leaf,
  intermediates = '',
  kek,
  files = {},
}: DataRootWishes = {}): Promise<WrittenDataRoot> {
  const trusted = root ?? (await makeRoot());
  const node = leaf ?? (await makeLeaf(trusted, { role }, issuedLately));
  const top = await mkdtemp(join(tmpdir(), 'swarmpki-'));
  const path = join(top, 'swarm');
  await mkdir(path, { mode: 0o700 });
  const written = { ...(await filesOf({ role, root: trusted, leaf: node, intermediates, kek })), ...files };
  for (const [name, contents] of Object.entries(written)) {
    if (contents === undefined) continue;
    const isPublic = name.endsWith('.crt') || name.startsWith('worker/');
    const directory = dirname(join(path, name));
    await mkdir(directory, { recursive: true });
    await writeFile(join(path, name), contents);
    await chmod(join(path, name), isPublic ? 0o644 : 0o600);
    for (const below of [directory, dirname(directory)].filter((each) => each.startsWith(`${path}/`))) {
      await chmod(below, below.startsWith(join(path, 'raft')) ? 0o700 : 0o755);
    }
  }
  return { path, root: trusted, leaf: node, [Symbol.asyncDispose]: () => rm(top, { recursive: true }) };
}

async function filesOf({
  role,
  root,
  leaf,
  intermediates,
  kek,
}: Required<Pick<DataRootWishes, 'role' | 'root' | 'leaf' | 'intermediates'>> & {
  readonly kek: Uint8Array | undefined;
}): Promise<Readonly<Record<string, string>>> {
  const deks = role === 'manager' ? newDeks(randomBytes) : undefined;
  const key = { ...unprotected, key: leaf.key, deks, kek: { key: kek, version: kek === undefined ? 0 : 12 } };
  return {
    'certificates/swarm-root-ca.crt': root.pem,
    'certificates/swarm-node.crt': leaf.pem + intermediates,
    'certificates/swarm-node.key': formatNodeKey(key, randomBytes),
    'state.json': JSON.stringify([{ node_id: 'm'.repeat(25), addr: '10.0.0.1:2377' }]),
    'docker-state.json': JSON.stringify({ LocalAddr: '', RemoteAddr: '10.0.0.1:2377', JoinInProgress: false }),
    'worker/tasks.db': 'tasks',
    ...(role === 'manager' ? { 'raft/wal-v3-encrypted/0-0.wal': 'wal', 'raft/snap-v3-encrypted/0.snap': 'snap' } : {}),
  };
}
