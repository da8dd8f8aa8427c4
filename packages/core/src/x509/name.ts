import { readCharacters } from './characters.ts';
import { DerReader, Tag, readOid } from './der-reader.ts';
import { der, hole, oid, sequence, set, tlv } from './der-writer.ts';
import type { Piece, Pieces } from './der-writer.ts';
import { Latest } from './latest.ts';
import { Oid } from './oid.ts';

/** One attribute of a Name, each in a relative distinguished name of its own, as swarm writes them. */
export interface NameAttribute {
  /** Dotted OID of the type. */
  readonly type: string;
  readonly value: string;
}

/** The CN of every root that swarm generates. */
export const rootCommonName = 'swarm-ca';

/** RFC 5280: PrintableString where its alphabet is enough, UTF8String otherwise; Go chooses alike. */
function isPrintable(text: string): boolean {
  return /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text);
}

function encodeAttribute(type: string, tag: number, value: Piece): Pieces {
  return set(sequence(oid(type), tlv(tag, value)));
}

/**
 * A Name as DER.
 *
 * @param attributes in the order of their RDNs
 * @param holes values to leave out, by OID: a hole of that name takes the place of a printable value
 */
export function encodeName(
  attributes: readonly NameAttribute[],
  holes: ReadonlyMap<string, string> = new Map(),
): Pieces {
  return sequence(
    ...attributes.map(({ type, value }) => {
      const name = holes.get(type);
      if (name !== undefined) return encodeAttribute(type, Tag.printableString, hole(name, value.length));
      const tag = isPrintable(value) ? Tag.printableString : Tag.utf8String;
      return encodeAttribute(type, tag, Buffer.from(value, 'utf8'));
    }),
  );
}

/** `CN=…` alone. @returns DER Name */
export function commonName(value: string): Uint8Array {
  return der(encodeName([{ type: Oid.commonName, value }]));
}

/**
 * Reads a Name. Every value is decoded by its string type; what cannot be decoded is given as `#` and hexadecimal, as
 * RFC 4514 writes it. The strings are whatever the certificate's maker wanted: escape them where they are shown.
 *
 * @param name DER Name
 * @throws {X509Problem} `malformed-der`
 */
export function readName(name: Uint8Array): readonly NameAttribute[] {
  return names.get(name, () => attributesOf(name));
}

/** A name is read when its certificate is, and again whenever somebody asks whose it is. */
const names = new Latest<readonly NameAttribute[]>(256);

function attributesOf(name: Uint8Array): readonly NameAttribute[] {
  const attributes: NameAttribute[] = [];
  const reader = new DerReader(name);
  const rdns = reader.enter(Tag.sequence, 'name');
  reader.finish('name');
  while (!rdns.done) {
    const rdn = rdns.enter(Tag.set, 'relative distinguished name');
    while (!rdn.done) {
      const pair = rdn.enter(Tag.sequence, 'name attribute');
      const type = readOid(pair.contents(Tag.oid, 'name attribute type'));
      const tag = pair.nextTag ?? 0;
      const element = pair.element(undefined, 'name attribute value');
      pair.finish('name attribute');
      attributes.push({ type, value: readString(tag, element) });
    }
  }
  return attributes;
}

function readString(tag: number, element: Uint8Array): string {
  const contents = new DerReader(element).contents(tag, 'name attribute value');
  return readCharacters(tag, contents) ?? `#${Buffer.from(element).toString('hex')}`;
}

/** The first value of a type in a name, or `undefined`. */
export function firstOf(attributes: readonly NameAttribute[], type: string): string | undefined {
  return attributes.find((attribute) => attribute.type === type)?.value;
}
