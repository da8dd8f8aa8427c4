import { describe, expect, it } from 'vitest';
import { anyCertificate, anyKey } from '../testing/any-certificate.ts';
import type { AnyKeyKind } from '../testing/any-certificate.ts';
import { noon } from '../testing/certificates.ts';
import { octetString, oid, raw, sequence } from '../x509/der-writer.ts';
import { managerServerName } from '../x509/profile.ts';
import { identifyClient, identifyServer } from './peer.ts';

type Shown = Parameters<typeof identifyClient>;

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

  it.each([
    ['client', (shown: Shown) => identifyClient(...shown)],
    ['server', ([chain, judgement]: Shown) => identifyServer(chain, managerServerName, judgement)],
  ] as const)('is refused as %s if Go cannot read its leaf: it has no arcs beyond 31 bits', (_, judge) => {
    const root = anyCertificate({ key: anyKey('P-256'), subject: 'root', ca: true });
    const leafWith = (arc: number): Shown => {
      const more = [sequence(oid(`1.3.${arc}`), octetString(raw(Uint8Array.of(5, 0))))];
      const names = [[2, managerServerName]] as const;
      const leaf = anyCertificate({ key: anyKey('P-256'), subject: 'leaf', issuer: root, names, more });
      return [[leaf.certificate.der], { roots: [root.certificate], now: noon }];
    };
    expect(judge(leafWith(2 ** 31 - 1))).toMatchObject({ nodeId: 'leaf' });
    const refused = leafWith(2 ** 31);
    expect(() => judge(refused)).toThrow('the arcs of 1.3.2147483648 are too large');
    // It stays refused, however often it comes.
    expect(() => judge(refused)).toThrow('too large');
  });
});
