import { latin1 } from './characters.ts';
import { getCurves } from 'node:crypto';
import type { Certificate } from './certificate.ts';
import { readPublicKey } from './certificate.ts';
import { uriHost } from './constrained-name.ts';
import { DerReader, Tag, checkInteger, malformed, readBitString, readOid } from './der-reader.ts';
import { eachGeneralName } from './general-names.ts';
import { Oid } from './oid.ts';
import { X509Problem } from './problem.ts';
import { checkPublicKey } from './public-key.ts';

/** Extensions whose contents Go reads and does not judge: so none of them is unknown to it, critical or not. */
export const readByGo: ReadonlySet<string> = new Set([
  Oid.certificatePolicies,
  Oid.cRLDistributionPoints,
  Oid.authorityInfoAccess,
]);

/**
 * Checks what Go demands of a certificate before it looks at it at all, beyond what our own reader does: string types in
 * names, keys, names in ASCII, the contents of extensions that it knows. A certificate that Go cannot read is none.
 *
 * @throws {X509Problem} `malformed-der`; `unsupported-algorithm` for a key that only this node:crypto cannot read
 */
export function checkGoForm(certificate: Certificate): void {
  const { issuer, subject, spki, extensions, der } = certificate;
  for (const name of [issuer, subject]) checkName(new DerReader(name));
  checkAlgorithm(signatureIdentifier(der));
  checkKey(spki);
  for (const { oid, value } of extensions) {
    checkOid(oid);
    checkExtension(oid, value);
  }
}

function signatureIdentifier(der: Uint8Array): DerReader {
  const fields = new DerReader(der).enter(Tag.sequence, 'certificate');
  fields.element(Tag.sequence, 'tbsCertificate');
  return fields.enter(Tag.sequence, 'signatureAlgorithm');
}

function checkAlgorithm(fields: DerReader): string {
  const oid = readOid(fields.contents(Tag.oid, 'algorithm'));
  checkOid(oid);
  if (!fields.done) any(fields, 'parameters');
  return oid;
}

const largestArc = 2 ** 31 - 1;

/** Go has no arcs beyond 31 bits. */
function checkOid(dotted: string): void {
  // The first two arcs share a number (X.690 §8.19.4).
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  if ([first * 40 + second, ...others].some((arc) => arc > largestArc)) {
    throw malformed(`the arcs of ${dotted} are too large`);
  }
}

/** An element of any tag of one byte. @returns its contents */
function any(reader: DerReader, what: string): Uint8Array {
  const tag = reader.nextTag ?? 0;
  if ((tag & 0x1f) === 0x1f) throw malformed(`${what}: the tag is too large`);
  return reader.contents(tag, what);
}

function checkName(reader: DerReader): void {
  const rdns = reader.enter(Tag.sequence, 'name');
  while (!rdns.done) {
    const rdn = rdns.enter(Tag.set, 'relative distinguished name');
    while (!rdn.done) {
      const attribute = rdn.enter(Tag.sequence, 'name attribute');
      checkOid(readOid(attribute.contents(Tag.oid, 'name attribute type')));
      const tag = attribute.nextTag ?? 0;
      checkString(tag, any(attribute, 'name attribute value'));
    }
  }
}

const numericString = 0x12;

/** What a string of a type may hold, as Go reads it; types that are not here it cannot read. */
const strings: ReadonlyMap<number, (contents: Uint8Array) => boolean> = new Map([
  [Tag.teletexString, () => true],
  // An asterisk and an ampersand are not allowed, and taken.
  [Tag.printableString, (contents) => /^[A-Za-z0-9 '()+,\-./:=?*&]*$/.test(latin1(contents))],
  [Tag.utf8String, isUtf8],
  [Tag.bmpString, (contents) => contents.length % 2 === 0],
  [Tag.ia5String, isAscii],
  [numericString, (contents) => /^[\d ]*$/.test(latin1(contents))],
]);

function checkString(tag: number, contents: Uint8Array): void {
  if (strings.get(tag)?.(contents) !== true) throw malformed('a string in a name is not of its type');
}

function isUtf8(contents: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(contents);
    return true;
  } catch {
    return false;
  }
}

function isAscii(contents: Uint8Array): boolean {
  return contents.every((byte) => byte < 0x80);
}

function checkKey(spki: Uint8Array): void {
  const fields = new DerReader(spki).enter(Tag.sequence, 'subjectPublicKeyInfo');
  const algorithm = fields.enter(Tag.sequence, 'algorithm of the key');
  const kind = readOid(algorithm.contents(Tag.oid, 'algorithm of the key'));
  checkOid(kind);
  if (kind === dsa) return checkDsaKey(algorithm, fields);
  if (checkPublicKey(spki) === 'ec') checkOnCurve(readOid(algorithm.contents(Tag.oid, 'named curve')), spki);
  else if (!algorithm.done) any(algorithm, 'parameters of the key');
}

const curves: ReadonlyMap<string, string> = new Map([
  [Oid.p224, 'secp224r1'],
  [Oid.p256, 'prime256v1'],
  [Oid.p384, 'secp384r1'],
  [Oid.p521, 'secp521r1'],
]);

/** Only node:crypto can say whether a point lies on its curve. */
function checkOnCurve(curve: string, spki: Uint8Array): void {
  try {
    readPublicKey(spki);
  } catch (error) {
    const knows = getCurves().includes(curves.get(curve) ?? curve);
    if (knows && error instanceof X509Problem) throw malformed('the point of the key is not on its curve');
    throw error;
  }
}

const dsa = '1.2.840.10040.4.1';

function checkDsaKey(algorithm: DerReader, fields: DerReader): void {
  const parameters = algorithm.enter(Tag.sequence, 'parameters of a DSA key');
  const key = new DerReader(readBitString(fields.contents(Tag.bitString, 'public key'), 'public key'));
  for (const number of [key, parameters, parameters, parameters]) {
    const contents = number.contents(Tag.integer, 'number of a DSA key');
    checkInteger(contents, 'number of a DSA key');
    if ((contents[0] ?? 0) & 0x80 || contents.every((byte) => byte === 0)) throw malformed('a DSA key is not positive');
  }
}

function checkExtension(oid: string, value: Uint8Array): void {
  const reader = new DerReader(value);
  switch (oid) {
    case Oid.subjectAltName:
      return checkAltNames(value);
    case Oid.extendedKeyUsage:
      return checkEach(reader, (list) => checkOid(readOid(list.contents(Tag.oid, 'key purpose'))));
    case Oid.certificatePolicies:
      return checkEach(reader, (list) => {
        const policy = list.enter(Tag.sequence, 'policy');
        checkOid(readOid(policy.contents(Tag.oid, 'policy')));
      });
    case Oid.authorityInfoAccess:
      return checkEach(reader, (list) => {
        const description = list.enter(Tag.sequence, 'access description');
        checkOid(readOid(description.contents(Tag.oid, 'access method')));
        if (description.nextTag === Tag.context(6)) description.contents(Tag.context(6), 'access location');
      });
    case Oid.cRLDistributionPoints:
      return checkEach(reader, checkDistributionPoint);
  }
}

function checkEach(reader: DerReader, check: (list: DerReader) => void): void {
  const list = reader.enter(Tag.sequence, 'extension');
  while (!list.done) check(list);
}

function checkDistributionPoint(list: DerReader): void {
  const point = list.enter(Tag.sequence, 'distribution point');
  const name = point.optional(Tag.constructedContext(0), 'distribution point name');
  const full = name?.enter(Tag.constructedContext(0), 'full name of a distribution point');
  while (full?.nextTag === Tag.context(6)) full.contents(Tag.context(6), 'URI of a distribution point');
}

function checkAltNames(value: Uint8Array): void {
  for (const { tag, contents } of eachGeneralName(value)) {
    if ((tag & 0x1f) === 0x1f) throw malformed('general name: the tag is too large');
    const isText = tag === Tag.context(1) || tag === Tag.context(2) || tag === Tag.context(6);
    if (isText && !isAscii(contents)) throw malformed('a name in subjectAltName is not in ASCII');
    if (tag === Tag.context(6) && uriHost(latin1(contents)) === undefined) {
      throw malformed('a URI in subjectAltName cannot be read');
    }
  }
}
