import { DerReader, Tag, malformed, readOid } from '../../x509/der-reader.ts';
import { Oid } from '../../x509/oid.ts';
import { readSignedData } from '../../x509/pkcs7.ts';
import { readPkcs12 } from './pkcs12/read.ts';
import type { ContainerItem } from './item.ts';
import type { ReadOptions } from './read-options.ts';
import type { Structure } from './structure.ts';

/** What a container holds, each with its place in it and what it should be. */
interface Contained {
  /** `certificate 2` */
  readonly name: string;
  readonly structure: Structure;
  readonly der: Uint8Array;
}

export interface ReadContainer {
  readonly item: Pick<ContainerItem, 'der' | 'locked' | 'lock' | 'encryption' | 'trailing'>;
  readonly contents: readonly Contained[];
}

/** Of certificates, lists and signers each; Debian's bundle of all roots has 150. */
const mostInPkcs7 = 5_000;

/** Names of PKCS #7's content types other than signed data, of which nothing is opened. */
const closed: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.7.3', 'PKCS #7 enveloped data'],
  ['1.2.840.113549.1.7.4', 'PKCS #7 signed and enveloped data'],
  ['1.2.840.113549.1.7.6', 'PKCS #7 encrypted data'],
  ['1.2.840.113549.1.9.16.1.23', 'CMS authenticated and enveloped data'],
  ['1.2.840.113549.1.9.16.1.9', 'CMS compressed data'],
]);

/**
 * Reads a PKCS #7 structure.
 *
 * @param bytes DER ContentInfo
 * @throws {X509Problem} `malformed-der`
 */
export function readPkcs7(bytes: Uint8Array): ReadContainer {
  const outer = new DerReader(bytes);
  const der = outer.element(Tag.sequence, 'content info');
  const item = { der, ...trailingOf(outer.rest.length) };
  const type = readOid(new DerReader(der).enter(Tag.sequence, 'content info').contents(Tag.oid, 'content type'));
  const encryption = closed.get(type);
  if (encryption !== undefined) {
    return { item: { ...item, locked: true, lock: 'unsupported-encryption', encryption }, contents: [] };
  }
  if (type !== Oid.signedData) throw malformed('the PKCS #7 content is not SignedData');
  const { certificates, revocationLists } = readPkcs7Contents(der);
  const contents = [
    // Others than X.509 certificates have tags of their own (RFC 5652 §10.2.2).
    ...named(
      'certificate',
      'certificate',
      certificates.filter((each) => each[0] === Tag.sequence),
    ),
    ...named(
      'revocation list',
      'revocation-list',
      revocationLists.filter((each) => each[0] === Tag.sequence),
    ),
  ];
  return { item: { ...item, locked: false }, contents };
}

/** What lies in a PKCS #7 SignedData. */
export interface Pkcs7Contents {
  /** DER of each, in their order. */
  readonly certificates: readonly Uint8Array[];
  readonly revocationLists: readonly Uint8Array[];
  /** Dotted OID of what is signed; `data` where nothing is. */
  readonly contentType: string;
  readonly signers: number;
}

/** @param der SignedData in a ContentInfo @throws {X509Problem} `malformed-der` */
export function readPkcs7Contents(der: Uint8Array): Pkcs7Contents {
  const { contentInfo, certificates, revocationLists, signerInfos } = readSignedData(der);
  return {
    certificates: elementsOf(certificates, 'certificates'),
    revocationLists: elementsOf(revocationLists, 'revocation lists'),
    contentType: readOid(contentInfo.contents(Tag.oid, 'type of the encapsulated content')),
    signers: elementsOf(signerInfos, 'signers').length,
  };
}

function elementsOf(list: DerReader, what: string): readonly Uint8Array[] {
  const elements: Uint8Array[] = [];
  while (!list.done) {
    elements.push(list.element(undefined, what));
    if (elements.length > mostInPkcs7) throw malformed(`it holds more than ${mostInPkcs7} ${what}`);
  }
  return elements;
}

/**
 * Reads a PKCS #12 file.
 *
 * @param bytes DER PFX
 * @throws {X509Problem} `malformed-der`
 */
export function readPkcs12Container(bytes: Uint8Array, { password, rounds }: ReadOptions): ReadContainer {
  const { bags, lock, encryption, trailing } = readPkcs12(bytes, password, rounds);
  const of = (kind: string): readonly Uint8Array[] => bags.filter((bag) => bag.kind === kind).map(({ der }) => der);
  return {
    item: {
      der: trailing === 0 ? bytes : bytes.subarray(0, -trailing),
      locked: lock !== undefined,
      ...(lock === undefined ? {} : { lock }),
      ...(encryption.length === 0 ? {} : { encryption: encryption.join('; ') }),
      ...trailingOf(trailing),
    },
    contents: [
      ...named('key', 'pkcs8', of('private-key')),
      ...named('encrypted key', 'encrypted-pkcs8', of('encrypted-private-key')),
      ...named('certificate', 'certificate', of('certificate')),
      ...named('revocation list', 'revocation-list', of('revocation-list')),
    ],
  };
}

function named(name: string, structure: Structure, all: readonly Uint8Array[]): readonly Contained[] {
  return all.map((der, index) => ({ name: `${name} ${index + 1}`, structure, der }));
}

function trailingOf(trailing: number): { readonly trailing?: number } {
  return trailing === 0 ? {} : { trailing };
}
