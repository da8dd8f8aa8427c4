import { describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot, noon } from '../../../../core/src/testing/certificates.ts';
import { certificatePem } from '../../../../core/src/x509/certificate.ts';
import type { NodeSight, SwarmSight } from '@swarmpki/core/engine/watch';
import { press } from '../../app/dispatch.ts';
import type { State } from '../../app/state.ts';
import type { Line } from '../../theme/line.ts';
import { appOf } from '../../testing/drawing.tsx';
import { labSight, nodeSight } from '../../testing/sight.ts';
import { beginning } from '../../testing/state.ts';
import { checkLines } from './checks.ts';
import { explainNode } from './explain.ts';
import { chainLines } from './lines.ts';
import { takeApart } from './load.ts';
import { initial } from './own.ts';
import type { Own } from './own.ts';

const textOf = (lines: readonly Line[]): string =>
  lines.map((line) => line.map(({ text }) => text).join('')).join('\n');
const day = 86_400_000;

/** What a node shows that has renewed in a rotation: its leaf, and the new root's certificate. */
async function renewed(id: string) {
  const root = await makeRoot();
  const leaf = await makeLeaf(root);
  const chain = await Promise.all([certificatePem(leaf.certificate), root.pem].map(takeApart));
  const own: Own = { ...initial, of: id, chain };
  return { own, key: `sha256:${chain[1]?.description.publicKey.sha256}` };
}

const trustedRoot = { Digest: 'sha256:bbbbbbbbbb', Issuer: 'sha256:aaaaaaaaaa' };

function stateOf(nodes: readonly NodeSight[], { trusted = trustedRoot.Issuer, coming = '' } = {}): State {
  const sight: SwarmSight = labSight(nodes);
  if (sight.lab === undefined) throw new Error('it is a lab');
  const Rotation = { Root: { Digest: 'sha256:dddddddddd', Issuer: coming }, Since: noon, Awaited: 1 };
  const swarm = { ...sight.lab.swarm, Root: { ...trustedRoot, Issuer: trusted }, ...(coming !== '' && { Rotation }) };
  return beginning({ link: { kind: 'live' }, sight: { ...sight, lab: { ...sight.lab, swarm } } });
}

const a = nodeSight({ id: 'a' });
const b = nodeSight({ id: 'b' });

describe('of the node before', () => {
  it('nothing is copied or explained on the screen of the next', async () => {
    const { own, key } = await renewed('a');
    const state: State = { ...stateOf([a, b], { coming: key }), own: { node: own } };
    const copied = (subject: string): string | undefined => {
      const app = appOf({ ...state, way: [{ screen: 'node', subject }] });
      press(app, 'y');
      return app.store.state.toast?.text;
    };
    expect(copied('a')).toContain('its chain copied');
    expect(copied('b')).toBeUndefined();
    const explained = (subject: string): string =>
      explainNode({ state, own, where: { screen: 'node', subject } }).short;
    expect(explained('a')).toContain('Why two certificates? The swarm changes its root');
    expect(explained('b')).not.toContain('two certificates');
  });
});

describe('how a node stands', () => {
  const shown = (node: NodeSight, roots = {}): string => textOf(checkLines(stateOf([node], roots), node, initial, 200));

  it('is no check that fails, as long as its turn in a rotation has not come', () => {
    const lines = shown(a, { coming: 'sha256:cccccccccc' });
    expect(lines).toMatch(/· signed by aaaaaaaa, and the swarm signs by cccccccc now/);
    expect(lines).not.toMatch(/[✗!]/);
  });

  it('is odd, though nobody refuses it for that, where it is late, or of roots that the swarm has left', () => {
    const late = { notBefore: noon - 85 * day, notAfter: noon + 5 * day };
    expect(shown(nodeSight({ id: 'a', certificate: late }))).toContain('! its renewal window is past');
    const lines = shown(nodeSight({ id: 'a', issuer: 'sha256:ffffffffff', root: 'sha256:eeeeeeeeee' }));
    expect(lines).toContain('! signed by ffffffff');
    expect(lines).toContain('! it trusts another');
    expect(lines).not.toContain('✗');
  });

  it('is a check that fails, where managers refuse it', () => {
    const over = { notBefore: noon - 91 * day, notAfter: noon - day };
    expect(shown(nodeSight({ id: 'a', certificate: over }))).toContain('✗ it ended');
  });
});

it.each([
  ['changes its root', (key: string) => ({ coming: key })],
  ['has not taken that root yet', (key: string) => ({ trusted: key })],
  ['was given up, or replaced', () => ({})],
  ['was given up, or replaced', () => ({ coming: 'sha256:cccccccccc' })],
])('a cross-signed certificate is said to be of a rotation that %s', async (words, roots) => {
  const { own, key } = await renewed('a');
  const node = nodeSight({ id: 'a', root: 'sha256:eeeeeeeeee' });
  const lines = textOf(chainLines(stateOf([node], roots(key)), node, own, 200));
  expect(lines).toContain(words);
  expect(lines.includes('The swarm changes its root')).toBe(words === 'changes its root');
});
