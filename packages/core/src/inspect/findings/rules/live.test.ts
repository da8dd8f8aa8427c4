import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot, noon } from '../../../testing/certificates.ts';
import { judged } from '../../../testing/judged.ts';
import type { Files } from '../../../testing/judged.ts';
import { formatJoinToken } from '../../../token/join-token.ts';
import { reportOn } from '../../report/inspection.ts';
import type { LiveSwarm } from '../live-swarm.ts';
import { day } from '../../../time-words.ts';

const digest = (text: string): string => hash('sha256', text, 'hex');

describe('what a swarm that is watched has left behind', async () => {
  const [root, old] = [await makeRoot(), await makeRoot(noon - 100 * day)];
  const leaf = await makeLeaf(old);
  const secret = (seed: number): Uint8Array => Uint8Array.from({ length: 16 }, (_, index) => index * 15 + seed);
  const tokenOf = (pem: string, seed = 3): string => formatJoinToken(hash('sha256', pem, 'buffer'), secret(seed));
  const worker = tokenOf(root.pem);
  const swarm: LiveSwarm = {
    name: 'lab\u202e',
    root: digest(root.pem),
    formerRoots: [digest(old.pem)],
    tokens: [digest(worker), digest(tokenOf(root.pem, 4))],
  };
  const findingsOf = (files: Files, swarms: readonly LiveSwarm[] = [swarm]) =>
    reportOn(judged(files), { now: noon, swarms }).findings;
  const found = (files: Files, swarms?: readonly LiveSwarm[]) =>
    findingsOf(files, swarms).map(({ severity, code, place }) => `${severity} ${code} ${place.source}`);

  it('is said of its root, also where that lies in a file that nodes have', () => {
    expect(found({ 'swarm-root-ca.crt': old.pem })).toEqual(['warning root-rotated-away swarm-root-ca.crt']);
    expect(found({ 'swarm-root-ca.crt': root.pem })).toEqual([]);
    expect(findingsOf({ a: old.pem })[0]?.reason).toContain('the root of lab\\u{202e}, whose nodes');
  });

  it('is said of its tokens: of an old root, and those that were replaced', () => {
    expect(found({ a: tokenOf(old.pem) })).toEqual(['error token-of-old-root a']);
    expect(found({ a: tokenOf(root.pem, 5) })).toEqual(['error token-replaced a']);
    expect(found({ a: worker })).toEqual([]);
    expect(found({ a: worker, 'swarm-root-ca.crt': old.pem })).toEqual(['warning root-rotated-away swarm-root-ca.crt']);
  });

  it('is said of certificates that its old root has issued', () => {
    expect(found({ a: leaf.pem, b: old.pem })).toEqual(['warning rotated-away-root a', 'warning root-rotated-away b']);
  });

  it('is not said while another swarm has that root, nor of tokens of which nothing is known', () => {
    const restored: LiveSwarm = { name: 'b', root: digest(old.pem), formerRoots: [], tokens: [] };
    expect(found({ a: old.pem }, [swarm, restored])).toEqual([]);
    expect(found({ a: tokenOf(old.pem, 9) }, [swarm, restored])).toEqual([]);
  });

  it('shows nothing of a token', () => {
    const findings = JSON.stringify(findingsOf({ a: tokenOf(root.pem, 5), b: tokenOf(old.pem) }));
    expect(findings).not.toContain(tokenOf(root.pem, 5).slice(-25));
    expect(findings).not.toContain(tokenOf(old.pem).slice(-25));
  });
});
