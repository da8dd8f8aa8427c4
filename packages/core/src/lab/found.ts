import { mkdir, rm } from 'node:fs/promises';
import { LocalSigner } from '../ca/local-signer.ts';
import { generateRoot, rootCaOf } from '../ca/root-key.ts';
import { newDeks } from '../keyfile/deks.ts';
import { sealWith } from '../store/seal.ts';
import { Store } from '../store/store.ts';
import { foundSwarm, newIdentifier } from '../swarm/found.ts';
import { formatUnlockKey, unlockKeyBytes } from '../token/unlock-key.ts';
import { createRequest } from '../x509/csr.ts';
import { defaultExpiry } from '../x509/time.ts';
import { filesOf } from './find-managers.ts';
import { managerName, places } from './places.ts';
import { LabProblem } from './problem.ts';
import type { Surroundings } from './surroundings.ts';
import { kekOf } from './vault.ts';

/**
 * Makes a swarm in an empty directory, as `docker swarm init` does: root, ids, and the first manager's certificate, which
 * it signs itself (docs/protocol.md §10.7). Its expiry is always the default (§3.2). Where managers are to be locked, its
 * key never lies on the disk in plain form (§10.6). The rows come last: files without them were left by a process that was
 * killed, and belong to a swarm that never was.
 *
 * What a creation that was cut short has left is removed, a lone root and a locked key among it (§14, Q16 and Q17): nobody but
 * a lab writes here.
 *
 * @returns the unlock key, as it is printed, if managers are locked
 * @throws {LabProblem} `exists`
 */
export async function foundLab({
  directory,
  spec,
  overlay,
  clock,
  entropy,
}: Surroundings): Promise<string | undefined> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const random = (length: number): Uint8Array => entropy.bytes(length);
  const certificates = places.certificates(directory, managerName);
  const files = filesOf({ directory }, managerName);
  const deks = newDeks(random);
  const unlockKey = spec.autoLockManagers ? formatUnlockKey(random(unlockKeyBytes)) : undefined;
  const root = await generateRoot(clock, entropy);
  const ids = { organization: newIdentifier(random), managerId: newIdentifier(random) };

  const store = Store.open(places.store(directory), sealWith(deks.current, random));
  try {
    if (store.hasCluster()) {
      throw new LabProblem('exists', `there is a lab in ${directory} already`, {
        expected: 'an empty directory',
        next: 'Open that lab, or name another directory.',
      });
    }
    await rm(certificates, { recursive: true, force: true });
    const keys = entropy.newKey();
    const signer = new LocalSigner({ rootCa: rootCaOf(root, clock.now()), expiry: defaultExpiry }, clock, entropy);
    const certificatePem = await signer.sign({
      csr: createRequest(keys),
      identity: { nodeId: ids.managerId, role: 'manager', organization: ids.organization },
    });
    await files.writeIdentity({ certificatePem, key: keys.privateKey, kek: kekOf(unlockKey, 0), deks });
    await files.writeRoot(root.caCert);
    const foundation = { ...ids, ...root, spec, overlay, ...(unlockKey !== undefined && { unlockKey }) };
    const { changes, entry } = foundSwarm(foundation, { now: clock.now(), random });
    store.commit(changes, [entry]);
    return unlockKey;
  } finally {
    store.close();
  }
}
