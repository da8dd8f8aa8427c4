import { describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { MemoryIdentity } from '../keyfile/memory-identity.ts';
import { makeLeaf, makeRoot, noon } from '../testing/certificates.ts';
import { loadCredentials } from './load.ts';

const clock = { ...systemClock, now: () => noon };

async function storeOf(organization: string, role: 'worker' | 'manager'): Promise<MemoryIdentity> {
  const root = await makeRoot();
  const leaf = await makeLeaf(root, { organization, role });
  const store = new MemoryIdentity();
  await store.writeRoot(root.pem);
  await store.writeIdentity({ certificatePem: leaf.pem, key: leaf.key });
  return store;
}

describe('loadCredentials', () => {
  it.each(['worker', 'manager'] as const)('AC-138 refuses a %s of a swarm that demands FIPS', async (role) => {
    const store = await storeOf(`FIPS.${'o'.repeat(25)}`, role);
    await expect(loadCredentials({ store, clock })).rejects.toMatchObject({
      code: 'fips',
      message: 'node is not FIPS-enabled but cluster requires FIPS',
    });
    const other = await storeOf(`FIPS${'o'.repeat(25)}`, role);
    await expect(loadCredentials({ store: other, clock })).resolves.toBeDefined();
  });
});
