import { generateKeyPairSync } from 'node:crypto';
import { Tag } from '../x509/der-reader.ts';
import {
  bitString,
  explicit,
  integer,
  namedBits,
  octetString,
  oid,
  raw,
  sequence,
  set,
  tlv,
} from '../x509/der-writer.ts';
import type { Pieces } from '../x509/der-writer.ts';
import { Oid } from '../x509/oid.ts';
import { generalizedTime, shapedExtension, utcTime } from './shaped-certificate.ts';
import type { Shape } from './shaped-certificate.ts';

const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex');
const number = (value: number): Pieces => integer(Uint8Array.of(value));
const signed = (hex: string): Pieces => tlv(Tag.integer, bytes(hex));
const text = (tag: number, value: string): Pieces => tlv(tag, Buffer.from(value, 'utf8'));
const utf8 = (value: string): Pieces => text(Tag.utf8String, value);
const attribute = (type: string, value: Pieces): Pieces => sequence(oid(type), value);
const rdn = (...attributes: readonly Pieces[]): Pieces => set(...attributes);
const named = (...values: readonly Pieces[]): Pieces =>
  sequence(...values.map((value) => rdn(attribute(Oid.commonName, value))));

const general = {
  other: (type: string, value: Pieces): Pieces => tlv(Tag.constructedContext(0), ...oid(type), ...explicit(0, value)),
  email: (value: string): Pieces => text(Tag.context(1), value),
  dns: (value: string): Pieces => text(Tag.context(2), value),
  x400: tlv(Tag.constructedContext(3), ...sequence()),
  directory: (name: Pieces): Pieces => explicit(4, name),
  ediParty: tlv(Tag.constructedContext(5), ...explicit(1, utf8('party'))),
  uri: (value: string): Pieces => text(Tag.context(6), value),
  ip: (hex: string): Pieces => tlv(Tag.context(7), bytes(hex)),
  registeredId: tlv(Tag.context(8), bytes('2a030405')),
};

const upn = '1.3.6.1.4.1.311.20.2.3';
const ext = (dotted: string, value: Pieces, critical = false): Shape => ({
  extensions: [shapedExtension(dotted, value, critical)],
});
const altNames = (...names: readonly Pieces[]): Shape => ext(Oid.subjectAltName, sequence(...names));
const spki = (
  type: 'rsa-pss' | 'ed25519' | 'ed448' | 'x25519' | 'x448' | 'ec' | 'dsa',
  options: object = {},
): Shape => {
  const generate = generateKeyPairSync as (type: string, options: object) => ReturnType<typeof generateKeyPairSync>;
  return { spki: raw(generate(type, options).publicKey.export({ format: 'der', type: 'spki' })) };
};
const pss = (...parameters: readonly Pieces[]): Shape => ({
  algorithm: sequence(oid(Oid.rsassaPss), sequence(...parameters)),
});
const sha256 = sequence(oid(Oid.sha256), tlv(Tag.null));
const notice = (...fields: readonly Pieces[]): Pieces =>
  ext(
    Oid.certificatePolicies,
    sequence(sequence(oid('1.2.3.4'), sequence(sequence(oid('1.3.6.1.5.5.7.2.2'), sequence(...fields))))),
  ).extensions?.[0] ?? [];
const point = (...fields: readonly Pieces[]): Pieces => sequence(sequence(...fields));
const fullName = (...names: readonly Pieces[]): Pieces => explicit(0, tlv(Tag.constructedContext(0), ...names.flat()));

/** Certificates that are odd in one respect each, and of good form in all. */
export const oddShapes: Readonly<Record<string, Shape>> = {
  'serial number 0': { serialNumber: signed('00') },
  'serial number -1': { serialNumber: signed('ff') },
  'serial number -129': { serialNumber: signed('ff7f') },
  'serial number of 63 bits': { serialNumber: signed('7fffffffffffffff') },
  'serial number of 64 bits': { serialNumber: signed('00ffffffffffffffff') },
  'negative serial number of 64 bits': { serialNumber: signed('8000000000000001') },
  'long negative serial number': { serialNumber: signed('80000000000000000000000000000000000000ff') },
  'long serial number': { serialNumber: signed('00f0000000000000000000000000000000000000') },
  'version 1, written': { version: number(0) },
  'version 8': { version: number(7) },
  'unique identifiers': {
    version: number(1),
    uniqueIds: [...tlv(0x81, bytes(`00${'0102'.repeat(15)}`)), ...tlv(0x82, bytes('0403f0'))],
  },

  'years of GeneralizedTime': {
    notBefore: generalizedTime('00010101000000Z'),
    notAfter: generalizedTime('99991231235959Z'),
  },
  'years of UTCTime': { notBefore: utcTime('500101000000Z'), notAfter: utcTime('491231235959Z') },
  'before the epoch': { notBefore: generalizedTime('19691231235959Z') },

  'no name': { subject: sequence() },
  'several attributes in one RDN': {
    subject: sequence(
      rdn(attribute(Oid.organization, utf8('o')), attribute(Oid.commonName, utf8('a'))),
      rdn(attribute(Oid.commonName, utf8('b'))),
    ),
  },
  'types of strings': {
    subject: named(
      text(Tag.numericString, '123 456'),
      text(Tag.printableString, 'abc'),
      tlv(Tag.teletexString, bytes('e9e8')),
      text(Tag.ia5String, 'a@b'),
      tlv(Tag.universalString, bytes('000000410001f600')),
      tlv(Tag.bmpString, bytes('004120ac')),
      utf8('héllo, "wörld" 😀'),
    ),
  },
  'a name that wants quotes': { subject: named(utf8(' a,b+c;<d>\\e"f" '), utf8('#g'), utf8('h=i')) },
  'a name with controls': { subject: named(utf8('a\u001b[31mb\nc\u0000d\u202ee')) },
  'unknown attributes': {
    subject: sequence(rdn(attribute('1.2.3.4.5', utf8('x')), attribute('2.5.4.45', bitString()))),
  },

  'names of all kinds': altNames(
    general.other(upn, utf8('user@example.org')),
    general.other('1.2.3.4', number(5)),
    general.other('1.2.3.4', text(Tag.ia5String, 'text')),
    general.email('a@example.org'),
    general.dns('example.org'),
    general.x400,
    general.directory(named(utf8('a/b+c é'))),
    general.uri('https://example.org/'),
    general.ip('7f000001'),
    general.ip('20010db8000000000000000000000001'),
    general.ip('00000000000000000000ffff7f000001'),
    general.registeredId,
  ),
  'addresses of other lengths': altNames(general.ip('0102'), general.ip('0a000000ff000000')),
  'a zero byte in a name': altNames(general.dns('example.org\0.evil'), general.dns('b')),
  'another type than a name has': altNames(general.other('1.3.6.1.5.5.7.8.5', text(Tag.ia5String, 'other'))),
  'no names': altNames(),
  'a long directory name': altNames(general.directory(named(utf8('a'.repeat(200)), utf8('b'.repeat(200))))),
  'names of the issuer': ext('2.5.29.18', sequence(general.uri('http://a'))),

  'basic constraints with a path length': ext(
    Oid.basicConstraints,
    sequence(tlv(Tag.boolean, bytes('ff')), number(3)),
    true,
  ),
  'all key usages': ext(Oid.keyUsage, namedBits([0, 1, 2, 3, 4, 5, 6, 7, 8])),
  'no key usage': ext(Oid.keyUsage, namedBits([])),
  purposes: ext(Oid.extendedKeyUsage, sequence(oid(Oid.serverAuth), oid(Oid.anyExtendedKeyUsage), oid('1.2.3.4'))),
  'no purposes': ext(Oid.extendedKeyUsage, sequence()),
  'key identifiers': {
    extensions: [
      shapedExtension(Oid.subjectKeyIdentifier, octetString(raw(bytes('0102')))),
      shapedExtension(
        Oid.authorityKeyIdentifier,
        sequence(
          tlv(Tag.context(0), bytes('0304')),
          tlv(Tag.constructedContext(1), ...general.directory(named(utf8('issuer'))), ...general.dns('issuer')),
          tlv(Tag.context(2), bytes('ff7f')),
        ),
      ),
    ],
  },
  'an authority without a key': ext(Oid.authorityKeyIdentifier, sequence()),
  'name constraints': ext(
    Oid.nameConstraints,
    sequence(
      tlv(
        Tag.constructedContext(0),
        ...sequence(general.dns('.example.org')),
        ...sequence(general.ip('0a000000ff000000')),
        ...sequence(general.ip('0a00000000ff00ff')),
        ...sequence(general.directory(named(utf8('a')))),
        ...sequence(general.email('example.org'), tlv(Tag.context(1), bytes('05'))),
      ),
      tlv(
        Tag.constructedContext(1),
        ...sequence(general.ip(`20010db8${'0'.repeat(24)}ffffffff${'0'.repeat(24)}`)),
        ...sequence(general.other(upn, utf8('x'))),
        ...sequence(general.other('1.2.3.4', utf8('x'))),
      ),
    ),
    true,
  ),
  policies: ext(
    Oid.certificatePolicies,
    sequence(
      sequence(oid('2.5.29.32.0')),
      sequence(
        oid('1.2.3.4'),
        sequence(
          sequence(oid('1.3.6.1.5.5.7.2.1'), text(Tag.ia5String, 'http://cps')),
          sequence(oid('1.2.3.5'), utf8('other')),
        ),
      ),
    ),
  ),
  notices: {
    extensions: [notice(sequence(utf8('Örg'), sequence(number(1), number(2))), utf8('text é'))],
  },
  'a notice of its text alone': { extensions: [notice(text(Tag.visibleString, 'text'))] },
  'a notice of its reference alone': {
    extensions: [notice(sequence(text(Tag.ia5String, 'org'), sequence(number(7))))],
  },
  'policy mappings': ext(
    '2.5.29.33',
    sequence(sequence(oid('1.2.3.4'), oid('1.2.3.5')), sequence(oid('1.2.3'), oid('1.2.4'))),
  ),
  'policy constraints': ext('2.5.29.36', sequence(tlv(Tag.context(0), bytes('00')), tlv(Tag.context(1), bytes('05')))),
  'inhibit anyPolicy': ext('2.5.29.54', number(2)),
  'distribution points': ext(
    Oid.cRLDistributionPoints,
    sequence(
      sequence(fullName(general.uri('http://a'), general.directory(named(utf8('b'))))),
      sequence(fullName(general.uri('http://c')), tlv(Tag.context(1), bytes('0560'))),
    ),
  ),
  'a distribution point relative to its issuer': ext(
    Oid.cRLDistributionPoints,
    point(explicit(0, tlv(Tag.constructedContext(1), ...attribute(Oid.commonName, utf8('r'))))),
  ),
  'a distribution point with all': ext(
    '2.5.29.46',
    point(
      fullName(general.uri('http://a')),
      tlv(Tag.context(1), bytes('07ff80')),
      tlv(Tag.constructedContext(2), ...general.directory(named(utf8('i')))),
    ),
  ),
  'access to information': ext(
    Oid.authorityInfoAccess,
    sequence(
      sequence(oid('1.3.6.1.5.5.7.48.1'), general.uri('http://ocsp')),
      sequence(oid('1.3.6.1.5.5.7.48.2'), general.uri('http://ca')),
      sequence(oid('1.2.3'), general.ip('7f000001')),
    ),
  ),
  'access to information of the subject': ext(
    '1.3.6.1.5.5.7.1.11',
    sequence(sequence(oid('1.3.6.1.5.5.7.48.5'), general.uri('http://repository'))),
  ),
  'usage period of the key': ext(
    '2.5.29.16',
    sequence(tlv(Tag.context(0), Buffer.from('20250101000000Z')), tlv(Tag.context(1), Buffer.from('20260101000000Z'))),
  ),
  'TLS features': ext('1.3.6.1.5.5.7.1.24', sequence(number(5), number(17), number(99))),
  'no check by OCSP': ext('1.3.6.1.5.5.7.48.1.5', tlv(Tag.null)),
  'a precertificate': ext('1.3.6.1.4.1.11129.2.4.3', tlv(Tag.null), true),
  'a proxy': ext('1.3.6.1.5.5.7.1.14', sequence(number(1), sequence(oid('1.3.6.1.5.5.7.21.1')))),
  'Netscape’s': {
    extensions: [
      shapedExtension('2.16.840.1.113730.1.1', namedBits([0, 2, 7])),
      shapedExtension('2.16.840.1.113730.1.13', text(Tag.ia5String, 'a comment')),
    ],
  },
  'Microsoft’s': {
    extensions: [
      shapedExtension('1.3.6.1.4.1.311.20.2', tlv(Tag.bmpString, bytes('00430041'))),
      shapedExtension('1.3.6.1.4.1.311.21.1', signed('020001')),
      shapedExtension('1.3.6.1.4.1.311.21.2', octetString(raw(new Uint8Array(20).fill(0x41)))),
      shapedExtension('1.3.6.1.4.1.311.21.7', sequence(oid('1.3.6.1.4.1.311.21.8.1.2'), number(100), number(4))),
      shapedExtension('1.3.6.1.4.1.311.21.10', sequence(sequence(oid(Oid.anyExtendedKeyUsage)))),
    ],
  },
  'attributes of a directory': ext('2.5.29.9', sequence(sequence(oid('1.3.6.1.5.5.7.9.3'), set(utf8('F'))))),
  'an unknown extension': ext('1.2.3.4.5.6', octetString(raw(Buffer.from('\u001b[31munknown'))), true),

  'a key for PSS': spki('rsa-pss', { modulusLength: 1024 }),
  'a key for PSS with limits': spki('rsa-pss', {
    modulusLength: 1024,
    hashAlgorithm: 'sha256',
    mgf1HashAlgorithm: 'sha256',
    saltLength: 32,
  }),
  'an Ed25519 key': spki('ed25519'),
  'an Ed448 key': spki('ed448'),
  'an X25519 key': spki('x25519'),
  'an X448 key': spki('x448'),
  'a key on P-224': spki('ec', { namedCurve: 'secp224r1' }),
  'a key on P-521': spki('ec', { namedCurve: 'secp521r1' }),
  'a key on secp256k1': spki('ec', { namedCurve: 'secp256k1' }),
  'a key on brainpoolP384r1': spki('ec', { namedCurve: 'brainpoolP384r1' }),
  'a key on sect283k1': spki('ec', { namedCurve: 'sect283k1' }),
  'a key on a curve written out': spki('ec', { namedCurve: 'P-384', paramEncoding: 'explicit' }),
  'a DSA key': spki('dsa', { modulusLength: 1024, divisorLength: 160 }),
  'a key of an unknown kind': { spki: sequence(sequence(oid('1.2.3.4')), bitString([bytes('0102')])) },

  'PSS by default': pss(),
  'PSS of SHA-256': pss(
    explicit(0, sha256),
    explicit(1, sequence(oid(Oid.mgf1), sha256)),
    explicit(2, number(32)),
    explicit(3, number(1)),
  ),
  'a signature of an unknown kind': { algorithm: sequence(oid('1.2.3.4'), utf8('x')) },
};
