import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeAuthority, makeRoot, noon, otherKey } from '../testing/certificates.ts';
import { certificatePem } from './certificate.ts';
import { readTrustBundle } from './trust-bundle.ts';
import { Oid } from './oid.ts';

const hour = 3_600_000;

describe('readTrustBundle', () => {
  it('AC-009 gives the bytes back unchanged, with their digest, for P-256 and for RSA', async () => {
    for (const root of [await makeRoot(), await makeAuthority({ keys: otherKey('rsa-2048') })]) {
      const bundle = readTrustBundle(root.pem, noon);
      expect(bundle.pem).toBe(root.pem);
      expect(bundle.digest).toBe(hash('sha256', root.pem, 'hex'));
    }
  });

  it('takes every root of a bundle, and the digest over all of it', async () => {
    const pem = (await makeRoot()).pem + (await makeRoot()).pem;
    const bundle = readTrustBundle(pem, noon);
    expect(bundle.certificates).toHaveLength(2);
    expect(bundle.digest).toBe(hash('sha256', pem, 'hex'));
  });

  it('AC-012 refuses what is no PEM', () => {
    expect(() => readTrustBundle('rubbish', noon)).toThrow('Failed to decode certificate');
  });

  it('AC-007 refuses a block that is no certificate', () => {
    const block = '-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n';
    expect(() => readTrustBundle(block, noon)).toThrow('Failed to parse certificate');
  });

  it('AC-013 refuses white space alone', () => {
    expect(() => readTrustBundle(' \n\n', noon)).toThrow('no valid root CA certificates found');
  });

  it('AC-014 AC-015 refuses a root that has expired or is not yet valid', async () => {
    const expired = await makeAuthority({ notAfter: noon - hour });
    expect(() => readTrustBundle(expired.pem, noon)).toThrow('expired');
    const future = await makeAuthority({ notBefore: noon + hour });
    expect(() => readTrustBundle(future.pem, noon)).toThrow('not yet valid');
  });

  it.each([
    ['RSA with SHA-1', 'rsa-2048', '2a864886f70d01010b', '2a864886f70d010105', 'SHA1-RSA'],
    ['ECDSA with SHA-1', 'P-384', '2a8648ce3d040303', '2a8648ce3d040301', '1.2.840.10045.4.3.1'],
    ['nothing that is known', 'P-521', '2a8648ce3d040304', '2a8648ce3d040305', '1.2.840.10045.4.3.5'],
  ] as const)('AC-016 refuses a root that says it is signed by %s', async (_what, kind, algorithm, other, name) => {
    const root = await makeAuthority({ keys: otherKey(kind) });
    const hex = Buffer.from(root.certificate.der).toString('hex').replaceAll(algorithm, other);
    expect(() => readTrustBundle(certificatePem(Buffer.from(hex, 'hex')), noon)).toThrow(
      `unsupported signature algorithm: ${name}`,
    );
  });

  it('refuses a root that may not be used for servers', async () => {
    const root = await makeAuthority({ extensions: [{ kind: 'extendedKeyUsage', purposes: [Oid.clientAuth] }] });
    expect(() => readTrustBundle(root.pem, noon)).toThrow(
      'error while validating Root CA Certificate: x509: certificate specifies an incompatible key usage',
    );
  });

  it('accepts a root that is no CA: that shows only where it signs', async () => {
    const root = await makeAuthority({ extensions: [] });
    expect(readTrustBundle(root.pem, noon).certificates).toHaveLength(1);
  });
});
