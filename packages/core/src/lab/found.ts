import { mkdir } from 'node:fs/promises';
import { LocalSigner } from '../ca/local-signer.ts';
import { generateRoot, rootCaOf } from '../ca/root-key.ts';
import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import { dekHeader, formatDek } from '../keyfile/dek-header.ts';
import { NodeFiles } from '../keyfile/node-files.ts';
import { sealWith } from '../store/seal.ts';
import { Store } from '../store/store.ts';
import { foundSwarm, newIdentifier } from '../swarm/found.ts';
import type { ClusterSpec } from '../swarm/state.ts';
import { createRequest } from '../x509/csr.ts';
import { defaultExpiry } from '../x509/time.ts';
import { managerName, places } from './places.ts';
import { LabProblem } from './problem.ts';

const dekLength = 32;

/**
 * Makes a swarm in an empty directory, as `docker swarm init` does: root, ids, and the first manager's certificate, which
 * it signs itself (docs/protocol.md §10.7). Its expiry is always the default (§3.2).
 *
 * @throws {LabProblem} `exists`
 */
export async function foundLab(
  directory: string,
  spec: Partial<ClusterSpec>,
  clock: Clock,
  entropy: Entropy,
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const files = new NodeFiles(places.certificates(directory, managerName));
  const random = (length: number): Uint8Array => entropy.bytes(length);
  const dek = entropy.bytes(dekLength);
  const root = await generateRoot(clock, entropy);
  const ids = { organization: newIdentifier(random), managerId: newIdentifier(random) };

  const store = Store.open(places.store(directory), sealWith(dek, random));
  try {
    if (store.hasCluster()) {
      throw new LabProblem('exists', `there is a lab in ${directory} already`, {
        expected: 'an empty directory',
        next: 'Open that lab, or name another directory.',
      });
    }
    const keys = entropy.newKey();
    const rootCa = rootCaOf(root, clock.now());
    const signer = new LocalSigner({ rootCa, expiry: defaultExpiry }, clock, entropy);
    const certificatePem = await signer.sign({
      csr: createRequest(keys),
      identity: { nodeId: ids.managerId, role: 'manager', organization: ids.organization },
    });
    await files.writeRoot(root.caCert);
    await files.writeIdentity({
      certificatePem,
      key: keys.privateKey,
      kekVersion: 0,
      headers: new Map([[dekHeader, formatDek(dek)]]),
    });
    const { changes, entry } = foundSwarm({ ...ids, ...root, spec }, { now: clock.now(), random });
    store.commit(changes, [entry]);
  } finally {
    store.close();
  }
}
