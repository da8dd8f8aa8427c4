import { describe, expect, it } from 'vitest';
import { anyCertificate, anyKey } from '../testing/any-certificate.ts';
import type { AnyKeyKind } from '../testing/any-certificate.ts';
import { noon } from '../testing/certificates.ts';
import { identifyClient } from './peer.ts';

/** Judges a leaf that was issued by an authority with a key of that kind, which the root has issued. */
function judgeThrough(kind: AnyKeyKind): unknown {
  const root = anyCertificate({ key: anyKey('P-256'), subject: 'root', ca: true });
  const middle = anyCertificate({ key: anyKey(kind), subject: 'middle', issuer: root, ca: true });
  const leaf = anyCertificate({ key: anyKey('P-256'), subject: 'leaf', issuer: middle });
  const shown = [leaf, middle].map(({ certificate }) => certificate.der);
  return identifyClient(shown, { roots: [root.certificate], now: noon });
}

describe('who shows a chain', () => {
  it('is taken for whom its leaf states, also by way of an authority that is not trusted itself', () => {
    expect(judgeThrough('P-384')).toMatchObject({ nodeId: 'leaf' });
  });

  it('is refused if Go, and so every real engine, cannot read what stands above the leaf', () => {
    expect(() => judgeThrough('secp256k1')).toThrow(/curve|key/);
  });
});
