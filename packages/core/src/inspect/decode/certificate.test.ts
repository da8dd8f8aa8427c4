import { describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot, noon } from '../../testing/certificates.ts';
import { crossSignAsDocker } from '../../testing/certificates.ts';
import { oddShapes } from '../../testing/odd-shapes.ts';
import { shapedCertificate, shapedExtension } from '../../testing/shaped-certificate.ts';
import type { Shape } from '../../testing/shaped-certificate.ts';
import { Tag } from '../../x509/der-reader.ts';
import { der, integer, octetString, oid, raw, sequence, set, tlv } from '../../x509/der-writer.ts';
import type { Pieces } from '../../x509/der-writer.ts';
import { crossSign } from '../../x509/cross-sign.ts';
import { Oid } from '../../x509/oid.ts';
import { X509Problem } from '../../x509/problem.ts';
import { deepestNesting, mostElements } from './asn1-types.ts';
import { describeCertificate, longestCertificate } from './certificate.ts';
import { longestDecimal, mostEntries } from './elements.ts';

const describeShape = (shape: Shape) => describeCertificate(shapedCertificate(shape));
const cn = (value: Pieces): Pieces => sequence(set(sequence(oid(Oid.commonName), value)));
const nested = (depth: number): Pieces => (depth === 0 ? tlv(Tag.null) : sequence(nested(depth - 1)));

describe('the description of a certificate', () => {
  it.each(Object.entries(oddShapes))('is plain data that JSON can carry: %s', async (_name, shape) => {
    const description = await describeShape(shape);
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
  });

  it.each([
    ['00', '0'],
    ['0080', '128'],
    ['ff7f', '-129'],
    ['80', '-128'],
    ['008000000000000000', '9223372036854775808'],
  ])('has the serial number %s as it stands there, and as %s', async (hex, decimal) => {
    const { serialNumber } = await describeShape({ serialNumber: tlv(Tag.integer, Buffer.from(hex, 'hex')) });
    expect(serialNumber).toEqual({ hex, decimal });
  });

  it('leaves out the decimal form of a number that is too long for it', async () => {
    const longest = tlv(Tag.integer, Buffer.alloc(longestDecimal, 1));
    expect((await describeShape({ serialNumber: longest })).serialNumber.decimal).toBeDefined();
    const longer = tlv(Tag.integer, Buffer.alloc(longestDecimal + 1, 1));
    expect((await describeShape({ serialNumber: longer })).serialNumber.decimal).toBeUndefined();
  });

  it.each([
    ['NumericString', tlv(Tag.numericString, Buffer.from('123')), '123'],
    ['VisibleString', tlv(Tag.visibleString, Buffer.from('v')), 'v'],
    ['UniversalString', tlv(Tag.universalString, Buffer.from('0001f600', 'hex')), '😀'],
    ['BMPString', tlv(Tag.bmpString, Buffer.from('20ac', 'hex')), '€'],
    ['TeletexString', tlv(Tag.teletexString, Buffer.from('e9', 'hex')), 'é'],
    ['UTF8String', tlv(Tag.utf8String, Buffer.from('e9', 'hex')), '\ufffd'],
    ['tag 0x2', integer(Uint8Array.of(5)), '#020105'],
  ])('reads a name in %s', async (type, value, text) => {
    const { subject } = await describeShape({ subject: cn(value) });
    const hex = Buffer.from(der(value)).toString('hex');
    expect(subject.rdns).toEqual([[{ oid: '2.5.4.3', name: 'commonName', short: 'CN', type, value: text, der: hex }]]);
  });

  it('keeps the order of names, and attributes of one RDN together', async () => {
    const { subject } = await describeShape(oddShapes['several attributes in one RDN'] ?? {});
    expect(subject.text).toBe('O=o + CN=a, CN=b');
    expect(subject.rdns.map((rdn) => rdn.length)).toEqual([2, 1]);
  });

  it('says how strong a key is, of every kind', async () => {
    const bitsOf = async (name: string): Promise<unknown> => {
      const { key } = (await describeShape(oddShapes[name] ?? {})).publicKey;
      return 'bits' in key ? key.bits : undefined;
    };
    expect(await bitsOf('a key for PSS')).toBe(1024);
    expect(await bitsOf('a DSA key')).toBe(1024);
    expect(await bitsOf('a key on P-224')).toBe(224);
    expect(await bitsOf('a key on a curve written out')).toBe(384);
  });

  it('shows what is damaged, and all that is not', async () => {
    const broken = (dotted: string): Pieces => shapedExtension(dotted, tlv(Tag.octetString, Uint8Array.of(1)));
    const good = shapedExtension(Oid.subjectKeyIdentifier, octetString(raw(Uint8Array.of(1, 2))));
    const known = [
      '2.5.29.15',
      '2.5.29.17',
      '2.5.29.19',
      '2.5.29.30',
      '2.5.29.31',
      '2.5.29.32',
      '2.5.29.35',
      '2.5.29.37',
    ];
    const description = await describeShape({
      subject: sequence(tlv(Tag.null)),
      spki: sequence(tlv(Tag.null)),
      extensions: [...known.map(broken), tlv(Tag.null), good],
    });
    expect(description.subject.problem).toBeDefined();
    expect(description.publicKey.problem).toBeDefined();
    // What is no extension at all ends the list: where the next begins nobody can say.
    expect(description.extensions.map(({ problem }) => problem !== undefined)).toEqual([
      ...known.map(() => true),
      true,
    ]);
    const whole = await describeShape({ extensions: [...known.map(broken), good] });
    expect(whole.extensions.at(-1)?.value).toEqual({ kind: 'subjectKeyIdentifier', keyIdentifier: '0102' });
    expect(whole.extensions.slice(0, -1).every(({ problem, der: bytes }) => problem && bytes === '040101')).toBe(true);
  });

  it('lets nothing pass that stands in an extension and does not belong there', async () => {
    const access = sequence(
      oid('1.3.6.1.5.5.7.48.1'),
      tlv(Tag.context(6), Buffer.from('http://a')),
      integer(Uint8Array.of(1)),
    );
    const { extensions } = await describeShape({
      extensions: [shapedExtension(Oid.authorityInfoAccess, sequence(access))],
    });
    expect(extensions[0]?.problem).toBeDefined();
  });

  it('says both algorithms of a signature, though they differ', async () => {
    const bytes = Buffer.from(shapedCertificate());
    const last = bytes.lastIndexOf(Buffer.from('2a8648ce3d040302', 'hex'));
    bytes[last + 7] = 3;
    const { signatureAlgorithm, outerSignatureAlgorithm } = await describeCertificate(bytes);
    expect([signatureAlgorithm.name, outerSignatureAlgorithm.name]).toEqual(['ecdsa-with-SHA256', 'ecdsa-with-SHA384']);
  });

  it('fills in the defaults of RSASSA-PSS', async () => {
    const { signatureAlgorithm } = await describeShape(oddShapes['PSS by default'] ?? {});
    expect(signatureAlgorithm.pss).toMatchObject({ hash: { name: 'sha1' }, saltLength: 20, trailerField: 1 });
    expect(signatureAlgorithm.pss?.defaults).toHaveLength(4);
  });
});

describe('the bounds of a description', () => {
  const list = (count: number): Pieces => sequence(...Array.from({ length: count }, () => tlv(Tag.context(2))));
  const problemOf = async (dotted: string, value: Pieces): Promise<string | undefined> =>
    (await describeShape({ extensions: [shapedExtension(dotted, value)] })).extensions[0]?.problem;

  it('are so many entries of a list', async () => {
    expect(await problemOf(Oid.subjectAltName, list(mostEntries))).toBeUndefined();
    expect(await problemOf(Oid.subjectAltName, list(mostEntries + 1))).toContain('entries');
  });

  it('are so many parts of what the library reads, and so deep', async () => {
    const policies = (count: number): Pieces =>
      sequence(...Array.from({ length: count }, () => sequence(oid('1.2.3'))));
    expect(await problemOf(Oid.certificatePolicies, policies(500))).toBeUndefined();
    expect(await problemOf(Oid.certificatePolicies, policies(mostElements))).toContain('too many parts');
    expect(await problemOf(Oid.certificatePolicies, nested(deepestNesting + 1))).toContain('too many parts');
    expect(await problemOf(Oid.certificatePolicies, nested(5_000))).toContain('too many parts');
  });

  it('are so many bytes', async () => {
    const extension = shapedExtension('1.2.3', raw(new Uint8Array(longestCertificate)));
    const bytes = shapedCertificate({ extensions: [extension] });
    await expect(describeCertificate(bytes)).rejects.toThrow(expect.objectContaining({ code: 'too-much-work' }));
  });

  it('refuse by a problem of ours alone', async () => {
    await expect(describeCertificate(new Uint8Array())).rejects.toThrow(X509Problem);
  });
});

describe('a swarm’s certificate', () => {
  it('says whose it is, when it is renewed, why it lasts so long, and which key signed it', async () => {
    const root = await makeRoot();
    const hour = 3_600_000;
    const wishes = { notBefore: noon - hour, notAfter: noon + 2160 * hour };
    const { certificate } = await makeLeaf(root, { role: 'worker', nodeId: 'n1', organization: 'c1' }, wishes);
    const { swarm, validity, publicKey } = await describeCertificate(certificate.der);
    const { keyIdentifier } = (await describeCertificate(root.certificate.der)).publicKey;
    expect(swarm).toMatchObject({ role: 'worker', nodeId: 'n1', clusterId: 'c1', issuerKey: keyIdentifier });
    expect(swarm).toMatchObject({ lifetime: expect.stringContaining('90 days and 1 hour: 90 days of expiry') });
    // docs/protocol.md §6.2
    const minute = 60_000;
    const from = validity.notBefore.time + 64_830 * minute;
    expect(swarm).toMatchObject({ renewal: { from, until: validity.notBefore.time + 103_728 * minute } });
    expect(publicKey.keyIdentifier).toBe(Buffer.from(certificate.facts.subjectKeyIdentifier ?? []).toString('hex'));
  });

  it('of a root tells by its keys who signed it, where it says so', async () => {
    const [old, fresh] = [await makeRoot(), await makeRoot()];
    const signedBy = async (bytes: Uint8Array): Promise<unknown> => {
      const { swarm } = await describeCertificate(bytes);
      return swarm?.role === 'ca' ? swarm.signedBy : 'no root';
    };
    expect(await signedBy(fresh.certificate.der)).toBeUndefined();
    expect(await signedBy((await crossSignAsDocker(fresh, old)).der)).toBeUndefined();
    expect(await signedBy((await crossSign(fresh.certificate, old)).der)).toBe('another key');
  });
});
