import { DerReader, Tag } from '../../x509/der-reader.ts';
import { readTime } from '../../x509/time.ts';
import type { RevocationListItem } from './item.ts';

/** Where the parts of a list lie; byte fields are views of what was read. */
export interface RevocationListParts {
  /** DER, without what follows. */
  readonly der: Uint8Array;
  /** As people count: 1 or 2. */
  readonly version: number;
  /** DER AlgorithmIdentifier */
  readonly signatureAlgorithm: Uint8Array;
  /** DER Name */
  readonly issuer: Uint8Array;
  /** ms since epoch */
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  /** Over the entries, each of them a SEQUENCE. */
  readonly entries: DerReader;
  /** DER Extensions; left out where there are none. */
  readonly extensions: Uint8Array | undefined;
  readonly trailing: number;
}

/**
 * Takes a revocation list apart (RFC 5280 §5.1).
 *
 * @param bytes DER
 * @throws {X509Problem} `malformed-der`
 */
export function readRevocationList(bytes: Uint8Array): RevocationListParts {
  const outer = new DerReader(bytes);
  const der = outer.element(Tag.sequence, 'revocation list');
  const list = new DerReader(der).enter(Tag.sequence, 'revocation list');
  const fields = list.enter(Tag.sequence, 'tbsCertList');
  const signatureAlgorithm = list.element(Tag.sequence, 'signatureAlgorithm');
  list.contents(Tag.bitString, 'signature');
  list.finish('revocation list');

  const [version = 0] = fields.nextTag === Tag.integer ? fields.contents(Tag.integer, 'version') : [];
  fields.element(Tag.sequence, 'signature algorithm');
  const issuer = fields.element(Tag.sequence, 'issuer');
  const thisUpdate = readTime(fields, 'thisUpdate');
  const isTime = fields.nextTag === Tag.utcTime || fields.nextTag === Tag.generalizedTime;
  const nextUpdate = isTime ? readTime(fields, 'nextUpdate') : undefined;
  const entries = fields.optional(Tag.sequence, 'revokedCertificates') ?? new DerReader(new Uint8Array());
  const wrapper = fields.optional(Tag.constructedContext(0), 'extensions');
  const extensions = wrapper?.element(Tag.sequence, 'extensions');
  wrapper?.finish('extensions');
  fields.finish('tbsCertList');
  return {
    der,
    version: version + 1,
    signatureAlgorithm,
    issuer,
    thisUpdate,
    nextUpdate,
    entries,
    extensions,
    trailing: outer.rest.length,
  };
}

/** Reads a revocation list so far that it can be dated. @throws {X509Problem} `malformed-der` */
export function skimRevocationList(
  bytes: Uint8Array,
): Pick<RevocationListItem, 'der' | 'issuer' | 'thisUpdate' | 'nextUpdate' | 'revoked' | 'trailing'> {
  const { der, issuer, thisUpdate, nextUpdate, entries, trailing } = readRevocationList(bytes);
  let revoked = 0;
  for (; !entries.done; revoked++) entries.element(Tag.sequence, 'revoked certificate');
  return { der, issuer, thisUpdate, nextUpdate, revoked, ...(trailing === 0 ? {} : { trailing }) };
}
