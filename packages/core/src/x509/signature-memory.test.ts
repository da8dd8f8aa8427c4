import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { crossSignAsDocker, makeAuthority, makeLeaf, makeRoot, noon } from '../testing/certificates.ts';
import type { Authority } from '../testing/certificates.ts';
import { readCertificate } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { validateCertificates } from './chain.ts';
import { X509Problem } from './problem.ts';
import { SignatureMemory } from './signature-memory.ts';
import { verifyChain } from './verify.ts';
import type { VerifyOptions } from './verify.ts';

/** What came of it: the chains that were found, or the reason why there are none. */
function verdict(judge: () => readonly (readonly Certificate[])[]): unknown {
  try {
    return judge().map((chain) => chain.map(({ der }) => Buffer.from(der).toString('base64')));
  } catch (error) {
    if (error instanceof X509Problem) return [error.code, error.message];
    throw error;
  }
}

/** The certificate with one bit of it turned; as it is where that can be read no more. */
function withTurnedBit(certificate: Certificate, at: number): Certificate {
  const der = Uint8Array.from(certificate.der);
  const index = Math.floor(at / 8) % der.length;
  der[index] = (der[index] ?? 0) ^ (1 << (at % 8));
  try {
    return readCertificate(der);
  } catch {
    return certificate;
  }
}

describe('a memory of signatures', () => {
  let old: Authority;
  let fresh: Authority;
  let cross: Certificate;
  let leaf: Authority;
  beforeAll(async () => {
    [old, fresh] = [await makeRoot(), await makeRoot()];
    cross = await crossSignAsDocker(fresh, old);
    leaf = await makeLeaf(fresh, { role: 'manager' });
  });

  it('never changes a verdict, whatever it has seen before', () => {
    const memory = new SignatureMemory();
    const turned = fc.option(fc.nat(), { nil: undefined, freq: 3 });
    const scenario = fc.record({
      leaf: turned,
      cross: turned,
      root: turned,
      roots: fc.subarray(['old', 'fresh'] as const),
      now: fc.constantFrom(noon, noon, noon - 10 * 3_600_000, noon + 25 * 365 * 24 * 3_600_000),
      purpose: fc.constantFrom('serverAuth', 'clientAuth', 'any'),
      hostName: fc.constantFrom(undefined, 'swarm-manager', 'elsewhere'),
    });
    fc.assert(
      fc.property(scenario, (drawn) => {
        const turn = (certificate: Certificate, at: number | undefined): Certificate =>
          at === undefined ? certificate : withTurnedBit(certificate, at);
        const judged = turn(leaf.certificate, drawn.leaf);
        const options: VerifyOptions = {
          intermediates: [turn(cross, drawn.cross)],
          roots: drawn.roots.map((name) => turn(name === 'old' ? old.certificate : fresh.certificate, drawn.root)),
          now: drawn.now,
          purpose: drawn.purpose,
          ...(drawn.hostName !== undefined && { hostName: drawn.hostName }),
        };
        const without = verdict(() => verifyChain(judged, options));
        for (const memorised of [memory, memory, new SignatureMemory()]) {
          expect(verdict(() => verifyChain(judged, { ...options, memory: memorised }))).toEqual(without);
        }
        const bundle = [judged, ...options.intermediates];
        const chain = (given?: SignatureMemory) => () =>
          validateCertificates(bundle, options.roots, drawn.now, { memory: given }).chains;
        expect(verdict(chain(memory))).toEqual(verdict(chain()));
      }),
      { numRuns: 200 },
    );
    // A turned bit may leave the key what it was, written otherwise: then the leaf is known by that as well.
    expect(memory.size, 'leaf by new root, cross-signed root by old root').toBeGreaterThanOrEqual(2);
    expect(memory.size, 'and hardly anything that was turned').toBeLessThan(10);
  });

  it('remembers what was good, by all of the certificate and by the key', async () => {
    const memory = new SignatureMemory();
    const again = { ...leaf.certificate, signature: new Uint8Array(8) };
    expect(memory.isSignedBy(again, fresh.certificate), 'nothing is known yet').toBe(false);
    expect(memory.isSignedBy(leaf.certificate, fresh.certificate)).toBe(true);
    expect(memory.isSignedBy(again, fresh.certificate), 'the same certificate is not checked again').toBe(true);
    expect(memory.isSignedBy(again, cross), 'nor where its issuer’s key is in another certificate').toBe(true);
    expect(memory.isSignedBy(again, old.certificate), 'another key is').toBe(false);
    const other = await makeLeaf(fresh);
    expect(memory.isSignedBy({ ...again, der: other.certificate.der }, fresh.certificate)).toBe(false);
  });

  it('knows what its owner has made, by the key that it was made with', () => {
    const memory = new SignatureMemory();
    memory.noteMade(leaf.certificate.der, cross);
    const unchecked = { ...leaf.certificate, signature: new Uint8Array(8) };
    expect(memory.isSignedBy(unchecked, fresh.certificate), 'one key, in two certificates').toBe(true);
    expect(memory.isSignedBy(unchecked, old.certificate)).toBe(false);
  });

  it('does not remember what was bad', async () => {
    const memory = new SignatureMemory();
    const stranger = await makeAuthority();
    expect(memory.isSignedBy(leaf.certificate, stranger.certificate)).toBe(false);
    expect(memory.size).toBe(0);
  });

  it('holds so many and forgets what was not asked for longest', async () => {
    const memory = new SignatureMemory(2);
    const leaves = await Promise.all(['a', 'b', 'c'].map((nodeId) => makeLeaf(fresh, { nodeId })));
    const [a, b, c] = leaves.map(({ certificate }) => certificate);
    if (!a || !b || !c) throw new Error('three leaves were made');
    const isKnown = (certificate: Certificate): boolean =>
      memory.isSignedBy({ ...certificate, signature: new Uint8Array(8) }, fresh.certificate);
    for (const certificate of [a, b, a, c]) memory.isSignedBy(certificate, fresh.certificate);
    expect(memory.size).toBe(2);
    expect([isKnown(a), isKnown(b), isKnown(c)]).toEqual([true, false, true]);
    memory.makeRoom(3);
    memory.makeRoom(1);
    memory.isSignedBy(b, fresh.certificate);
    expect([isKnown(a), isKnown(b), isKnown(c)], 'room that was made stays').toEqual([true, true, true]);
  });
});
