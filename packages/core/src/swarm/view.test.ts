import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { noon } from '../testing/certificates.ts';
import { TestSwarm, describing } from '../testing/swarm.ts';
import type { Change } from './decision.ts';
import { newNode } from './found.ts';
import type { IssuanceState, Node } from './state.ts';
import { SwarmView } from './view.ts';

function indexesOf({ unconverged, unasked, renewing, behind, managers, requests }: SwarmView): unknown {
  return { unconverged, unasked, renewing, behind, managers, requests };
}

describe('the indexes of a state', () => {
  let swarm: TestSwarm;
  beforeAll(async () => {
    swarm = await TestSwarm.found();
    await swarm.rotate();
  });

  it('say after any changes what they say when they are built anew', () => {
    const [target, other] = [swarm.view.targetIssuer, { subject: 'another', publicKey: 'another' }];
    const node = fc
      .record({
        id: fc.constantFrom('a', 'b', 'c', 'd'),
        issuer: fc.constantFrom(target, other, undefined),
        state: fc.constantFrom<IssuanceState>('issued', 'rotate', 'renew', 'pending', 'failed'),
        awaitedIssuer: fc.constantFrom(target.publicKey, undefined),
        status: fc.constantFrom('ready' as const, 'down' as const),
        trustRoot: fc.constantFrom('', 'another root', swarm.view.cluster.rootCa.caCert),
        manages: fc.boolean(),
        csr: fc.constantFrom('', 'request 1', 'request 2'),
      })
      .map(({ id, issuer, state, awaitedIssuer, status, trustRoot, manages, csr }): Node => ({
        ...newNode(id, 'worker', noon, {
          role: 'worker',
          csr: csr && csr + id,
          state,
          error: '',
          pem: '',
          awaitedIssuer,
        }),
        description: issuer && describing(issuer, trustRoot),
        status: { state: status, message: '', addr: '' },
        manager: manages ? { raftId: 1, addr: '', leader: false } : undefined,
      }));
    const { cluster } = swarm.view;
    const finished = { ...cluster, rootCa: { ...cluster.rootCa, rotation: undefined } };
    const change = fc.oneof(
      { weight: 8, arbitrary: node.map((changed): Change => ({ kind: 'node', node: changed })) },
      { weight: 2, arbitrary: fc.constantFrom('a', 'b').map((nodeId): Change => ({ kind: 'node-removed', nodeId })) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(cluster, finished).map((now): Change => ({ kind: 'cluster', cluster: now })),
      },
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const view = new SwarmView(swarm.view);
        view.apply(changes);
        expect(indexesOf(view)).toEqual(indexesOf(new SwarmView(view)));
      }),
    );
  });
});
