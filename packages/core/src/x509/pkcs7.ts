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

/** What lies in a PKCS #7 SignedData beside its contents. */
export interface SignedData {
  /** DER of each, in their order; what is no X.509 certificate has another tag than SEQUENCE. */
  readonly certificates: readonly Uint8Array[];
  /** DER of each, in their order. */
  readonly revocationLists: readonly Uint8Array[];
  /** Dotted OID of what is signed; `data` where nothing is. */
  readonly contentType: string;
  readonly signers: number;
}

/**
 * Takes a PKCS #7 SignedData apart (RFC 2315 §9.1, RFC 5652 §5.1). Signatures are counted and not checked.
 *
 * @param bytes DER ContentInfo
 * @param most of certificates, of lists and of signers
 * @throws {X509Problem} `malformed-der`
 */
export function readSignedData(bytes: Uint8Array, most: number): SignedData {
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

  signedData.contents(Tag.integer, 'version');
  signedData.element(Tag.set, 'digest algorithms');
  const encapsulated = signedData.enter(Tag.sequence, 'encapsulated content');
  const contentType = readOid(encapsulated.contents(Tag.oid, 'type of the encapsulated content'));
  const certificates = elementsOf(signedData.optional(Tag.constructedContext(0), 'certificates'), 'certificates', most);
  const lists = elementsOf(
    signedData.optional(Tag.constructedContext(1), 'revocation lists'),
    'revocation lists',
    most,
  );
  const signers = elementsOf(signedData.enter(Tag.set, 'signer infos'), 'signers', most).length;
  signedData.finish('signed data');
  return { certificates, revocationLists: lists, contentType, signers };
}

function elementsOf(reader: DerReader | undefined, what: string, most: number): readonly Uint8Array[] {
  const elements: Uint8Array[] = [];
  const list = reader ?? new DerReader(new Uint8Array());
  while (!list.done) {
    elements.push(list.element(undefined, what));
    if (elements.length > most) throw malformed(`it holds more than ${most} ${what}`);
  }
  return elements;
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
  const { certificates } = readSignedData(bytes, mostCertificates);
  for (const certificate of certificates) new DerReader(certificate).element(Tag.sequence, 'certificate');
  if (certificates.length === 0) throw malformed('the PKCS #7 structure contains no certificates');
  return certificates;
}
