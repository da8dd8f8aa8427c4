import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { LocalSigner } from '../../packages/core/src/ca/local-signer.ts';
import { generateRoot, rootCaOf } from '../../packages/core/src/ca/root-key.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { identifierFrom } from '../../packages/core/src/token/identifier.ts';
import { createRequest } from '../../packages/core/src/x509/csr.ts';
import { defaultExpiry } from '../../packages/core/src/x509/time.ts';
import { compare, share, us } from './measure.ts';
import type { Benchmark, Contestant } from './measure.ts';

/** A key made, a request signed, its signature checked, a certificate signed: a join cannot do with less. */
export const floor: Contestant = (times) => {
  const ca = systemEntropy.newKey();
  const data = systemEntropy.bytes(500);
  for (let done = 0; done < times; done++) {
    const node = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signature = sign('sha256', data, node.privateKey);
    verify('sha256', data, node.publicKey, signature);
    sign('sha256', data, ca.privateKey);
  }
};

export const joinFloor: Benchmark = {
  name: 'join/floor',
  run: async () => {
    const root = await generateRoot(systemClock, systemEntropy);
    const options = { rootCa: rootCaOf(root, systemClock.now()), expiry: defaultExpiry };
    const signer = new LocalSigner(options, systemClock, systemEntropy);
    const newId = (): string => identifierFrom(systemEntropy.bytes(17));
    const organization = newId();
    const keys = systemEntropy.newKey();
    const contestants = {
      floor,
      key: (times: number) => {
        for (let done = 0; done < times; done++) systemEntropy.newKey();
      },
      request: (times: number) => {
        for (let done = 0; done < times; done++) createRequest(keys);
      },
      ours: async (times: number) => {
        for (let done = 0; done < times; done++) {
          const csr = createRequest(systemEntropy.newKey());
          await signer.sign({ csr, identity: { nodeId: newId(), organization, role: 'worker' } });
        }
      },
    };
    const each = 300;
    const cost = await compare(contestants, { times: { floor: each, key: each, request: each, ours: each } });
    const issue = cost.ours - cost.key - cost.request;
    return {
      name: 'join/floor',
      ratio: cost.ours / cost.floor,
      goal: 2.2,
      detail:
        `key, request and certificate ${us(cost.ours)}, four primitives ${us(cost.floor)}\n` +
        `make a key ${share(cost.key, cost.ours)}, make and sign the request ${share(cost.request, cost.ours)}, issue ${share(issue, cost.ours)}`,
    };
  },
};
