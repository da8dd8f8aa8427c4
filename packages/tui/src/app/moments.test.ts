import { describe, expect, it } from 'vitest';
import { progressOf } from '../screens/rotation/progress.ts';
import { nodeSight, swarmSight } from '../testing/sight.ts';
import { beginning } from '../testing/state.ts';
import { trustName, wantedIssuer } from './moments.ts';

/** Digests of the texts `root` and `key`. */
const root = 'sha256:4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2';
const key = 'sha256:2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683';

describe('a real swarm', () => {
  const nodes = [
    nodeSight({ id: 'done', issuer: key, root }),
    nodeSight({ id: 'late', issuer: 'sha256:other', root: 'sha256:other' }),
    nodeSight({ id: 'silent', issuer: undefined, root: undefined }),
  ];
  const sight = swarmSight(nodes, 'root');
  const tls = { TrustRoot: 'root', CertIssuerSubject: '', CertIssuerPublicKey: Buffer.from('key').toString('base64') };
  const swarm = sight.swarm && { ...sight.swarm, TLSInfo: tls };
  const state = beginning({ sight: { ...sight, swarm } });

  it('has its root by name, and other nodes’ roots are others', () => {
    expect(nodes.map(({ root: trusted }) => trustName(state, trusted))).toEqual(['2c70e12b', 'another', '—']);
    expect(wantedIssuer(state)).toBe(key);
  });

  it('is known to be rotated as far as its nodes have reported', () => {
    expect(progressOf(state)).toMatchObject({
      isUnderWay: false,
      certificates: 1,
      roots: 1,
      from: '2c70e12b',
      digest: root,
    });
    const rotating = { ...sight, swarm: swarm && { ...swarm, RootRotationInProgress: true } };
    expect(progressOf(beginning({ sight: rotating }))).toMatchObject({
      isUnderWay: true,
      certificates: 1,
      roots: 0,
      from: 'the old root',
      to: '2c70e12b',
    });
  });
});
