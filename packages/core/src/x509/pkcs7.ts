import { DerReader, Tag, malformed, readOid } from './der-reader.ts';
import { Oid } from './oid.ts';

const mostCertificates = 100;

/**
 * Whether DER has the outline of a PKCS #7 ContentInfo: it begins with an OID, where a certificate begins with a SEQUENCE.
 *
 * @param bytes DER
 */
export function isContentInfo(bytes: Uint8Array): boolean {
  const outer = new DerReader(bytes);
  return outer.nextTag === Tag.sequence && outer.enter(Tag.sequence, 'content info').nextTag === Tag.oid;
}

/** The parts of a PKCS #7 SignedData, each to be read from its beginning. */
export interface SignedData {
  /** The fields of what is signed: a type, and contents. */
  readonly contentInfo: DerReader;
  readonly certificates: DerReader;
  readonly revocationLists: DerReader;
  readonly signerInfos: DerReader;
}

/**
 * Takes a PKCS #7 SignedData apart (RFC 2315 §9.1, RFC 5652 §5.1). What its parts consist of is not looked at.
 *
 * @param bytes DER ContentInfo
 * @throws {X509Problem} `malformed-der`
 */
export function readSignedData(bytes: Uint8Array): SignedData {
  const outer = new DerReader(bytes);
  const contentInfo = outer.enter(Tag.sequence, 'content info');
  outer.finish('content info');
  if (readOid(contentInfo.contents(Tag.oid, 'content type')) !== Oid.signedData) {
    throw malformed('the PKCS #7 content is not SignedData');
  }
  const content = contentInfo.enter(Tag.constructedContext(0), 'content');
  contentInfo.finish('content info');
  const signedData = content.enter(Tag.sequence, 'signed data');
  content.finish('content');

  signedData.step(Tag.integer, 'version');
  signedData.step(Tag.set, 'digest algorithms');
  const parts = {
    contentInfo: signedData.enter(Tag.sequence, 'encapsulated content'),
    certificates: signedData.optional(Tag.constructedContext(0), 'certificates') ?? nothing(),
    revocationLists: signedData.optional(Tag.constructedContext(1), 'revocation lists') ?? nothing(),
    signerInfos: signedData.enter(Tag.set, 'signer infos'),
  };
  signedData.finish('signed data');
  return parts;
}

function nothing(): DerReader {
  return new DerReader(new Uint8Array());
}

/**
 * The certificates in a PKCS #7 SignedData, the form in which some CAs and Windows hand out chains. Lists of revoked
 * certificates and signatures in it are passed over: the certificates are what is asked for.
 *
 * @param bytes DER ContentInfo
 * @returns DER of each certificate, in their order; at least one
 * @throws {X509Problem} `malformed-der`
 */
export function certificatesOfPkcs7(bytes: Uint8Array): readonly Uint8Array[] {
  const { certificates: list } = readSignedData(bytes);
  const certificates: Uint8Array[] = [];
  while (!list.done) {
    certificates.push(list.element(Tag.sequence, 'certificate'));
    if (certificates.length > mostCertificates) throw malformed(`it holds more than ${mostCertificates} certificates`);
  }
  if (certificates.length === 0) throw malformed('the PKCS #7 structure contains no certificates');
  return certificates;
}
