import { generateKeyPairSync, hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hex, makeAuthority, makeRoot, noon, otherKey } from '../testing/certificates.ts';
import { dsaKey, ecKey, oddRoot, pkcs7Of, pss, signatures, spkiOf } from '../testing/odd-certificates.ts';
import { bitString, der, oid, sequence } from './der-writer.ts';
import { Oid } from './oid.ts';
import { encodePem } from './pem.ts';
import { readTrustBundle } from './trust-bundle.ts';

const hour = 3_600_000;
const rsa = () => otherKey('rsa-2048');
const dsa = () => dsaKey();

/** The point of a P-256 key by its x alone. */
function compressed(spki: Uint8Array): Uint8Array {
  return withPoint(Buffer.concat([Uint8Array.of(2 + ((spki.at(-1) ?? 0) & 1)), spki.subarray(27, 59)]));
}

function withPoint(point: Uint8Array): Uint8Array {
  return der(sequence(sequence(oid(Oid.ecPublicKey), oid(Oid.p256)), bitString([point])));
}

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
    ['RSA with SHA-1', rsa, signatures.sha1Rsa, 'SHA1-RSA'],
    ['RSA with MD5', rsa, signatures.md5Rsa, 'MD5-RSA'],
    ['ECDSA with SHA-1', () => otherKey('P-256'), signatures.ecdsaSha1, 'ECDSA-SHA1'],
    ['ECDSA with SHA-224', () => otherKey('P-256'), signatures.ecdsaSha224, '0'],
    ['DSA with SHA-1', dsa, signatures.dsaSha1, 'DSA-SHA1'],
    ['DSA with SHA-256', dsa, signatures.dsaSha256, 'DSA-SHA256'],
    ['Ed25519', () => generateKeyPairSync('ed25519'), signatures.ed25519, 'Ed25519'],
    ['RSA-PSS', rsa, pss(32), 'SHA256-RSAPSS'],
    ['RSA-PSS with a salt of another length', rsa, pss(20), '0'],
  ])('AC-016 refuses a root signed by %s', (_what, keys, signature, name) => {
    expect(() => readTrustBundle(oddRoot(keys(), signature), noon)).toThrow(
      new RegExp(`^unsupported signature algorithm: ${name}$`),
    );
  });

  it.each([
    ['an RSA key of 1024 bits', () => oddRoot(otherKey('rsa-1024'), signatures.sha256Rsa)],
    ['a P-224 key', () => oddRoot(otherKey('P-224'), signatures.ecdsaSha256)],
    ['parameters left out where Go does not look', () => oddRoot(rsa(), signatures.sha256RsaWithoutNull)],
    ['no version', () => oddRoot(otherKey('P-256'), signatures.ecdsaSha256, { version: 1 })],
  ])('accepts a root with %s: what its key may do is asked when it signs', (_what, make) => {
    expect(readTrustBundle(make(), noon).certificates).toHaveLength(1);
  });

  it.each([
    ['secp256k1', 'secp256k1'],
    ['a Brainpool curve', 'brainpoolP256r1'],
    ['prime192v1', 'prime192v1'],
  ])('refuses a root with a key on %s, which Go cannot parse', (_what, curve) => {
    expect(() => readTrustBundle(oddRoot(ecKey(curve), signatures.ecdsaSha256), noon)).toThrow(
      'invalid root certificates: {"code":1003,"message":"Failed to parse certificate"}',
    );
  });

  it.each([
    ['that lies beside its curve', (spki: Buffer): Uint8Array => spki.fill(0x11, 59)],
    ['that is cut short', () => withPoint(Uint8Array.of(4, 1, 2, 3))],
    [
      'of the hybrid form',
      (spki: Buffer) => withPoint(Buffer.concat([Uint8Array.of(6 + ((spki.at(-1) ?? 0) & 1)), spki.subarray(27)])),
    ],
    ['that is compressed', (spki: Buffer) => compressed(spki)],
    [
      'of another curve',
      () => Buffer.from(spkiOf(otherKey('P-384')).toString('hex').replace('052b81040022', '052b81040023'), 'hex'),
    ],
  ])('refuses a root with a point %s', (_what, change) => {
    const keys = otherKey('P-256');
    const pem = oddRoot(keys, signatures.ecdsaSha256, { spki: change(Buffer.from(spkiOf(keys))) });
    expect(() => readTrustBundle(pem, noon)).toThrow('{"code":1003,"message":"Failed to parse certificate"}');
  });

  it('finds roots in PKCS #7 too, whatever the blocks are called, and keeps the digest over the bytes', async () => {
    const [a, b, c] = [await makeRoot(), await makeRoot(), await makeRoot()];
    const pem = encodePem('PKCS7', pkcs7Of([a.certificate.der, b.certificate.der])) + encodePem('X', c.certificate.der);
    const bundle = readTrustBundle(pem, noon);
    expect(bundle.certificates.map((each) => hex(each.der))).toEqual(
      [a, b, c].map((each) => hex(each.certificate.der)),
    );
    expect(bundle.digest).toBe(hash('sha256', pem, 'hex'));
  });

  it('takes the digest over bytes, of which each is a character here', async () => {
    const bytes = Buffer.concat([Buffer.from('Wurzel für den Schwarm\n', 'utf8'), Buffer.from((await makeRoot()).pem)]);
    expect(readTrustBundle(bytes.toString('latin1'), noon).digest).toBe(hash('sha256', bytes, 'hex'));
  });

  it('reads no more than a quarter of a megabyte', async () => {
    const { pem } = await makeRoot();
    expect(() => readTrustBundle('\n'.repeat(300_000) + pem, noon)).toThrow('Failed to decode certificate');
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
