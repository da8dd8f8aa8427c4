import { expect, it } from 'vitest';
import { manualClock } from '../clock/manual-clock.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import { noon } from '../testing/certificates.ts';
import { TestSwarm } from '../testing/swarm.ts';
import { createRequest } from '../x509/csr.ts';
import { Signing } from './signing.ts';

const year = 365.25 * 24 * 3_600_000;

it('goes on with the signer before when the root in the store cannot be used', async () => {
  const swarm = await TestSwarm.found();
  const clock = manualClock(noon);
  const externalCas = { signer: () => expect.fail('there is no external CA') };
  const signing = new Signing(clock, systemEntropy, externalCas);
  signing.update(swarm.view);
  clock.advance(21 * year);
  await swarm.rotate();
  expect(() => signing.update(swarm.view)).toThrow(/^invalid Root CA object in cluster: .*certificate has expired/);
  const identity = { nodeId: 'a', role: 'worker', organization: swarm.cluster.id } as const;
  const csr = createRequest(systemEntropy.newKey());
  // One certificate and no more: the root’s before the rotation.
  expect((await signing.sign({ csr, identity })).match(/BEGIN/g)).toHaveLength(1);

  const another = new Signing(clock, systemEntropy, externalCas);
  expect(() => another.update(swarm.view)).toThrow('invalid Root CA object in cluster');
  await expect(another.sign({ csr, identity })).rejects.toMatchObject({ message: 'no valid signer found' });
});
