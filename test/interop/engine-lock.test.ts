import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRotating } from '../../packages/core/src/keyfile/deks.ts';
import { fileNames } from '../../packages/core/src/keyfile/node-files.ts';
import { readNodeKey } from '../../packages/core/src/keyfile/node-key.ts';
import type { NodeKey } from '../../packages/core/src/keyfile/node-key.ts';
import { places } from '../../packages/core/src/lab/places.ts';
import { formatUnlockKey, parseUnlockKey } from '../../packages/core/src/token/unlock-key.ts';
import { serveLabOf, testUser } from '../host/hosts.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { callsTo } from '../tools/engine-calls.ts';
import type { EngineCalls } from '../tools/engine-calls.ts';
import { eventually } from '../tools/eventually.ts';

/** An engine at a socket, whose manager's key file can be looked at. */
interface Lockable extends AsyncDisposable {
  readonly calls: EngineCalls;
  readonly own: { readonly ListenAddr: string; readonly AdvertiseAddr: string };
  keyFile(): Promise<string>;
  restart(): Promise<void>;
}

async function startLab(): Promise<Lockable> {
  const user = await testUser();
  let served = await serveLabOf(user);
  const certificates = places.certificates(served.host.directory, 'manager-1');
  return {
    calls: callsTo(served.host.socketPath),
    own: { ListenAddr: '127.0.0.1:0', AdvertiseAddr: '' },
    keyFile: () => readFile(join(certificates, fileNames.key), 'latin1'),
    restart: async () => {
      await served[Symbol.asyncDispose]();
      served = await serveLabOf(user);
    },
    [Symbol.asyncDispose]: async () => {
      await served[Symbol.asyncDispose]();
      await user[Symbol.asyncDispose]();
    },
  };
}

async function startEngine(): Promise<Lockable> {
  const engine = await Engine.start('lock');
  return {
    calls: callsTo(engine.socket),
    own: { ListenAddr: `${engine.address}:2377`, AdvertiseAddr: engine.address },
    keyFile: () => engine.readCertificate(fileNames.key),
    restart: async () => {
      await engine.stop();
      await engine.restart();
    },
    [Symbol.asyncDispose]: () => engine.remove(),
  };
}

const kinds = [
  { name: 'a lab', missing: undefined, start: startLab },
  { name: 'a real Docker Engine', missing: dockerMissing, start: startEngine },
];

interface Swarm {
  readonly Version: { readonly Index: number };
  readonly Spec: Readonly<Record<string, unknown>>;
  readonly JoinTokens: { readonly Worker: string; readonly Manager: string };
}

const encrypted = /^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/;
const plain = /^-----BEGIN PRIVATE KEY-----\n/;
const headers = (text: string): readonly string[] => text.match(/^[\w-]+(?=: )/gm) ?? [];

/** The swarm, once the engine is its manager. */
function swarmOf({ calls }: Lockable): Promise<Swarm> {
  return eventually('it is a manager', async (note) => {
    const { status, body } = note(await calls.inspectSwarm());
    return status === 200 ? (body as Swarm) : undefined;
  });
}

async function unlockKeyOf({ calls }: Lockable): Promise<string> {
  const { body } = await calls.unlockKey();
  return (body as { readonly UnlockKey: string }).UnlockKey;
}

async function lock(engine: Lockable, AutoLockManagers: boolean): Promise<void> {
  const { Version, Spec } = await swarmOf(engine);
  const spec = { ...Spec, EncryptionConfig: { AutoLockManagers } };
  expect(await engine.calls.update(Version.Index, spec)).toMatchObject({ status: 200 });
}

/** What is in the key file, as soon as it opens with a key, or with none, and its data encryption key is settled. */
function settled(engine: Lockable, unlockKey?: string): Promise<NodeKey> {
  const kek = unlockKey === undefined ? undefined : parseUnlockKey(unlockKey);
  return eventually('the key file has followed', async () => {
    const text = await engine.keyFile();
    if (encrypted.test(text) !== (kek !== undefined)) return undefined;
    try {
      const read = readNodeKey(text, kek);
      return read.deks !== undefined && !isRotating(read.deks) ? read : undefined;
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('node is locked')) return undefined;
      throw error;
    }
  });
}

const localState = async ({ calls }: Lockable): Promise<unknown> =>
  ((await calls.info()).body as { readonly Swarm: { readonly LocalNodeState: string } }).Swarm.LocalNodeState;

describe.for(kinds)('the lock of $name, through its socket', ({ missing, start }) => {
  it.skipIf(missing)('AC-112 AC-113 AC-114 opens with its key as it was printed, and with no other', async () => {
    await using engine = await start();
    const { calls, own } = engine;
    const Spec = { EncryptionConfig: { AutoLockManagers: true } };
    expect(await calls.init({ ...own, AutoLockManagers: true, Spec })).toMatchObject({ status: 200 });
    const printed = await unlockKeyOf(engine);
    expect(formatUnlockKey(parseUnlockKey(printed))).toBe(printed);
    const { JoinTokens } = await swarmOf(engine);
    await settled(engine, printed);
    await engine.restart();
    expect(await localState(engine)).toBe('locked');

    const refused = (message: string, status: number): object => ({ status, body: { message } });
    for (const noKey of [`A${printed}`, printed.replace('-1-', '-2-'), 'SWMKEY-1-not/base64!']) {
      expect(await calls.unlock(noKey)).toEqual(refused('invalid key string', 400));
    }
    for (const anotherKey of [printed.slice(0, -4), formatUnlockKey(randomBytes(32))]) {
      const message = 'swarm could not be unlocked: invalid key provided';
      expect(await calls.unlock(anotherKey)).toEqual(refused(message, 401));
    }
    expect(await localState(engine)).toBe('locked');
    expect(await calls.unlock(printed)).toMatchObject({ status: 200 });
    // Compared, and not shown: tokens are secrets.
    expect((await swarmOf(engine)).JoinTokens.Worker === JoinTokens.Worker).toBe(true);
  });

  it.skipIf(missing)(
    'AC-115 AC-116 AC-117 AC-118 AC-119 AC-121 replaces what lay in the open, once, and leaves it when it is opened',
    async () => {
      await using engine = await start();
      const { calls, own } = engine;
      expect(await calls.init(own)).toMatchObject({ status: 200 });
      const open = await settled(engine);
      const text = await engine.keyFile();
      expect(text).toMatch(plain);
      expect(headers(text)).toEqual(['kek-version', 'raft-dek']);
      expect(open.deks?.current).toHaveLength(32);
      const { JoinTokens } = await swarmOf(engine);
      await engine.restart();
      await swarmOf(engine);
      expect(await engine.keyFile(), 'it has its data encryption key already').toBe(text);

      await lock(engine, true);
      const first = await unlockKeyOf(engine);
      const locked = await eventually('what lay in the open is replaced', async () => {
        const read = await settled(engine, first);
        return Buffer.compare(read.deks?.current ?? Buffer.of(), open.deks?.current ?? Buffer.of()) !== 0
          ? read
          : undefined;
      });
      expect(locked.kek.version).toBeGreaterThan(open.kek.version);
      await engine.restart();
      expect(await localState(engine)).toBe('locked');
      expect(await calls.unlock(first)).toMatchObject({ status: 200 });
      const { Version, Spec, JoinTokens: still } = await swarmOf(engine);
      expect(still.Worker === JoinTokens.Worker, 'what was sealed with either is read').toBe(true);

      const rotated = await calls.update(Version.Index, Spec, 'rotateManagerUnlockKey');
      expect(rotated).toMatchObject({ status: 200 });
      const second = await unlockKeyOf(engine);
      expect(second === first).toBe(false);
      expect((await settled(engine, second)).deks).toEqual(locked.deks);

      await lock(engine, false);
      const unlocked = await settled(engine);
      expect(unlocked.deks).toEqual(locked.deks);
      expect(unlocked.kek.key).toBeUndefined();
      expect(headers(await engine.keyFile())).toEqual(['kek-version', 'raft-dek']);
      expect(await unlockKeyOf(engine)).toBe('');
    },
  );
});
