import { beforeAll, describe, expect, it } from 'vitest';
import { hex, makeAuthority, makeLeaf, makeRoot, noon, otherKey, pkcs8Pem } from '../testing/certificates.ts';
import type { Authority, KeyKind } from '../testing/certificates.ts';
import { oddRoot, pkcs7Of, signatures } from '../testing/odd-certificates.ts';
import { certificatePem, readCertificates } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { validateChain } from './chain.ts';
import { crossSign, crossSignPem } from './cross-sign.ts';
import { Tag } from './der-reader.ts';
import { der, octetString, sequence, tlv } from './der-writer.ts';
import type { Extension } from './extensions.ts';
import type { Issuer } from './leaf.ts';
import { Oid } from './oid.ts';
import { encodePem } from './pem.ts';
import { keyIdentifier } from './public-key.ts';
import { readRootCa, signerOf } from './root-ca.ts';
import { verifyChain } from './verify.ts';

const day = 24 * 3_600_000;
const kinds = ['rsa-2048', 'P-256', 'P-384', 'P-521'] as const;
const roots = new Map<KeyKind, Authority>();
const newRoots = new Map<KeyKind, Authority>();

beforeAll(async () => {
  for (const kind of kinds) {
    roots.set(kind, await makeAuthority({ keys: otherKey(kind) }));
    newRoots.set(kind, await makeAuthority({ keys: otherKey(kind) }));
  }
});

function rootWith(kind: KeyKind, among = roots): Authority {
  const root = among.get(kind);
  if (root === undefined) throw new Error(`no root on ${kind}`);
  return root;
}

/** What is in a certificate under an OID, `*` before it when it is critical. */
function valueOf({ extensions }: Certificate, oid: string): string | undefined {
  const found = extensions.find((extension) => extension.oid === oid);
  return found && `${found.critical ? '*' : ''}${hex(found.value)}`;
}

describe('crossSign', () => {
  it('AC-030 states the new root’s name and key, and leads the old root’s believers to its leaves', async () => {
    const [old, fresh] = [await makeRoot(), await makeRoot()];
    const crossSigned = await crossSign(fresh.certificate, old);
    expect(crossSigned.subject).toEqual(fresh.certificate.subject);
    expect(crossSigned.spki).toEqual(fresh.certificate.spki);
    expect(crossSigned.facts.basicConstraints?.ca).toBe(true);

    const leaf = (await makeLeaf(fresh)).certificate;
    const verify = (root: typeof old, intermediates: (typeof crossSigned)[]) => () =>
      verifyChain(leaf, { roots: [root.certificate], intermediates, now: noon, purpose: 'serverAuth' });
    expect(verify(old, [crossSigned])()).toHaveLength(1);
    expect(verify(old, [])).toThrow('unknown authority');
    expect(verify(fresh, [crossSigned])()).toHaveLength(1);
    expect(verify(fresh, [])()).toHaveLength(1);
  });

  it.each(kinds.flatMap((old) => kinds.map((fresh) => [old, fresh] as const)))(
    'AC-030 leads from a root on %s to the leaves of one on %s',
    async (oldKind, freshKind) => {
      const [old, fresh] = [rootWith(oldKind), rootWith(freshKind, newRoots)];
      const crossSigned = await crossSign(fresh.certificate, old);
      expect(crossSigned.signatureAlgorithm).toBe(old.certificate.signatureAlgorithm);
      const leaf = await makeLeaf(fresh);
      const bundle = leaf.pem + certificatePem(crossSigned);
      expect(validateChain(bundle, [old.certificate], noon).chains[0].map(({ spki }) => hex(spki))).toEqual(
        [leaf, fresh, old].map(({ certificate }) => hex(certificate.spki)),
      );
    },
  );

  it('has serial number and life of the new root, even beyond that of the old', async () => {
    const old = await makeAuthority({ notAfter: noon + day });
    const fresh = await makeAuthority({ notBefore: noon - 2 * day, notAfter: noon + 9000 * day });
    const { serialNumber, notBefore, notAfter } = await crossSign(fresh.certificate, old);
    expect({ serialNumber: hex(serialNumber), notBefore, notAfter }).toEqual({
      serialNumber: hex(fresh.certificate.serialNumber),
      notBefore: fresh.certificate.notBefore,
      notAfter: fresh.certificate.notAfter,
    });
  });

  it.each(['', '00', '7f', '80', '00ff', '0100'])('keeps the serial number %s…', async (start) => {
    const serialNumber = Buffer.from(`${start}0102`, 'hex');
    const fresh = await makeAuthority({ serialNumber });
    const crossSigned = await crossSign(fresh.certificate, rootWith('P-256'));
    expect(hex(crossSigned.serialNumber)).toBe(hex(fresh.certificate.serialNumber));
  });

  it('is signed as the old root itself is, and not as its key would choose', async () => {
    const keys = otherKey('P-384');
    const pem = oddRoot(keys, signatures.ecdsaSha256);
    const old = signerOf(readRootCa({ bundle: pem, signingCert: pem, signingKey: pkcs8Pem(keys.privateKey) }, noon));
    const fresh = await makeRoot();
    const crossSigned = await crossSign(fresh.certificate, old);
    expect(crossSigned.signatureAlgorithm.name).toBe('ECDSA-SHA256');
    expect(validateChain(certificatePem(crossSigned), [old.certificate], noon).chains).toHaveLength(1);
  });

  it('keeps what Go models, in its order and as critical as it makes it, and drops the rest', async () => {
    const value = (pieces: Parameters<typeof der>[0]): Uint8Array => der(pieces);
    const given: readonly Extension[] = [
      { oid: '1.2.3.4', critical: false, value: value(tlv(Tag.null)) },
      { oid: Oid.subjectAltName, critical: true, value: value(sequence(tlv(Tag.context(2), Buffer.from('swarm')))) },
      { oid: Oid.extendedKeyUsage, critical: true, value: Buffer.from('300a06082b06010505070301', 'hex') },
      { oid: Oid.basicConstraints, critical: false, value: Buffer.from('30060101ff020103', 'hex') },
      { oid: Oid.keyUsage, critical: false, value: Buffer.from('03020106', 'hex') },
      { oid: Oid.subjectKeyIdentifier, critical: false, value: value(octetString([Uint8Array.of(1, 2, 3)])) },
      { oid: Oid.cRLDistributionPoints, critical: false, value: value(sequence()) },
      { oid: Oid.certificatePolicies, critical: false, value: value(sequence()) },
    ];
    const fresh = await makeAuthority({ extensions: [], more: given });
    const crossSigned = await crossSign(fresh.certificate, rootWith('P-256'));
    const written = crossSigned.extensions.map(({ oid }) => [oid, valueOf(crossSigned, oid)]);
    const valueIn = (oid: string): string | undefined => valueOf(fresh.certificate, oid)?.replace('*', '');
    expect(written).toEqual([
      [Oid.keyUsage, `*${valueIn(Oid.keyUsage)}`],
      [Oid.extendedKeyUsage, valueIn(Oid.extendedKeyUsage)],
      [Oid.basicConstraints, `*${valueIn(Oid.basicConstraints)}`],
      [Oid.subjectKeyIdentifier, valueIn(Oid.subjectKeyIdentifier)],
      [Oid.authorityKeyIdentifier, expect.any(String)],
      [Oid.subjectAltName, valueIn(Oid.subjectAltName)],
      [Oid.certificatePolicies, valueIn(Oid.certificatePolicies)],
      [Oid.cRLDistributionPoints, valueIn(Oid.cRLDistributionPoints)],
    ]);
    expect(crossSigned.facts.basicConstraints).toEqual({ ca: true, pathLength: 3 });
  });

  it('names the old root’s key, which Docker leaves out and OpenSSL needs', async () => {
    const [old, fresh] = [rootWith('P-256'), rootWith('P-384')];
    const { facts } = await crossSign(fresh.certificate, old);
    expect(hex(facts.authorityKeyIdentifier)).toBe(hex(old.certificate.facts.subjectKeyIdentifier));
  });

  it('names it, too, where the new root named its own', async () => {
    const old = rootWith('P-256');
    const keys = otherKey('P-256');
    const ownKeyId = keyIdentifier(keys.publicKey.export({ format: 'der', type: 'spki' }));
    const more = [
      { oid: Oid.authorityKeyIdentifier, critical: false, value: der(sequence(tlv(Tag.context(0), ownKeyId))) },
    ];
    const fresh = await makeAuthority({ keys, more });
    expect(hex(fresh.certificate.facts.authorityKeyIdentifier)).toBe(hex(ownKeyId));
    const { facts } = await crossSign(fresh.certificate, old);
    expect(hex(facts.authorityKeyIdentifier)).toBe(hex(old.certificate.facts.subjectKeyIdentifier));
  });

  it('names no key of an old root that has no identifier, and gives the new root one', async () => {
    const nameless = await makeAuthority({ extensions: [{ kind: 'basicConstraints', ca: true }] });
    const fromNameless = await crossSign(rootWith('P-384').certificate, nameless);
    expect(fromNameless.facts.authorityKeyIdentifier).toBeUndefined();
    expect(validateChain(certificatePem(fromNameless), [nameless.certificate], noon).chains).toHaveLength(1);
    const toNameless = await crossSign(nameless.certificate, rootWith('P-384'));
    expect(hex(toNameless.facts.subjectKeyIdentifier)).toBe(hex(keyIdentifier(nameless.certificate.spki)));
  });

  it('does not ask what the new root’s key may be used for: its nodes will', async () => {
    const extensions = [
      { kind: 'keyUsage', usages: ['digitalSignature'] },
      { kind: 'basicConstraints', ca: true },
    ] as const;
    const fresh = await makeAuthority({ extensions });
    const old = rootWith('P-256');
    const bundle = (await makeLeaf(fresh)).pem + certificatePem(await crossSign(fresh.certificate, old));
    expect(() => validateChain(bundle, [old.certificate], noon)).toThrow(
      'parent certificate cannot sign this kind of certificate',
    );
  });

  it('works with a path length of 0, for leaves are no CAs', async () => {
    const pathLength = { oid: Oid.basicConstraints, critical: true, value: Buffer.from('30060101ff020100', 'hex') };
    const fresh = await makeAuthority({ extensions: [], more: [pathLength] });
    const old = rootWith('rsa-2048');
    const bundle = (await makeLeaf(fresh)).pem + certificatePem(await crossSign(fresh.certificate, old));
    expect(validateChain(bundle, [old.certificate], noon).chains).toHaveLength(1);
  });

  it('AC-031 refuses a certificate that is no CA, and one without a version', async () => {
    const old = rootWith('P-256');
    const leaf = await makeLeaf(old);
    await expect(crossSign(leaf.certificate, old)).rejects.toThrow(/^certificate not a CA$/);
    const v1 = oddRoot(otherKey('P-256'), signatures.ecdsaSha256, { version: 1 });
    await expect(crossSignPem(v1, old)).rejects.toThrow(/^certificate not a CA$/);
  });

  it.each([
    [
      'is signed by a key of another kind',
      async (): Promise<Issuer> => await makeAuthority({ issuer: rootWith('rsa-2048') }),
    ],
    [
      'does not belong to the key',
      async (): Promise<Issuer> => ({ ...rootWith('P-256'), key: (await makeRoot()).key }),
    ],
  ])('fails when the old root %s', async (_what, makeOld) => {
    await expect(crossSign((await makeRoot()).certificate, await makeOld())).rejects.toMatchObject({
      code: 'cross-sign',
      message: expect.stringMatching(/^could not cross-sign new CA certificate using old CA material: /),
    });
  });

  it('fails when the new root has a number that no certificate may have', async () => {
    const negative = await makeAuthority({ serialNumber: Uint8Array.of(1, 2) });
    const bytes = Buffer.from(hex(negative.certificate.der).replace('02020102', '0202f102'), 'hex');
    const [fresh] = readCertificates(encodePem('CERTIFICATE', bytes));
    if (fresh === undefined) throw new Error('it was not read');
    await expect(crossSign(fresh, rootWith('P-256'))).rejects.toThrow(
      'could not cross-sign new CA certificate using old CA material',
    );
  });
});

describe('crossSignPem', () => {
  it('yields normalised PEM, and takes PKCS #7', async () => {
    const [old, fresh] = [rootWith('P-256'), await makeRoot()];
    for (const pem of [`text\n${fresh.pem}\n`, encodePem('PKCS7', pkcs7Of([fresh.certificate.der]))]) {
      const crossSigned = await crossSignPem(pem, old);
      const [certificate] = readCertificates(crossSigned);
      expect(certificate && certificatePem(certificate)).toBe(crossSigned);
      expect(hex(certificate?.spki)).toBe(hex(fresh.certificate.spki));
    }
  });

  it('AC-032 answers a private key, or anything else in the place of one certificate, with a problem', async () => {
    const { pem } = await makeRoot();
    for (const other of [pkcs8Pem(rootWith('P-256').key), '', 'rubbish', pem + pem, `${pem}rubbish`]) {
      await expect(crossSignPem(other, rootWith('P-256'))).rejects.toThrow(/^could not parse new CA certificate$/);
    }
  });
});
