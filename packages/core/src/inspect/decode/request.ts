import { hash } from 'node:crypto';
import { readCharacters, stringTypes } from '../../x509/characters.ts';
import { DerReader, Tag, readBitString } from '../../x509/der-reader.ts';
import { Oid } from '../../x509/oid.ts';
import { skimRequest } from '../items/request.ts';
import { describeAlgorithm } from './algorithm.ts';
import { loadAsn1Types } from './asn1-types.ts';
import type { Asn1Types } from './asn1-types.ts';
import type { ExtensionDescription, PublicKeyDescription } from './description.ts';
import type {
  AlgorithmDescription,
  BitsDescription,
  Flawed,
  IntegerDescription,
  NameDescription,
  OidDescription,
} from './parts.ts';
import { attempt, describeBits, describeInteger, hexOf, nextOid, readList } from './elements.ts';
import { describeExtensions } from './extension.ts';
import { describeName } from './name.ts';
import { checkOwnSignature } from './own-signature.ts';
import type { SignatureState } from './own-signature.ts';
import { describePublicKey } from './public-key.ts';
import type { Secrets } from './secrets.ts';

/** A certificate signing request with all that is in it, as plain data that JSON can carry. */
export interface RequestDescription {
  readonly version: IntegerDescription;
  readonly subject: NameDescription;
  readonly publicKey: PublicKeyDescription;
  /** In their order, those that ask for extensions too. */
  readonly attributes: readonly RequestAttributeDescription[];
  /** What it asks to have in the certificate. */
  readonly extensions: readonly ExtensionDescription[];
  /** There is a password in it, which is for the CA alone to see (RFC 2985 §5.4.1). */
  readonly hasChallengePassword: boolean;
  /** Only where secrets are asked for. */
  readonly challengePassword?: string;
  readonly signatureAlgorithm: AlgorithmDescription;
  readonly signature: BitsDescription;
  /** Whether it was made by the key in the request. */
  readonly signatureState: SignatureState;
  readonly fingerprints: { readonly sha1: string; readonly sha256: string };
  /** Bytes of the request, and of what follows it. */
  readonly size: number;
  readonly trailing: number;
}

export interface RequestAttributeDescription extends OidDescription, Flawed {
  /** Left out for those that are secret or stand elsewhere. */
  readonly values?: readonly AttributeValueDescription[];
}

interface AttributeValueDescription {
  /** `UTF8String`; the tag for what is no string. */
  readonly type: string;
  /** Its text; left out for what is no string. */
  readonly value?: string;
  readonly der: string;
}

const challengePassword = '1.2.840.113549.1.9.7';
/** The same attribute by the OID that Microsoft used before RFC 2985. */
const microsoftExtensionRequest = '1.3.6.1.4.1.311.2.1.14';

/**
 * Describes all that is in a request (RFC 2986 §4), and whether its own key has signed it.
 *
 * @param bytes DER, perhaps with something behind it
 * @throws {X509Problem} `malformed-der`
 */
export async function describeRequest(bytes: Uint8Array, options: Secrets = {}): Promise<RequestDescription> {
  return describe(bytes, options, await loadAsn1Types());
}

function describe(bytes: Uint8Array, { secrets = false }: Secrets, types: Asn1Types): RequestDescription {
  const { der, trailing = 0 } = skimRequest(bytes);
  const request = new DerReader(der).enter(Tag.sequence, 'certification request');
  const info = request.element(Tag.sequence, 'certificationRequestInfo');
  const signatureAlgorithm = describeAlgorithm(request.element(Tag.sequence, 'signatureAlgorithm'));
  const signatureElement = request.element(Tag.bitString, 'signature');

  const fields = new DerReader(info).enter(Tag.sequence, 'certificationRequestInfo');
  const version = describeInteger(fields.contents(Tag.integer, 'version'));
  const subject = describeName(fields.element(Tag.sequence, 'subject'));
  const spki = fields.element(Tag.sequence, 'subjectPublicKeyInfo');
  const attributes = fields.optional(Tag.constructedContext(0), 'attributes');
  const read = attributes === undefined ? [] : readAttributes(attributes);
  const password = read.find(({ type }) => type.oid === challengePassword);
  const signature = attempt(() =>
    readBitString(new DerReader(signatureElement).contents(Tag.bitString, 'signature'), 'signature'),
  );
  return {
    version,
    subject,
    publicKey: describePublicKey(spki),
    attributes: read.map((attribute) => describeAttribute(attribute, secrets)),
    extensions: read
      .filter(isExtensionRequest)
      .flatMap(({ values }) => values.flatMap((value) => describeExtensions(value, types))),
    hasChallengePassword: password !== undefined,
    ...(secrets && password !== undefined ? { challengePassword: textOf(password) } : {}),
    signatureAlgorithm,
    signature: describeBits(new DerReader(signatureElement), 'signature'),
    signatureState: 'problem' in signature ? 'bad' : checkOwnSignature(signatureAlgorithm, info, spki, signature.read),
    fingerprints: { sha1: hash('sha1', der), sha256: hash('sha256', der) },
    size: der.length,
    trailing,
  };
}

interface Attribute {
  readonly type: OidDescription;
  /** DER of each. */
  readonly values: readonly Uint8Array[];
  readonly problem?: string;
}

/** The last of a list that breaks off says so. */
function readAttributes(list: DerReader): readonly Attribute[] {
  const attributes: Attribute[] = [];
  const result = attempt(() =>
    readList(list, 'attributes', (entries) => {
      const fields = entries.enter(Tag.sequence, 'attribute');
      const type = nextOid(fields, 'attribute type');
      const set = fields.enter(Tag.set, 'attribute values');
      const values = readList(set, 'attribute values', (each) => each.element(undefined, 'attribute value'));
      attributes.push({ type, values });
    }),
  );
  if ('problem' in result) attributes.push({ type: { oid: '' }, values: [], problem: result.problem });
  return attributes;
}

function isExtensionRequest({ type: { oid } }: Attribute): boolean {
  return oid === Oid.extensionRequest || oid === microsoftExtensionRequest;
}

function describeAttribute(attribute: Attribute, secrets: boolean): RequestAttributeDescription {
  const { type, values, problem } = attribute;
  if (problem !== undefined) return { ...type, problem };
  const isElsewhere = (type.oid === challengePassword && !secrets) || isExtensionRequest(attribute);
  return isElsewhere ? type : { ...type, values: values.map(describeValue) };
}

function describeValue(der: Uint8Array): AttributeValueDescription {
  const tag = der[0] ?? 0;
  const value = readCharacters(tag, new DerReader(der).contents(tag, 'attribute value'));
  const type = stringTypes.get(tag) ?? `tag 0x${tag.toString(16)}`;
  return { type, ...(value === undefined ? {} : { value }), der: hexOf(der) };
}

function textOf({ values: [value] }: Attribute): string {
  const described = value && describeValue(value);
  return described?.value ?? described?.der ?? '';
}
