import { DerReader, Tag } from '../../x509/der-reader.ts';
import { X509Problem } from '../../x509/problem.ts';

/** What DER can be told to be by its outline alone. */
export type Structure =
  | 'certificate'
  | 'request'
  | 'revocation-list'
  | 'public-key'
  | 'rsa-public-key'
  | 'pkcs8'
  | 'encrypted-pkcs8'
  | 'pkcs1'
  | 'sec1'
  | 'dsa'
  | 'pkcs7'
  | 'pkcs12';

/**
 * Tells apart what DER holds, by the tags of its first elements, as no label is needed for and none is to be trusted.
 *
 * @param bytes DER; what follows the first element is not looked at
 * @returns `undefined` for what is none of these, or is cut short
 */
export function structureOf(bytes: Uint8Array): Structure | undefined {
  try {
    const fields = new DerReader(bytes).enter(Tag.sequence, 'contents');
    switch (fields.nextTag) {
      case Tag.oid:
        return contentInfo(fields);
      case Tag.integer:
        return numbered(fields);
      case Tag.sequence:
        return signedOrKey(fields);
      default:
        return undefined;
    }
  } catch (error) {
    if (error instanceof X509Problem) return undefined;
    throw error;
  }
}

function contentInfo(fields: DerReader): Structure | undefined {
  fields.contents(Tag.oid, 'content type');
  return fields.done || fields.nextTag === Tag.constructedContext(0) ? 'pkcs7' : undefined;
}

/** INTEGERs of a public and a private RSA key, and of a DSA key with its version. */
const integersOf: ReadonlyMap<number, Structure> = new Map([
  [2, 'rsa-public-key'],
  [6, 'dsa'],
  [9, 'pkcs1'],
]);

/** What begins with a version, or with a number. */
function numbered(fields: DerReader): Structure | undefined {
  const [version] = fields.contents(Tag.integer, 'number');
  const next = fields.nextTag;
  switch (next) {
    case Tag.octetString:
      return 'sec1';
    case Tag.integer: {
      let integers = 1;
      while (fields.nextTag === Tag.integer && integers < 9) {
        fields.contents(Tag.integer, 'number');
        integers++;
      }
      // RSA keys of more than two primes name the others in a SEQUENCE at the end.
      return fields.done || integers === 9 ? integersOf.get(integers) : undefined;
    }
    case Tag.sequence: {
      const first = fields.enter(Tag.sequence, 'contents');
      if (first.nextTag !== Tag.oid) return undefined;
      if (fields.nextTag === Tag.octetString) return 'pkcs8';
      return version === 3 ? 'pkcs12' : undefined;
    }
    default:
      return undefined;
  }
}

function signedOrKey(fields: DerReader): Structure | undefined {
  const first = fields.enter(Tag.sequence, 'contents');
  switch (fields.nextTag) {
    case Tag.octetString:
      return 'encrypted-pkcs8';
    case Tag.bitString:
      return 'public-key';
    case Tag.sequence:
      return signed(first);
    default:
      return undefined;
  }
}

/** By the fields under the signature: certificates and lists name their algorithm first, requests do not. */
function signed(fields: DerReader): Structure | undefined {
  if (fields.nextTag === Tag.constructedContext(0)) return 'certificate';
  if (fields.nextTag === Tag.integer) {
    fields.contents(Tag.integer, 'number');
    const second = fields.enter(Tag.sequence, 'algorithm or subject');
    if (second.nextTag !== Tag.oid) return 'request';
  } else fields.element(Tag.sequence, 'signature algorithm');
  fields.element(Tag.sequence, 'issuer');
  switch (fields.nextTag) {
    case Tag.sequence:
      return 'certificate';
    case Tag.utcTime:
    case Tag.generalizedTime:
      return 'revocation-list';
    default:
      return undefined;
  }
}
