import { readCharacters } from '../../x509/characters.ts';
import { DerReader, Tag, malformed, readSmallInteger } from '../../x509/der-reader.ts';
import { readBasicConstraints, readKeyUsage } from '../../x509/extensions.ts';
import { Oid } from '../../x509/oid.ts';
import {
  describeInteger,
  hexOf,
  implicitTime,
  isBitSet,
  nextBits,
  nextOid,
  onlySequence,
  readList,
  readSequenceOf,
} from './elements.ts';
import type { ExtensionValue, SubtreeDescription } from './extension-value.ts';
import { describeGeneralNames, nextGeneralName } from './general-name.ts';
import { describeTimestamps } from './timestamps.ts';

type Read = (value: Uint8Array) => ExtensionValue;

/** Extensions of few parts, and those whose facts only their bytes tell. Each reader takes all of the value, or refuses it. */
export const plainExtensions: ReadonlyMap<string, Read> = new Map<string, Read>([
  [Oid.basicConstraints, readConstraints],
  [Oid.keyUsage, (value) => ({ kind: 'keyUsage', usages: [...(readKeyUsage(new DerReader(value)) ?? [])] })],
  [Oid.extendedKeyUsage, (value) => ({ kind: 'extendedKeyUsage', purposes: readOids(value, 'extKeyUsage') })],
  [Oid.subjectAltName, (value) => ({ kind: 'subjectAltName', names: describeGeneralNames(value, 'subjectAltName') })],
  ['2.5.29.18', (value) => ({ kind: 'issuerAltName', names: describeGeneralNames(value, 'issuerAltName') })],
  [Oid.subjectKeyIdentifier, readSubjectKeyIdentifier],
  [Oid.authorityKeyIdentifier, readAuthorityKeyIdentifier],
  [Oid.nameConstraints, readNameConstraints],
  ['2.5.29.36', readPolicyConstraints],
  ['2.5.29.54', (value) => ({ kind: 'inhibitAnyPolicy', skipCertificates: onlyNumber(value, 'inhibitAnyPolicy') })],
  ['2.5.29.16', readUsagePeriod],
  ['1.3.6.1.4.1.11129.2.4.2', (value) => ({ kind: 'signedCertificateTimestamps', ...describeTimestamps(value) })],
  ['1.3.6.1.4.1.11129.2.4.3', (value) => readNull(value, 'precertificatePoison')],
  ['1.3.6.1.5.5.7.1.14', readProxyCertInfo],
  ['1.3.6.1.5.5.7.1.24', readTlsFeature],
  ['1.3.6.1.5.5.7.48.1.5', (value) => readNull(value, 'ocspNoCheck')],
  ['1.2.643.100.111', (value) => ({ kind: 'subjectSignTool', tool: utf8(only(value, Tag.utf8String, 'tool')) })],
  ['1.2.643.100.112', readIssuerSignTool],
  ['2.16.840.1.113730.1.1', readNetscapeCertType],
  ...[2, 3, 4, 7, 8, 12, 13].map((last): [string, Read] => [`2.16.840.1.113730.1.${last}`, readNetscapeText]),
  ['1.3.6.1.4.1.311.20.2', readTemplateName],
  ['1.3.6.1.4.1.311.21.1', readCaVersion],
  ['1.3.6.1.4.1.311.21.2', readPreviousHash],
  ['1.3.6.1.4.1.311.21.7', readTemplate],
  ['1.3.6.1.4.1.311.21.10', readApplicationPolicies],
]);

function readConstraints(value: Uint8Array): ExtensionValue {
  const { ca = false, pathLength } = readBasicConstraints(new DerReader(value)) ?? {};
  return { kind: 'basicConstraints', ca, ...(pathLength !== undefined && { pathLength }) };
}

function readOids(value: Uint8Array, what: string) {
  return readSequenceOf(value, what, (list) => nextOid(list, what));
}

function readSubjectKeyIdentifier(value: Uint8Array): ExtensionValue {
  return { kind: 'subjectKeyIdentifier', keyIdentifier: hexOf(only(value, Tag.octetString, 'subjectKeyIdentifier')) };
}

function readAuthorityKeyIdentifier(value: Uint8Array): ExtensionValue {
  const fields = onlySequence(value, 'authorityKeyIdentifier');
  const keyIdentifier = field(fields, Tag.context(0), 'keyIdentifier');
  const issuer = fields.optional(Tag.constructedContext(1), 'authorityCertIssuer');
  const serialNumber = field(fields, Tag.context(2), 'authorityCertSerialNumber');
  fields.finish('authorityKeyIdentifier');
  return {
    kind: 'authorityKeyIdentifier',
    ...(keyIdentifier && { keyIdentifier: hexOf(keyIdentifier) }),
    ...(issuer && { issuer: readList(issuer, 'authorityCertIssuer', nextGeneralName) }),
    ...(serialNumber && { serialNumber: describeInteger(serialNumber) }),
  };
}

function readNameConstraints(value: Uint8Array): ExtensionValue {
  const fields = onlySequence(value, 'nameConstraints');
  const permitted = fields.optional(Tag.constructedContext(0), 'permittedSubtrees');
  const excluded = fields.optional(Tag.constructedContext(1), 'excludedSubtrees');
  fields.finish('nameConstraints');
  return {
    kind: 'nameConstraints',
    ...(permitted && { permitted: readList(permitted, 'permittedSubtrees', nextSubtree) }),
    ...(excluded && { excluded: readList(excluded, 'excludedSubtrees', nextSubtree) }),
  };
}

function nextSubtree(list: DerReader): SubtreeDescription {
  const fields = list.enter(Tag.sequence, 'subtree');
  const base = nextGeneralName(fields);
  const minimum = smallField(fields, 0, 'minimum') ?? 0;
  const maximum = smallField(fields, 1, 'maximum');
  fields.finish('subtree');
  return { base, minimum, ...(maximum !== undefined && { maximum }) };
}

function readPolicyConstraints(value: Uint8Array): ExtensionValue {
  const fields = onlySequence(value, 'policyConstraints');
  const requireExplicitPolicy = smallField(fields, 0, 'requireExplicitPolicy');
  const inhibitPolicyMapping = smallField(fields, 1, 'inhibitPolicyMapping');
  fields.finish('policyConstraints');
  return {
    kind: 'policyConstraints',
    ...(requireExplicitPolicy !== undefined && { requireExplicitPolicy }),
    ...(inhibitPolicyMapping !== undefined && { inhibitPolicyMapping }),
  };
}

function readUsagePeriod(value: Uint8Array): ExtensionValue {
  const fields = onlySequence(value, 'privateKeyUsagePeriod');
  const notBefore = field(fields, Tag.context(0), 'notBefore');
  const notAfter = field(fields, Tag.context(1), 'notAfter');
  fields.finish('privateKeyUsagePeriod');
  return {
    kind: 'privateKeyUsagePeriod',
    ...(notBefore && { notBefore: implicitTime(notBefore, 'notBefore') }),
    ...(notAfter && { notAfter: implicitTime(notAfter, 'notAfter') }),
  };
}

function readProxyCertInfo(value: Uint8Array): ExtensionValue {
  const fields = onlySequence(value, 'proxyCertInfo');
  const pathLength = nextNumber(fields);
  const policies = fields.enter(Tag.sequence, 'proxyPolicy');
  fields.finish('proxyCertInfo');
  const policyLanguage = nextOid(policies, 'policyLanguage');
  const policy = field(policies, Tag.octetString, 'policy');
  policies.finish('proxyPolicy');
  return {
    kind: 'proxyCertInfo',
    ...(pathLength !== undefined && { pathLength }),
    policyLanguage,
    ...(policy && { policy: hexOf(policy) }),
  };
}

const tlsFeatures: ReadonlyMap<number, string> = new Map([
  [5, 'status_request'],
  [17, 'status_request_v2'],
]);

function readTlsFeature(value: Uint8Array): ExtensionValue {
  const features = readSequenceOf(value, 'TLS feature', (list) => {
    const number = readSmallInteger(list.contents(Tag.integer, 'TLS feature'), 'TLS feature');
    const name = tlsFeatures.get(number);
    return { number, ...(name !== undefined && { name }) };
  });
  return { kind: 'tlsFeature', features };
}

function readNull(value: Uint8Array, kind: 'precertificatePoison' | 'ocspNoCheck'): ExtensionValue {
  if (only(value, Tag.null, kind).length > 0) throw malformed(`${kind}: NULL is not empty`);
  return { kind };
}

function readIssuerSignTool(value: Uint8Array): ExtensionValue {
  const fields = onlySequence(value, 'issuerSignTool');
  const next = (what: string): string => utf8(fields.contents(Tag.utf8String, what));
  const [signTool, caTool] = [next('signTool'), next('cATool')];
  const [signToolCertificate, caToolCertificate] = [next('signToolCert'), next('cAToolCert')];
  fields.finish('issuerSignTool');
  return { kind: 'issuerSignTool', signTool, caTool, signToolCertificate, caToolCertificate };
}

function utf8(contents: Uint8Array): string {
  return readCharacters(Tag.utf8String, contents) ?? '';
}

/** Bits of Netscape's certificate type. */
const netscapeTypes = ['sslClient', 'sslServer', 'smime', 'objectSigning', 'reserved', 'sslCa', 'smimeCa', 'objectCa'];

function readNetscapeCertType(value: Uint8Array): ExtensionValue {
  const reader = new DerReader(value);
  const bits = nextBits(reader, 'Netscape certificate type');
  reader.finish('Netscape certificate type');
  return { kind: 'netscapeCertType', types: netscapeTypes.filter((_, bit) => isBitSet(bits, bit)) };
}

function readNetscapeText(value: Uint8Array): ExtensionValue {
  const text = Buffer.from(only(value, Tag.ia5String, 'Netscape text')).toString('latin1');
  return { kind: 'netscapeText', text };
}

function readTemplateName(value: Uint8Array): ExtensionValue {
  const tag = value[0] ?? 0;
  const text = readCharacters(tag, only(value, tag, 'template name'));
  if (text === undefined) throw malformed('the template name is no string');
  return { kind: 'microsoftTemplateName', text };
}

/** The index of the key stands in the upper half. */
function readCaVersion(value: Uint8Array): ExtensionValue {
  const version = onlyNumber(value, 'CA version');
  return { kind: 'microsoftCaVersion', certificateIndex: version & 0xffff, keyIndex: version >>> 16 };
}

function readPreviousHash(value: Uint8Array): ExtensionValue {
  return { kind: 'microsoftPreviousHash', sha1: hexOf(only(value, Tag.octetString, 'hash')) };
}

function readTemplate(value: Uint8Array): ExtensionValue {
  const fields = onlySequence(value, 'template');
  const template = nextOid(fields, 'template');
  const [majorVersion, minorVersion] = [nextNumber(fields), nextNumber(fields)];
  fields.finish('template');
  return {
    kind: 'microsoftTemplate',
    template,
    ...(majorVersion !== undefined && { majorVersion }),
    ...(minorVersion !== undefined && { minorVersion }),
  };
}

/** As certificate policies, of which only the identifiers count. */
function readApplicationPolicies(value: Uint8Array): ExtensionValue {
  const purposes = readSequenceOf(value, 'application policies', (list) =>
    nextOid(list.enter(Tag.sequence, 'application policy'), 'application policy'),
  );
  return { kind: 'applicationPolicies', purposes };
}

/** The contents of the one element that a value is. */
function only(value: Uint8Array, tag: number, what: string): Uint8Array {
  const reader = new DerReader(value);
  const contents = reader.contents(tag, what);
  reader.finish(what);
  return contents;
}

function onlyNumber(value: Uint8Array, what: string): number {
  return readSmallInteger(only(value, Tag.integer, what), what);
}

function nextNumber(fields: DerReader): number | undefined {
  return fields.nextTag === Tag.integer
    ? readSmallInteger(fields.contents(Tag.integer, 'number'), 'number')
    : undefined;
}

function field(fields: DerReader, tag: number, what: string): Uint8Array | undefined {
  return fields.nextTag === tag ? fields.contents(tag, what) : undefined;
}

function smallField(fields: DerReader, number: number, what: string): number | undefined {
  const contents = field(fields, Tag.context(number), what);
  return contents && readSmallInteger(contents, what);
}
