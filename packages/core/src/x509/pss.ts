import { DerReader, Tag, malformed, readOid, readSmallInteger } from './der-reader.ts';
import { Oid } from './oid.ts';
import { X509Problem } from './problem.ts';

/** Digests of RSASSA-PSS that Go tells apart, with the one length of salt that it takes each of them with. */
const digests: ReadonlyMap<string, { readonly name: string; readonly length: number }> = new Map([
  [Oid.sha256, { name: 'SHA256', length: 32 }],
  [Oid.sha384, { name: 'SHA384', length: 48 }],
  [Oid.sha512, { name: 'SHA512', length: 64 }],
]);

/**
 * Names RSASSA-PSS by its parameters (RFC 8017 §A.2.3), as far as Go has names for it: one digest throughout, a salt of
 * its length, and nothing left to the defaults, which are those of SHA-1.
 *
 * @param parameters DER; empty when there are none
 * @returns `SHA256-RSAPSS` and the like; `undefined` for any other set, and for what cannot be read
 */
export function pssName(parameters: Uint8Array): string | undefined {
  try {
    const fields = new DerReader(parameters).enter(Tag.sequence, 'RSASSA-PSS parameters');
    const field = (number: number): DerReader => fields.enter(Tag.constructedContext(number), 'RSASSA-PSS parameter');
    const hash = readDigest(field(0));
    const mask = field(1).enter(Tag.sequence, 'mask generation function');
    const maskFunction = readOid(mask.contents(Tag.oid, 'mask generation function'));
    const maskHash = readDigest(mask);
    const saltLength = readSmallInteger(field(2).contents(Tag.integer, 'salt length'), 'salt length');
    const trailer = fields.done ? 1 : readSmallInteger(field(3).contents(Tag.integer, 'trailer'), 'trailer');

    const digest = digests.get(hash);
    const isNamed = maskFunction === Oid.mgf1 && maskHash === hash && saltLength === digest?.length && trailer === 1;
    return isNamed ? `${digest.name}-RSAPSS` : undefined;
  } catch (error) {
    if (error instanceof X509Problem) return undefined;
    throw error;
  }
}

/** Reads the AlgorithmIdentifier of a digest. @returns dotted OID */
function readDigest(reader: DerReader): string {
  const fields = reader.enter(Tag.sequence, 'digest');
  const dotted = readOid(fields.contents(Tag.oid, 'digest'));
  if (!fields.done && fields.contents(Tag.null, 'parameters of the digest').length > 0)
    throw malformed('NULL is not empty');
  fields.finish('digest');
  return dotted;
}
