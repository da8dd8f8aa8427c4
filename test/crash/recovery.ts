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

/** Ends a lab that has come to rest, and checks what it leaves: every node's files fit, and nothing else lies about. */
export async function closeAndCheck(lab: Lab): Promise<void> {
  const root = lab.state.cluster.rootCa.caCert;
  const { unlockKey } = lab.readSecrets();
  const kek = unlockKey === undefined ? undefined : parseUnlockKey(unlockKey);
  const nodes = [...lab.nodes.values()].map(({ name, node: { id }, directory }) => {
    return { name, id, directory, role: lab.state.nodes.get(id)?.role };
  });
  await lab.close();
  for (const { name, id, directory, role } of nodes) {
    expect((await readdir(directory)).filter((file) => file.startsWith('.tmp-'))).toEqual([]);
    await readNodeFacts(directory, systemClock);
    const store = new NodeFiles(directory, () => new Uint8Array());
    const services = { store, clock: systemClock };
    const { credentials, deks } = await loadCredentials(services, role === 'manager' ? kek : undefined);
    expect(credentials.trust.pem, name).toBe(root);
    expect(credentials.identity.nodeId, name).toBe(id);
    expect(credentials.identity.units, name).toEqual([`swarm-${role}`]);
    expect(deks && { pending: deks.pending, needsRotation: deks.needsRotation }, name).toEqual(
      role === 'manager' ? { pending: undefined, needsRotation: false } : undefined,
    );
  }
  checkIntegrity(places.store(lab.directory));
}

/** @param path of a database that nobody has open */
export function checkIntegrity(path: string): void {
  const database = new DatabaseSync(path);
  try {
    expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  } finally {
    database.close();
  }
}
