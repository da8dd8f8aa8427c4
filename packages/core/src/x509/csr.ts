import { sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { algorithmForKey, checkSignature, ecdsaWithSha256, signatureAlgorithm } from './algorithms.ts';
import type { SigningAlgorithm } from './algorithms.ts';
import { cfsslError, readPublicKey } from './certificate.ts';
import { DerReader, Tag, malformed, readBitString, readBoolean, readOid } from './der-reader.ts';
import { bitString, boolean, der, explicit, integer, octetString, oid, raw, sequence, set } from './der-writer.ts';
import type { Pieces } from './der-writer.ts';
import { readBasicConstraints } from './extensions.ts';
import type { Extension } from './extensions.ts';
import { encodeGeneralNames } from './general-names.ts';
import type { GeneralName } from './general-names.ts';
import { Oid } from './oid.ts';
import { decodePem, encodePem } from './pem.ts';
import { X509Problem } from './problem.ts';
import { p256Spki } from './public-key.ts';
import { reasonOf } from '../problem.ts';

/** A request, its signature checked. Swarm's own CA takes the key and nothing else that it asks for. */
export interface CertificateRequest {
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** DER Name. */
  readonly subject: Uint8Array;
  /** What it would like to have in its certificate. */
  readonly extensions: readonly Extension[];
}

/** A request to be made, of any name and key. */
export interface RequestContents {
  /** DER Name. */
  readonly subject: Uint8Array;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** Asked for as subjectAltName. */
  readonly names: readonly GeneralName[];
  /** Asked for besides. */
  readonly extensions?: readonly Extension[];
  /** The private half of that key: RSA or EC. */
  readonly key: KeyObject;
}

/** A request of a node has some 300 bytes. */
const largestRequest = 16 * 1024;

/**
 * Makes the request that swarm's nodes send (docs/protocol.md §3.3): empty subject, no attributes. What is to be in the
 * certificate is the CA's business.
 *
 * @param keys a P-256 key pair
 * @returns PEM
 */
export function createRequest(keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject }): string {
  const info = requestInfo(der(sequence()), p256Spki(keys.publicKey), []);
  return signRequest(info, keys.privateKey, ecdsaWithSha256);
}

/**
 * Makes a request that names its subject, such as an external CA gets for a new root (docs/protocol.md §9.5).
 *
 * @returns PEM
 * @throws {X509Problem} `unsupported-algorithm`
 */
export function createNamedRequest({ subject, spki, names, extensions = [], key }: RequestContents): string {
  const altNames = names.length === 0 ? [] : sequence(oid(Oid.subjectAltName), octetString(encodeGeneralNames(names)));
  const others = extensions.map(({ oid: id, critical, value }) =>
    sequence(oid(id), critical ? boolean(true) : [], octetString(raw(value))),
  );
  const wished = [altNames, ...others].flat();
  const wish = sequence(oid(Oid.extensionRequest), set(sequence(wished)));
  return signRequest(requestInfo(subject, spki, wished.length === 0 ? [] : wish), key, algorithmForKey(key));
}

function requestInfo(subject: Uint8Array, spki: Uint8Array, attributes: Pieces): Uint8Array {
  return der(sequence(integer(Uint8Array.of(0)), raw(subject), raw(spki), explicit(0, attributes)));
}

function signRequest(info: Uint8Array, key: KeyObject, { digest, identifier }: SigningAlgorithm): string {
  const signature = sign(digest, info, key);
  return encodePem('CERTIFICATE REQUEST', der(sequence(raw(info), raw(identifier), bitString(raw(signature)))));
}

/**
 * Reads a request and checks that its maker holds the key (RFC 2986 §4.2; docs/protocol.md §3.3).
 *
 * @param pem PEM, as the node sent it
 * @throws {X509Problem} `malformed-request`, its message in the form of cfssl that Docker stores in a node's status
 */
export function readRequest(pem: Uint8Array | string): CertificateRequest {
  if (pem.length > largestRequest) throw refuse(9003, `the request has more than ${largestRequest} bytes`);
  const [block] = decodePem(pem).blocks;
  if (block === undefined) throw refuse(9002, 'CSR Decode failed');
  if (block.type !== 'CERTIFICATE REQUEST' && block.type !== 'NEW CERTIFICATE REQUEST') throw refuse(9300, 'not a csr');
  const request = parse(block.der);
  if (!isSelfSigned(request)) throw refuse(9300, 'x509: the signature of the request was not made by its own key');
  return { spki: request.spki, subject: request.subject, extensions: request.extensions };
}

interface SignedRequest extends CertificateRequest {
  readonly info: Uint8Array;
  readonly algorithm: Uint8Array;
  readonly signature: Uint8Array;
}

function parse(bytes: Uint8Array): SignedRequest {
  try {
    const outer = new DerReader(bytes);
    const request = outer.enter(Tag.sequence, 'certification request');
    outer.finish('certification request');
    const info = request.element(Tag.sequence, 'certificationRequestInfo');
    const algorithm = request.element(Tag.sequence, 'signatureAlgorithm');
    const signature = readBitString(request.contents(Tag.bitString, 'signature'), 'signature');
    request.finish('certification request');

    const fields = new DerReader(info).enter(Tag.sequence, 'certificationRequestInfo');
    const version = fields.contents(Tag.integer, 'version');
    if (version.length !== 1 || version[0] !== 0) throw malformed('the version of the request is not 0');
    const subject = fields.element(Tag.sequence, 'subject');
    const spki = fields.element(Tag.sequence, 'subjectPublicKeyInfo');
    const attributes = fields.optional(Tag.constructedContext(0), 'attributes');
    const extensions = attributes ? readRequested(attributes) : [];
    fields.finish('certificationRequestInfo');
    return { info, algorithm, signature, spki, subject, extensions };
  } catch (cause) {
    throw refuse(9003, reasonOf(cause), cause);
  }
}

/** Whoever grants none of it minds a basicConstraints that cannot be read all the same (docs/protocol.md §3.3). */
function readRequested(attributes: DerReader): readonly Extension[] {
  const requested: Extension[] = [];
  while (!attributes.done) {
    const attribute = attributes.enter(Tag.sequence, 'attribute');
    const type = readOid(attribute.contents(Tag.oid, 'attribute type'));
    const values = attribute.enter(Tag.set, 'attribute values');
    if (type !== Oid.extensionRequest || values.done) continue;
    const extensions = values.enter(Tag.sequence, 'requested extensions');
    while (!extensions.done) {
      const extension = extensions.enter(Tag.sequence, 'requested extension');
      const id = readOid(extension.contents(Tag.oid, 'extension id'));
      const critical = extension.nextTag === Tag.boolean && readBoolean(extension.contents(Tag.boolean, 'critical'));
      const value = extension.contents(Tag.octetString, 'extension value');
      if (id === Oid.basicConstraints) readBasicConstraints(new DerReader(value));
      requested.push({ oid: id, critical, value });
    }
  }
  return requested;
}

function isSelfSigned(request: SignedRequest): boolean {
  try {
    const key = readPublicKey(request.spki);
    return checkSignature(signatureAlgorithm(request.algorithm), request.info, request.signature, key);
  } catch (cause) {
    throw refuse(9300, reasonOf(cause), cause);
  }
}

function refuse(code: number, message: string, cause?: unknown): X509Problem {
  return new X509Problem('malformed-request', cfsslError(code, message), {
    expected: 'a PKCS #10 request in PEM, signed by the key it carries',
    next: 'Make a new key and request, and ask again.',
    cause,
  });
}
