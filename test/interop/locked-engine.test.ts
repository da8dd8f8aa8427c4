import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isRotating } from '../../packages/core/src/keyfile/deks.ts';
import type { StoredIdentity } from '../../packages/core/src/keyfile/identity-store.ts';
import { NodeFiles, fileNames } from '../../packages/core/src/keyfile/node-files.ts';
import { formatNodeKey, readNodeKey } from '../../packages/core/src/keyfile/node-key.ts';
import { joinSwarm } from '../../packages/core/src/node/join.ts';
import { parseUnlockKey } from '../../packages/core/src/token/unlock-key.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { servicesWith, temporaryDirectory } from '../tools/swarm.ts';

const readKeyFile = (engine: Engine): Promise<string> => engine.readCertificate(fileNames.key);

/** The identity of an engine that is locked, as soon as it has replaced what lay on its disk in the open. */
function lockedIdentity(engine: Engine, kek: Uint8Array, openKey: StoredIdentity['key']): Promise<StoredIdentity> {
  return eventually('the engine has locked its key and replaced it', async () => {
    const files = new NodeFiles(engine.certificates, randomBytes);
    const identity = await files.readIdentity(kek).catch((error: unknown) => {
      // Until the engine has heard of it, and between the two files of a renewal.
      if (error instanceof Error && /^(node is locked|certificate key mismatch)/.test(error.message)) return undefined;
      throw error;
    });
    const isSettled = identity?.deks && !isRotating(identity.deks) && !identity.key.equals(openKey);
    return isSettled ? identity : undefined;
  });
}

/** A key file with nothing random left but how long it is. */
function shapeOf(pem: string): string {
  return pem.replace(/[A-Za-z0-9+/=]{40,}/g, (base64) => `<${base64.length}>`);
}

describe.skipIf(dockerMissing)('a real engine that is locked', () => {
  it('AC-101 AC-149 opens key files of ours and we open its own; who joins it as a manager is locked from the start', async () => {
    await using engine = await Engine.start();
    const manager = await engine.init();
    const open = await readKeyFile(engine);
    const before = readNodeKey(open);
    expect(before.deks?.current).toHaveLength(32);
    // Nothing in a file that is not locked is random: ours is the same.
    expect(formatNodeKey(before, randomBytes)).toBe(open);

    await engine.output('swarm', 'update', '--autolock=true');
    const unlockKey = await engine.output('swarm', 'unlock-key', '--quiet');
    const kek = parseUnlockKey(unlockKey);
    const identity = await lockedIdentity(engine, kek, before.key);
    expect(identity.kek.version).toBeGreaterThan(before.kek.version);
    // Locking has replaced the data encryption key that had lain on the disk in the open.
    expect(identity.deks?.current).not.toEqual(before.deks?.current);

    await engine.stop();
    const theirs = await readKeyFile(engine);
    const files = new NodeFiles(engine.certificates, randomBytes);
    await expect(files.readIdentity()).rejects.toMatchObject({ code: 'locked' });
    await expect(files.readIdentity(randomBytes(32))).rejects.toMatchObject({ code: 'locked' });
    await files.writeIdentity(await files.readIdentity(kek));
    const ours = await readKeyFile(engine);
    expect(ours).not.toBe(theirs);
    expect(shapeOf(ours)).toBe(shapeOf(theirs));

    await engine.restart();
    expect(await engine.localNodeState()).toBe('locked');
    const unlocked = await engine.api('POST', '/v1.41/swarm/unlock', { UnlockKey: unlockKey });
    expect(unlocked).toMatchObject({ status: 200 });
    await eventually('the engine is a manager again', async () => {
      const { code, stdout } = await engine.docker('node', 'ls', '--format', '{{.ManagerStatus}}');
      return (code === 0 && stdout.trim() === 'Leader') || undefined;
    });

    await using directory = await temporaryDirectory();
    const store = new NodeFiles(directory.path, randomBytes);
    const token = await engine.joinToken('manager');
    const { signal } = new AbortController();
    await joinSwarm(servicesWith(store), { address: manager, token, canManage: true, signal });
    await expect(store.readIdentity()).rejects.toMatchObject({ code: 'locked' });
    expect((await store.readIdentity(kek)).kek.key).toEqual(Uint8Array.from(kek));
  });
});
