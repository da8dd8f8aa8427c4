import { DerReader, Tag, malformed, readOid } from '../../../x509/der-reader.ts';
import { definiteForm } from '../ber.ts';
import type { Opener } from './opener.ts';

/** Something in a PKCS #12 file. */
export interface Bag {
  readonly kind: 'certificate' | 'revocation-list' | 'private-key' | 'encrypted-private-key' | 'other';
  /** DER; of an `other` one whatever its value is. */
  readonly der: Uint8Array;
  /** What its maker calls it. */
  readonly friendlyName?: string;
  /** Ties a key to its certificate. */
  readonly localKeyId?: Uint8Array;
  /** Of an `other` one: the OID of its kind. */
  readonly oid?: string;
}

const bagType = '1.2.840.113549.1.12.10.1';
const BagOid = {
  key: `${bagType}.1`,
  shroudedKey: `${bagType}.2`,
  certificate: `${bagType}.3`,
  revocationList: `${bagType}.4`,
  safeContents: `${bagType}.6`,
} as const;
const x509Certificate = '1.2.840.113549.1.9.22.1';
const x509Crl = '1.2.840.113549.1.9.23.1';
const friendlyName = '1.2.840.113549.1.9.20';
const localKeyId = '1.2.840.113549.1.9.21';

const mostBags = 5_000;
const deepest = 8;

/**
 * Reads SafeContents (RFC 7292 §4.2); keys in it are decrypted if they can be.
 *
 * @param bytes DER, or BER
 * @throws {X509Problem} `malformed-der`
 */
export function readBags(bytes: Uint8Array, opener: Opener): readonly Bag[] {
  const outer = new DerReader(definiteForm(bytes));
  const bags: Bag[] = [];
  const open = [outer.enter(Tag.sequence, 'safe contents')];
  outer.finish('safe contents');
  for (let list = open.at(-1); list !== undefined; list = open.at(-1)) {
    if (list.done) {
      open.pop();
      continue;
    }
    const fields = list.enter(Tag.sequence, 'safe bag');
    const oid = readOid(fields.contents(Tag.oid, 'kind of bag'));
    const value = fields.enter(Tag.constructedContext(0), 'value of the bag');
    const attributes = readAttributes(fields.optional(Tag.set, 'attributes of the bag'));
    fields.finish('safe bag');
    if (oid === BagOid.safeContents) {
      if (open.length >= deepest) throw malformed(`bags within bags, more than ${deepest} deep`);
      open.push(value.enter(Tag.sequence, 'safe contents'));
    } else bags.push({ ...readBag(oid, value, opener), ...attributes });
    if (bags.length > mostBags) throw malformed(`it has more than ${mostBags} bags`);
  }
  return bags;
}

function readBag(oid: string, value: DerReader, opener: Opener): Bag {
  switch (oid) {
    case BagOid.certificate:
      return readCertBag('certificate', x509Certificate, value);
    case BagOid.revocationList:
      return readCertBag('revocation-list', x509Crl, value);
    case BagOid.key:
      return { kind: 'private-key', der: value.element(Tag.sequence, 'private key') };
    case BagOid.shroudedKey: {
      const encrypted = value.element(Tag.sequence, 'encrypted private key');
      const fields = new DerReader(encrypted).enter(Tag.sequence, 'encrypted private key');
      const algorithm = fields.element(Tag.sequence, 'encryption algorithm');
      const data = fields.contents(Tag.octetString, 'encrypted data');
      const opened = opener.open(algorithm, data);
      return opened === undefined
        ? { kind: 'encrypted-private-key', der: encrypted }
        : { kind: 'private-key', der: opened };
    }
    default:
      return { kind: 'other', der: value.rest, oid };
  }
}

/** CertBag and CRLBag are of one form. */
function readCertBag(kind: 'certificate' | 'revocation-list', x509: string, value: DerReader): Bag {
  const fields = value.enter(Tag.sequence, kind);
  const oid = readOid(fields.contents(Tag.oid, 'kind of certificate'));
  const wrapper = fields.enter(Tag.constructedContext(0), kind);
  if (oid !== x509) return { kind: 'other', der: wrapper.rest, oid };
  return { kind, der: wrapper.contents(Tag.octetString, kind) };
}

function readAttributes(attributes = new DerReader(new Uint8Array())): Pick<Bag, 'friendlyName' | 'localKeyId'> {
  let found: Pick<Bag, 'friendlyName' | 'localKeyId'> = {};
  while (!attributes.done) {
    const attribute = attributes.enter(Tag.sequence, 'attribute');
    const oid = readOid(attribute.contents(Tag.oid, 'attribute type'));
    const values = attribute.enter(Tag.set, 'attribute values');
    if (oid === friendlyName && values.nextTag === Tag.bmpString) {
      const text = values.contents(Tag.bmpString, 'friendly name');
      found = {
        ...found,
        friendlyName: Buffer.from(text.subarray(0, text.length & ~1))
          .swap16()
          .toString('utf16le'),
      };
    } else if (oid === localKeyId && values.nextTag === Tag.octetString) {
      found = { ...found, localKeyId: values.contents(Tag.octetString, 'local key id') };
    }
  }
  return found;
}
