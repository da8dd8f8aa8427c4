import { readCharacters, stringTypes } from '../../x509/characters.ts';
import { DerReader, Tag } from '../../x509/der-reader.ts';
import type { AttributeDescription, NameDescription } from './parts.ts';
import { attempt, hexOf, nextOid, readList, readSequenceOf } from './elements.ts';
import { opensslNameOf } from './oid-names.ts';

/** Describes a Name (RFC 5280 §4.1.2.4); one that cannot be read says why. @param der DER Name */
export function describeName(der: Uint8Array): NameDescription {
  const result = attempt(() => readSequenceOf(der, 'name', nextRdn));
  if ('problem' in result) return { rdns: [], text: '', der: hexOf(der), problem: result.problem };
  return { rdns: result.read, text: result.read.map(textOf).join(', '), der: hexOf(der) };
}

/** @throws {X509Problem} `malformed-der` */
export function nextRdn(list: DerReader): readonly AttributeDescription[] {
  return readRdn(list.enter(Tag.set, 'relative distinguished name'));
}

/** The attributes within an RDN. @throws {X509Problem} `malformed-der` */
function readRdn(rdn: DerReader): readonly AttributeDescription[] {
  return readList(rdn, 'relative distinguished name', (attributes) => {
    const attribute = attributes.enter(Tag.sequence, 'name attribute');
    const type = nextOid(attribute, 'name attribute type');
    const tag = attribute.nextTag ?? 0;
    const element = attribute.element(undefined, 'name attribute value');
    attribute.finish('name attribute');
    const short = opensslNameOf(type.oid)?.short;
    const value = readCharacters(tag, new DerReader(element).contents(tag, 'name attribute value'));
    return {
      ...type,
      ...(short !== undefined && { short }),
      type: stringTypes.get(tag) ?? `tag 0x${tag.toString(16)}`,
      value: value ?? `#${hexOf(element)}`,
      der: hexOf(element),
    };
  });
}

function textOf(rdn: readonly AttributeDescription[]): string {
  return rdn.map(({ oid, short, value }) => `${short ?? oid}=${value}`).join(' + ');
}
