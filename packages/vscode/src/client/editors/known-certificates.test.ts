import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Problem } from '@swarmpki/core/inspect';
import { makeLeaf, makeRoot, noon } from '../../../../core/src/testing/certificates.ts';
import { fakeLab, labSight, nodeSight } from '../../testing/fake-swarm.ts';
import { knownCertificates } from './known-certificates.ts';

const day = 86_400_000;

describe('certificates with which something can be done', async () => {
  const [root, other] = [await makeRoot(), await makeRoot()];
  const dates = { notBefore: noon - day, notAfter: noon + day };
  const identity = { nodeId: 'n1', organization: 'cluster' };
  const leaf = await makeLeaf(root, identity, { ...dates, serialNumber: Uint8Array.of(1, 2, 0x80) });
  const older = await makeLeaf(root, identity, { ...dates, serialNumber: Uint8Array.of(1, 2, 0x81) });
  const { certificate } = nodeSight({ id: '' });
  const node = nodeSight({ id: 'n1', certificate: certificate && { ...certificate, serial: '010280' } });
  const Root = { Digest: `sha256:${hash('sha256', root.pem)}`, Issuer: 'sha256:aa' };
  const lab = fakeLab(labSight([node], { Root }));

  it('are the root of a swarm that is shown, and what its nodes have now', () => {
    const text = `# mine\n${leaf.pem}${root.pem}`;
    expect(knownCertificates(text, [lab])).toEqual([
      { at: 7, swarm: lab, is: 'node', node },
      { at: 7 + leaf.pem.length, swarm: lab, is: 'root' },
    ]);
  });

  it('are none of another swarm, and none that a node had before', () => {
    expect(knownCertificates(other.pem + older.pem, [lab])).toEqual([]);
    expect(knownCertificates(leaf.pem, [fakeLab(labSight([node], { ID: 'another', Root }))])).toEqual([]);
  });

  it('are none while the swarm is not seen, or out of reach', () => {
    const lost = fakeLab(labSight([node], { Root }));
    lost.problem = new Problem('lost', 'nobody answers');
    expect(knownCertificates(leaf.pem + root.pem, [lost, fakeLab()])).toEqual([]);
  });
});
