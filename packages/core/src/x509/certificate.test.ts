import { X509Certificate } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot } from '../testing/certificates.ts';
import { certificatePem, readCertificate, readCertificates } from './certificate.ts';
import { firstOf, readName } from './name.ts';
import { Oid } from './oid.ts';
import { X509Problem } from './problem.ts';

describe('readCertificate', () => {
  it('reads what node:crypto reads', async () => {
    const root = await makeRoot();
    const { certificate } = await makeLeaf(root, { role: 'manager', nodeId: 'node1', organization: 'cluster1' });
    const other = new X509Certificate(certificate.der);
    expect(Buffer.from(certificate.serialNumber).toString('hex').toUpperCase()).toBe(other.serialNumber);
    expect(certificate.notBefore).toBe(new Date(other.validFrom).getTime());
    expect(certificate.notAfter).toBe(new Date(other.validTo).getTime());
    expect(Buffer.from(certificate.spki)).toEqual(other.publicKey.export({ format: 'der', type: 'spki' }));
    expect(certificate.facts.dnsNames).toEqual(['swarm-manager', 'node1', 'swarm-ca']);
    expect(certificate.facts.extendedKeyUsage).toEqual(other.keyUsage);
    const subject = readName(certificate.subject);
    expect(firstOf(subject, Oid.organization)).toBe('cluster1');
    expect(firstOf(subject, Oid.organizationalUnit)).toBe('swarm-manager');
    expect(firstOf(subject, Oid.commonName)).toBe('node1');
  });

  it('refuses bytes before, behind or missing', async () => {
    const { certificate } = await makeRoot();
    const bytes = Buffer.from(certificate.der);
    expect(() => readCertificate(Buffer.concat([bytes, Buffer.of(0)]))).toThrow(X509Problem);
    for (let length = 0; length < bytes.length; length += 7) {
      expect(() => readCertificate(bytes.subarray(0, length))).toThrow(X509Problem);
    }
  });

  it('answers any change of any byte with a certificate or a problem, never with another error', async () => {
    const { certificate } = await makeLeaf(await makeRoot());
    fc.assert(
      fc.property(fc.nat(certificate.der.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bytes = Uint8Array.from(certificate.der);
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        try {
          readCertificate(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(X509Problem);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses an indefinite length, a length written too long, and two different signature algorithms', async () => {
    const { certificate } = await makeRoot();
    const bytes = Buffer.from(certificate.der);
    expect(() => readCertificate(Buffer.concat([Buffer.of(0x30, 0x80), bytes.subarray(4), Buffer.of(0, 0)]))).toThrow(
      'length',
    );
    expect(() => readCertificate(Buffer.concat([Buffer.of(0x30, 0x83, 0), bytes.subarray(2)]))).toThrow(
      'longer than need be',
    );
    const algorithm = bytes.lastIndexOf(Buffer.from('06082a8648ce3d040302', 'hex'));
    const other = Buffer.from(bytes);
    other[algorithm + 9] = 3;
    expect(() => readCertificate(other)).toThrow('the two signature algorithms differ');
  });
});

describe('readCertificates', () => {
  it('reads all of a bundle in order', async () => {
    const [a, b] = [await makeRoot(), await makeRoot()];
    expect(readCertificates(a.pem + b.pem).map(certificatePem)).toEqual([a.pem, b.pem]);
  });
});
