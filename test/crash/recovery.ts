import { readdir } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { NodeFiles } from '../../packages/core/src/keyfile/node-files.ts';
import { readNodeFacts } from '../../packages/core/src/lab/evidence.ts';
import type { Lab } from '../../packages/core/src/lab/lab.ts';
import { places } from '../../packages/core/src/lab/places.ts';
import { loadCredentials } from '../../packages/core/src/node/load.ts';
import { removeNode } from '../../packages/core/src/swarm/members.ts';
import { parseUnlockKey } from '../../packages/core/src/token/unlock-key.ts';
import { labOptions, openWhole } from './labs.ts';
import type { LabPlace } from './labs.ts';
import { haveTheirRoles } from './roles.ts';

/**
 * Takes up a lab whose process was killed, and waits until all that was under way has ended.
 *
 * @param faults hears of faults of the lab's own
 */
export async function recover(place: LabPlace, faults: unknown[]): Promise<Lab> {
  const lab = await openWhole(labOptions(place, (error) => faults.push(error)));
  const living = new Set([...lab.nodes.values()].map(({ node }) => node.id));
  // A node that was let in, and killed before it had its certificate on its disk, does not come back: users remove it.
  for (const { id, status } of lab.state.nodes.values()) {
    if (living.has(id)) continue;
    expect(status.addr).toBe('');
    await lab.control.perform((state, context) => removeNode(state, id, { force: true }, context));
  }
  await lab.until('all is well', (now) => now.isSettled && haveTheirRoles(now), 15_000);
  return lab;
}

/** Checks what must be so of any lab that has come to rest: every node's files fit, and nothing else lies about. */
export async function checkFiles(lab: Lab): Promise<void> {
  const root = lab.state.cluster.rootCa.caCert;
  const { unlockKey } = lab.readSecrets();
  const kek = unlockKey === undefined ? undefined : parseUnlockKey(unlockKey);
  for (const { name, node, directory } of lab.nodes.values()) {
    // Managers that were locked renew after that: what is being written is no litter.
    const temporary = async () => (await readdir(directory)).filter((file) => file.startsWith('.tmp-'));
    await expect.poll(temporary, { timeout: 5_000 }).toEqual([]);
    await readNodeFacts(directory, systemClock);
    const isManager = lab.state.nodes.get(node.id)?.role === 'manager';
    const files = new NodeFiles(directory, () => new Uint8Array());
    const { credentials, deks } = await loadCredentials(
      { store: files, clock: systemClock },
      isManager ? kek : undefined,
    );
    expect(credentials.trust.pem, name).toBe(root);
    expect(credentials.identity.nodeId, name).toBe(node.id);
    expect(credentials.identity.units, name).toEqual([`swarm-${isManager ? 'manager' : 'worker'}`]);
    expect(deks && { pending: deks.pending, needsRotation: deks.needsRotation }, name).toEqual(
      isManager ? { pending: undefined, needsRotation: false } : undefined,
    );
  }
}

/** Checks that a database which nobody has open is sound. */
export function checkIntegrity(directory: string): void {
  const database = new DatabaseSync(places.store(directory), { readOnly: true });
  try {
    expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  } finally {
    database.close();
  }
}
