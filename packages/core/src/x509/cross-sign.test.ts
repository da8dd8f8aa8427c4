import { describe, expect, it } from 'vitest';
import { makeAuthority, makeLeaf, makeRoot, noon, otherKey } from '../testing/certificates.ts';
import { sameBytes } from './certificate.ts';
import { crossSign } from './cross-sign.ts';
import { verifyChain } from './verify.ts';
import { encodePem } from './pem.ts';
import { readCertificates } from './certificate.ts';

describe('crossSign', () => {
  it('AC-030 states the new root’s name and key, and leads the old root’s believers to its leaves', async () => {
    const [old, fresh] = [await makeRoot(), await makeRoot()];
    const crossSigned = await crossSign(fresh.certificate, old);
    expect(crossSigned.subject).toEqual(fresh.certificate.subject);
    expect(crossSigned.spki).toEqual(fresh.certificate.spki);
    expect(crossSigned.serialNumber).toEqual(fresh.certificate.serialNumber);
    expect(crossSigned.facts.basicConstraints?.ca).toBe(true);

    const leaf = (await makeLeaf(fresh)).certificate;
    const verify = (root: typeof old, intermediates: (typeof crossSigned)[]) => () =>
      verifyChain(leaf, { roots: [root.certificate], intermediates, now: noon, purpose: 'serverAuth' });
    expect(verify(old, [crossSigned])()).toHaveLength(1);
    expect(verify(old, [])).toThrow('unknown authority');
    expect(verify(fresh, [crossSigned])()).toHaveLength(1);
    expect(verify(fresh, [])()).toHaveLength(1);
  });

  it('names the old root’s key, which Docker leaves out and OpenSSL needs', async () => {
    const [old, fresh] = [await makeRoot(), await makeRoot()];
    const { facts } = await crossSign(fresh.certificate, old);
    expect(
      sameBytes(
        facts.authorityKeyIdentifier ?? new Uint8Array(),
        old.certificate.facts.subjectKeyIdentifier ?? new Uint8Array(1),
      ),
    ).toBe(true);
  });

  it.each(['rsa-2048', 'P-384', 'P-521'] as const)('signs with a %s root, and for one', async (kind) => {
    const [old, fresh] = [await makeAuthority({ keys: otherKey(kind) }), await makeRoot()];
    await expect(crossSign(fresh.certificate, old)).resolves.toBeDefined();
    await expect(crossSign(old.certificate, fresh)).resolves.toBeDefined();
  });

  it('AC-031 refuses a certificate that is no CA', async () => {
    const root = await makeRoot();
    const leaf = await makeLeaf(root);
    await expect(crossSign(leaf.certificate, root)).rejects.toThrow('certificate not a CA');
  });

  it('AC-032 answers a private key in the place of a certificate with a problem', () => {
    expect(() => readCertificates(encodePem('PRIVATE KEY', Uint8Array.of(1, 2, 3)))).toThrow(
      'Failed to parse certificate',
    );
  });
});
