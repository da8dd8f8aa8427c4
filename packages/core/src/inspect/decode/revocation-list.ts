import { hash } from 'node:crypto';
import { DerReader, Tag } from '../../x509/der-reader.ts';
import { readRevocationList } from '../items/revocation-list.ts';
import { describeAlgorithm } from './algorithm.ts';
import { loadAsn1Types } from './asn1-types.ts';
import type { Asn1Types } from './asn1-types.ts';
import type { ExtensionDescription } from './description.ts';
import type {
  AlgorithmDescription,
  BitsDescription,
  IntegerDescription,
  NameDescription,
  TimeDescription,
} from './parts.ts';
import { attempt, describeBits, describeInteger, nextTime } from './elements.ts';
import { describeExtensions } from './extension.ts';
import { describeName } from './name.ts';

/** A revocation list with all that is in it, as plain data that JSON can carry. */
export interface RevocationListDescription {
  /** 1 or 2; another number if it says so. */
  readonly version: number;
  /** Inside of what is signed, and beside the signature: these should be equal. */
  readonly signatureAlgorithm: AlgorithmDescription;
  readonly outerSignatureAlgorithm: AlgorithmDescription;
  readonly issuer: NameDescription;
  readonly thisUpdate: TimeDescription;
  readonly nextUpdate?: TimeDescription;
  /** How many certificates are revoked. */
  readonly revoked: number;
  /** The first of them, no more than {@link mostEntries}. */
  readonly entries: readonly RevokedDescription[];
  readonly extensions: readonly ExtensionDescription[];
  readonly signature: BitsDescription;
  readonly fingerprints: { readonly sha1: string; readonly sha256: string };
  /** Bytes of the list, and of what follows it. */
  readonly size: number;
  readonly trailing: number;
}

export interface RevokedDescription {
  readonly serialNumber?: IntegerDescription;
  readonly revocationDate?: TimeDescription;
  readonly extensions: readonly ExtensionDescription[];
  readonly problem?: string;
}

/** Entries that are described; the others are counted. */
const mostEntries = 1_000;

/**
 * Describes what is in a revocation list (RFC 5280 §5). Whether its signature is good only its issuer's key can say.
 *
 * @param bytes DER, perhaps with something behind it
 * @throws {X509Problem} `malformed-der`
 */
export async function describeRevocationList(bytes: Uint8Array): Promise<RevocationListDescription> {
  return describe(bytes, await loadAsn1Types());
}

function describe(bytes: Uint8Array, types: Asn1Types): RevocationListDescription {
  const parts = readRevocationList(bytes);
  const { der, version, entries, extensions, trailing } = parts;
  const list = new DerReader(der).enter(Tag.sequence, 'revocation list');
  const fields = list.enter(Tag.sequence, 'tbsCertList');
  const outerSignatureAlgorithm = describeAlgorithm(list.element(Tag.sequence, 'signatureAlgorithm'));
  const signature = describeBits(list, 'signature');
  if (fields.nextTag === Tag.integer) fields.step(Tag.integer, 'version');
  const signatureAlgorithm = describeAlgorithm(fields.element(Tag.sequence, 'signature algorithm'));
  fields.step(Tag.sequence, 'issuer');
  const thisUpdate = nextTime(fields, 'thisUpdate');
  const nextUpdate = parts.nextUpdate === undefined ? undefined : nextTime(fields, 'nextUpdate');

  const described: RevokedDescription[] = [];
  let revoked = 0;
  for (; !entries.done; revoked++) {
    const entry = entries.enter(Tag.sequence, 'revoked certificate');
    if (described.length < mostEntries) described.push(describeRevoked(entry, types));
  }
  return {
    version,
    signatureAlgorithm,
    outerSignatureAlgorithm,
    issuer: describeName(parts.issuer),
    thisUpdate,
    ...(nextUpdate === undefined ? {} : { nextUpdate }),
    revoked,
    entries: described,
    extensions: extensions === undefined ? [] : describeExtensions(extensions, types),
    signature,
    fingerprints: { sha1: hash('sha1', der), sha256: hash('sha256', der) },
    size: der.length,
    trailing,
  };
}

function describeRevoked(fields: DerReader, types: Asn1Types): RevokedDescription {
  const result = attempt(() => {
    const serialNumber = describeInteger(fields.contents(Tag.integer, 'serial number'));
    const revocationDate = nextTime(fields, 'revocation date');
    const extensions = fields.done ? [] : describeExtensions(fields.element(Tag.sequence, 'extensions'), types);
    fields.finish('revoked certificate');
    return { serialNumber, revocationDate, extensions };
  });
  return 'problem' in result ? { extensions: [], problem: result.problem } : result.read;
}
