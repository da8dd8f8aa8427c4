import { describe, expect, it, vi } from 'vitest';
import { systemEntropy } from '../entropy/entropy.ts';
import {
  crossSignAsDocker,
  makeAuthority,
  makeLeaf,
  makeRoot,
  makeServer,
  noon,
  otherKey,
} from '../testing/certificates.ts';
import type { Certificate } from './certificate.ts';
import { readCertificate } from './certificate.ts';
import { crossSign } from './cross-sign.ts';
import { der, integer, octetString, sequence, tlv } from './der-writer.ts';
import { Tag } from './der-reader.ts';
import { commonName } from './name.ts';
import { Oid } from './oid.ts';
import { X509Problem } from './problem.ts';
import { p256Spki } from './public-key.ts';
import { SignatureMemory } from './signature-memory.ts';
import { verifyChain } from './verify.ts';
import type { VerifyOptions } from './verify.ts';

const hour = 3_600_000;

function outcome(leaf: Certificate, options: Partial<VerifyOptions>): string {
  try {
    const chains = verifyChain(leaf, { intermediates: [], roots: [], now: noon, purpose: 'serverAuth', ...options });
    return chains.map((chain) => chain.length).join(',');
  } catch (error) {
    if (error instanceof X509Problem) return error.code;
    throw error;
  }
}

describe('verifyChain', () => {
  it('accepts a leaf of a trusted root', async () => {
    const root = await makeRoot();
    const leaf = await makeLeaf(root);
    expect(outcome(leaf.certificate, { roots: [root.certificate] })).toBe('2');
  });

  it('does not know an authority of the same name and another key', async () => {
    const [root, stranger] = [await makeRoot(), await makeRoot()];
    const leaf = await makeLeaf(stranger);
    expect(outcome(leaf.certificate, { roots: [root.certificate] })).toBe('unknown-authority');
  });

  it('AC-170 accepts a chain through a cross-signed root that looks self-signed, with and without key identifier', async () => {
    const [old, fresh] = [await makeRoot(), await makeRoot()];
    const leaf = await makeLeaf(fresh);
    for (const cross of [await crossSignAsDocker(fresh, old), await crossSign(fresh.certificate, old)]) {
      expect(outcome(leaf.certificate, { roots: [old.certificate], intermediates: [cross] })).toBe('3');
      expect(outcome(leaf.certificate, { roots: [fresh.certificate], intermediates: [cross] })).toBe('2');
      expect(outcome(leaf.certificate, { roots: [fresh.certificate, old.certificate], intermediates: [cross] })).toBe(
        '2,3',
      );
    }
    expect(outcome(leaf.certificate, { roots: [old.certificate] })).toBe('unknown-authority');
  });

  it('ends on roots that have signed each other', async () => {
    const [a, b] = [await makeRoot(), await makeRoot()];
    const leaf = await makeLeaf(b);
    const intermediates = [
      await crossSign(a.certificate, b),
      await crossSign(b.certificate, a),
      a.certificate,
      b.certificate,
    ];
    expect(outcome(leaf.certificate, { roots: [(await makeRoot()).certificate], intermediates })).toBe(
      'unknown-authority',
    );
    expect(outcome(leaf.certificate, { roots: [a.certificate], intermediates })).toBe('3');
  });

  it('gives up after a bounded number of signatures', async () => {
    const root = await makeRoot();
    const leaf = await makeLeaf(root);
    const impostors = Array.from({ length: 120 }, () => ({
      ...root.certificate,
      spki: p256Spki(systemEntropy.newKey().publicKey),
    }));
    expect(outcome(leaf.certificate, { roots: [], intermediates: impostors })).toBe('too-much-work');
  });

  it('takes both ends of the validity as valid', async () => {
    const root = await makeRoot(noon - 2 * hour);
    const { certificate } = await makeLeaf(root, {}, { notBefore: noon - hour, notAfter: noon + hour });
    const at = (now: number): string => outcome(certificate, { roots: [root.certificate], now });
    expect(at(noon - hour)).toBe('2');
    expect(at(noon - hour - 1)).toBe('not-yet-valid');
    expect(at(noon + hour)).toBe('2');
    expect(at(noon + hour + 1000)).toBe('expired');
  });

  it('refuses a chain whose root or intermediate has expired, and says so', async () => {
    const root = await makeAuthority({ notAfter: noon - hour });
    const leaf = await makeLeaf(root);
    expect(outcome(leaf.certificate, { roots: [root.certificate] })).toBe('expired');
    const good = await makeAuthority();
    const middle = await makeAuthority({ issuer: good, subject: 'middle', notAfter: noon - hour });
    const below = await makeLeaf(middle);
    expect(outcome(below.certificate, { roots: [good.certificate], intermediates: [middle.certificate] })).toBe(
      'expired',
    );
  });

  it('does not let a worker’s certificate issue another', async () => {
    const root = await makeRoot();
    const worker = await makeLeaf(root);
    const forged = await makeLeaf(worker, { role: 'manager' });
    expect(outcome(forged.certificate, { roots: [root.certificate], intermediates: [worker.certificate] })).toBe(
      'unknown-authority',
    );
  });

  it('does not accept an issuer that may not sign certificates', async () => {
    const root = await makeAuthority({
      extensions: [
        { kind: 'keyUsage', usages: ['cRLSign'] },
        { kind: 'basicConstraints', ca: true },
      ],
    });
    const leaf = await makeLeaf(root);
    expect(outcome(leaf.certificate, { roots: [root.certificate] })).toBe('unknown-authority');
  });

  it('counts every intermediate against a path length, self-issued ones too', async () => {
    const pathLengthZero = { oid: Oid.basicConstraints, critical: true, value: basicConstraints(0) };
    const root = await makeAuthority({ extensions: [], more: [pathLengthZero] });
    const selfIssued = await makeAuthority({ issuer: root });
    const leaf = await makeLeaf(selfIssued);
    expect(outcome((await makeLeaf(root)).certificate, { roots: [root.certificate] })).toBe('2');
    expect(outcome(leaf.certificate, { roots: [root.certificate], intermediates: [selfIssued.certificate] })).toBe(
      'path-too-long',
    );
  });

  it('refuses critical extensions that it does not understand, wherever they stand', async () => {
    const unknown = { oid: '1.3.6.1.4.1.99999.1', critical: true, value: der(octetString()) };
    const root = await makeRoot();
    const leaf = await makeLeaf(root, {}, { more: [unknown] });
    expect(outcome(leaf.certificate, { roots: [root.certificate] })).toBe('critical-extension');
    const odd = await makeAuthority({ more: [unknown] });
    expect(outcome((await makeLeaf(odd)).certificate, { roots: [odd.certificate] })).toBe('critical-extension');
    const harmless = await makeLeaf(root, {}, { more: [{ ...unknown, critical: false }] });
    expect(outcome(harmless.certificate, { roots: [root.certificate] })).toBe('2');
  });

  it('asks every certificate of the chain for the purpose', async () => {
    const root = await makeRoot();
    const only = (purpose: string): Promise<{ certificate: Certificate }> =>
      makeLeaf(root, {}, { extensions: [{ kind: 'extendedKeyUsage', purposes: [purpose] }] });
    const roots = [root.certificate];
    expect(outcome((await only(Oid.clientAuth)).certificate, { roots, purpose: 'serverAuth' })).toBe('usage');
    expect(outcome((await only(Oid.clientAuth)).certificate, { roots, purpose: 'clientAuth' })).toBe('2');
    expect(outcome((await only(Oid.anyExtendedKeyUsage)).certificate, { roots })).toBe('2');
    expect(outcome((await only('1.2.3.4')).certificate, { roots, purpose: 'any' })).toBe('2');
  });

  it('finds issuers by the bytes of the name: another string type is another name', async () => {
    const root = await makeRoot();
    const utf8 = der(
      sequence(
        tlv(
          Tag.set,
          ...sequence(tlv(Tag.oid, Uint8Array.of(0x55, 4, 3)), tlv(Tag.utf8String, Buffer.from('swarm-ca'))),
        ),
      ),
    );
    const leaf = await makeLeaf({ ...root, certificate: { ...root.certificate, subject: utf8 } });
    expect(outcome(leaf.certificate, { roots: [root.certificate] })).toBe('unknown-authority');
  });

  it('does not mind an authority key identifier that names another key', async () => {
    const root = await makeRoot();
    const misleading = { ...root.certificate.facts, subjectKeyIdentifier: new Uint8Array(20) };
    const leaf = await makeLeaf({ ...root, certificate: { ...root.certificate, facts: misleading } });
    expect(outcome(leaf.certificate, { roots: [root.certificate] })).toBe('2');
  });

  it('checks no signature against a key that the identifier does not name, where another way leads to a root', async () => {
    const [old, fresh] = [await makeRoot(), await makeRoot()];
    const cross = await crossSign(fresh.certificate, old);
    const leaf = await makeLeaf(fresh);
    const memory = new SignatureMemory();
    const checked = vi.spyOn(memory, 'isSignedBy');
    expect(outcome(leaf.certificate, { roots: [old.certificate], intermediates: [cross], memory })).toBe('3');
    expect(checked.mock.calls).toEqual([
      [leaf.certificate, cross],
      [cross, old.certificate],
    ]);
  });

  it('goes on to issuers that the identifier does not name, where those that it names are of no use', async () => {
    const root = await makeRoot();
    const leaf = await makeLeaf(root);
    const unnamed = {
      ...root.certificate,
      facts: { ...root.certificate.facts, subjectKeyIdentifier: new Uint8Array(20) },
    };
    const expired = { ...root.certificate, notAfter: noon - hour };
    const useless = { ...root.certificate, facts: { ...root.certificate.facts, extendedKeyUsage: [Oid.clientAuth] } };
    for (const named of [expired, useless]) {
      expect(outcome(leaf.certificate, { roots: [named] })).not.toBe('2');
      expect(outcome(leaf.certificate, { roots: [named, unnamed] })).toBe('2');
    }
  });

  it.each([
    ['10.0.0.7', '2'],
    ['[2001:db8::7]', '2'],
    ['2001:db8:0::7', '2'],
    ['::ffff:10.0.0.7', '2'],
    ['10.0.0.8', 'host-name'],
    ['[::1]', 'host-name'],
    ['10.0.0.9', 'host-name'],
    ['ca.example', '2'],
    ['[ca.example]', 'host-name'],
  ])('looks for the address %s among the addresses alone: %s', async (hostName, expected) => {
    const root = await makeRoot();
    const server = await makeServer(root, ['10.0.0.7', '2001:db8::7', 'ca.example']);
    // An address that somebody wrote as a DNS name names nobody.
    const misnamed = await makeLeaf(root, { nodeId: '10.0.0.9', role: 'worker' });
    const { certificate } = hostName === '10.0.0.9' ? misnamed : server;
    expect(outcome(certificate, { roots: [root.certificate], hostName })).toBe(expected);
  });

  it('says in Go’s words that an address does not fit', async () => {
    const root = await makeRoot();
    const verify = (leaf: Certificate) => () =>
      verifyChain(leaf, {
        roots: [root.certificate],
        intermediates: [],
        now: noon,
        purpose: 'serverAuth',
        hostName: '[::1]',
      });
    expect(verify((await makeServer(root, ['10.0.0.7', '10.0.0.8'])).certificate)).toThrow(
      'x509: certificate is valid for 10.0.0.7, 10.0.0.8, not ::1',
    );
    expect(verify((await makeLeaf(root)).certificate)).toThrow(
      "x509: cannot validate certificate for ::1 because it doesn't contain any IP SANs",
    );
  });

  it('wants the host name among the DNS names, whatever the common name says', async () => {
    const root = await makeRoot();
    const roots = [root.certificate];
    const manager = await makeLeaf(root, { role: 'manager' });
    const worker = await makeLeaf(root, { role: 'worker', nodeId: 'swarm-ca' });
    expect(outcome(manager.certificate, { roots, hostName: 'swarm-ca' })).toBe('2');
    expect(outcome(manager.certificate, { roots, hostName: 'swarm-manager' })).toBe('2');
    expect(outcome(worker.certificate, { roots, hostName: 'swarm-manager' })).toBe('host-name');
    const bare = await makeLeaf(root, { nodeId: 'swarm-ca' }, { extensions: [] });
    expect(outcome(bare.certificate, { roots, hostName: 'swarm-ca' })).toBe('host-name');
  });

  it.each(['rsa-2048', 'P-384', 'P-521'] as const)('checks signatures of a %s root', async (kind) => {
    const root = await makeAuthority({ keys: otherKey(kind) });
    const leaf = await makeLeaf(root);
    expect(outcome(leaf.certificate, { roots: [root.certificate] })).toBe('2');
    expect(outcome(leaf.certificate, { roots: [(await makeAuthority({ keys: otherKey(kind) })).certificate] })).toBe(
      'unknown-authority',
    );
  });

  it('refuses a leaf of which one byte was changed', async () => {
    const root = await makeRoot();
    const { certificate } = await makeLeaf(root);
    const at = Buffer.from(certificate.der).indexOf(Buffer.from('swarm-worker'));
    const bytes = Uint8Array.from(certificate.der);
    bytes.set(Buffer.from('swarm-warker'), at);
    expect(outcome(readCertificate(bytes), { roots: [root.certificate] })).toBe('unknown-authority');
  });
});

function basicConstraints(pathLength: number): Uint8Array {
  return der(sequence(tlv(Tag.boolean, Uint8Array.of(0xff)), integer(Uint8Array.of(pathLength))));
}

describe('commonName', () => {
  it('writes swarm-ca as every swarm root has it', () => {
    expect(Buffer.from(commonName('swarm-ca')).toString('base64')).toBe('MBMxETAPBgNVBAMTCHN3YXJtLWNh');
  });
});
