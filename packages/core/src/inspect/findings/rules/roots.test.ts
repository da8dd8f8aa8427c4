import { describe, expect, it } from 'vitest';
import { makeAuthority, makeLeaf, makeRoot, noon, otherKey, pkcs8Pem } from '../../../testing/certificates.ts';
import type { Wishes } from '../../../testing/certificates.ts';
import { found, judged } from '../../../testing/judged.ts';
import { dsaKey, ecKey, oddRoot, pss, signatures } from '../../../testing/odd-certificates.ts';
import { Oid } from '../../../x509/oid.ts';
import type { ProfileExtension } from '../../../x509/profile.ts';
import { day } from '../../../time-words.ts';

const lasting: Wishes = { notAfter: noon + 4000 * day };
const trusted = 'swarm-root-ca.crt';

describe('the root of a swarm', () => {
  it('is nothing to speak of as swarm makes it', async () => {
    expect(found({ [trusted]: (await makeRoot()).pem })).toEqual([]);
  });

  it.each([
    ['RSA 1024', (): string => oddRoot(otherKey('rsa-1024'), signatures.sha256Rsa), 'unsupported RSA key parameters'],
    ['P-224', (): string => oddRoot(otherKey('P-224'), signatures.ecdsaSha256), 'unsupported ECDSA key parameters'],
    ['secp256k1', (): string => oddRoot(ecKey('secp256k1'), signatures.ecdsaSha256), '"code":1003'],
    [
      'RSA with SHA-1',
      (): string => oddRoot(otherKey('rsa-2048'), signatures.sha1Rsa),
      'unsupported signature algorithm: SHA1-RSA',
    ],
    [
      'RSASSA-PSS',
      (): string => oddRoot(otherKey('rsa-2048'), pss(32)),
      'unsupported signature algorithm: SHA256-RSAPSS',
    ],
    [
      'ECDSA with SHA-1',
      (): string => oddRoot(otherKey('P-256'), signatures.ecdsaSha1),
      'unsupported signature algorithm: ECDSA-SHA1',
    ],
    ['DSA', (): string => oddRoot(dsaKey(), signatures.dsaSha1), 'unsupported signature algorithm: DSA-SHA1'],
  ])('is refused in Docker’s words: %s', (_what, make, text) => {
    const { findings } = judged({ [trusted]: make() });
    const refused = findings.find(({ code }) => code === 'root-refused');
    expect(refused?.severity).toBe('error');
    expect(refused?.reason).toContain(text);
  });

  it('is judged more mildly where nobody says that it is a swarm’s', () => {
    const pem = oddRoot(otherKey('P-224'), signatures.ecdsaSha256);
    expect(found({ 'my-root.pem': pem })).toContain('information root-refused my-root.pem');
  });

  it('may be used for servers', async () => {
    const extensions: readonly ProfileExtension[] = [
      { kind: 'basicConstraints', ca: true },
      { kind: 'extendedKeyUsage', purposes: [Oid.clientAuth] },
    ];
    const { pem } = await makeAuthority({ ...lasting, extensions });
    expect(judged({ [trusted]: pem }).findings).toMatchObject([
      { code: 'root-refused', reason: expect.stringContaining('incompatible key usage') },
    ]);
  });

  it('is a CA, and says so', async () => {
    const { pem } = await makeAuthority({ ...lasting, extensions: [{ kind: 'basicConstraints', ca: false }] });
    expect(found({ [trusted]: pem })).toEqual([`error root-not-ca ${trusted}`]);
    const first = oddRoot(otherKey('P-256'), signatures.ecdsaSha256, { version: 1 });
    expect(found({ [trusted]: first })).toContain(`error root-not-ca ${trusted}`);
  });

  it('may sign certificates', async () => {
    const extensions: readonly ProfileExtension[] = [
      { kind: 'basicConstraints', ca: true },
      { kind: 'keyUsage', usages: ['cRLSign'] },
    ];
    const { pem } = await makeAuthority({ ...lasting, extensions });
    expect(found({ [trusted]: pem })).toEqual([`error root-without-cert-sign ${trusted}`]);
  });

  it('is self-signed', async () => {
    const above = await makeAuthority({ ...lasting, subject: 'above' });
    const { pem } = await makeAuthority({ ...lasting, issuer: above });
    expect(found({ [trusted]: pem })).toEqual([`information root-not-self-signed ${trusted}`]);
  });

  it('is alone, and has a key that no other has', async () => {
    const one = await makeAuthority(lasting);
    const same = await makeAuthority({ ...lasting, keys: one.keys });
    const other = await makeAuthority(lasting);
    expect(found({ [trusted]: one.pem + other.pem })).toEqual([
      `information same-name-other-key ${trusted}`,
      `information several-roots ${trusted}`,
    ]);
    expect(found({ [trusted]: one.pem, 'next.pem': same.pem })).toEqual(['information root-same-key next.pem']);
  });

  it('keeps its key out of files', async () => {
    const root = await makeAuthority(lasting);
    const key = pkcs8Pem(root.key);
    expect(found({ [trusted]: root.pem, 'swarm-root-ca.key': key })).toEqual([
      'warning root-key-at-hand swarm-root-ca.key',
    ]);
  });

  it('is known by what it has issued, whatever its name', async () => {
    const root = await makeAuthority({ subject: 'Example Root', notAfter: noon + 300 * day });
    const leaf = await makeLeaf(root, {}, { notAfter: noon + 80 * day });
    expect(found({ 'a.pem': root.pem })).toEqual([]);
    expect(found({ 'a.pem': root.pem, 'b.pem': leaf.pem })).toEqual(['warning root-ends-soon a.pem']);
  });
});
