import { latin1, readCharacters, stringTypes } from '../../x509/characters.ts';
import { DerReader, Tag, malformed, readOid } from '../../x509/der-reader.ts';
import { formatIpAddress } from '../../x509/ip-address.ts';
import { describeOid, hexOf, nextOid, readSequenceOf } from './elements.ts';
import type { GeneralNameDescription } from './extension-value.ts';
import { describeName } from './name.ts';

/** Describes GeneralNames (RFC 5280 §4.2.1.6). @param der DER @throws {X509Problem} `malformed-der` */
export function describeGeneralNames(der: Uint8Array, what: string): readonly GeneralNameDescription[] {
  return readSequenceOf(der, what, nextGeneralName);
}

/** Describes the next GeneralName, of whatever kind. @throws {X509Problem} `malformed-der` */
export function nextGeneralName(list: DerReader): GeneralNameDescription {
  const tag = list.nextTag ?? 0;
  const der = list.element(undefined, 'general name');
  const contents = new DerReader(der).contents(tag, 'general name');
  switch (tag) {
    case Tag.constructedContext(0):
      return describeOtherName(contents);
    case Tag.context(1):
      return { kind: 'email', value: latin1(contents) };
    case Tag.context(2):
      return { kind: 'dns', value: latin1(contents) };
    case Tag.constructedContext(3):
      return { kind: 'x400', der: hexOf(der) };
    case Tag.constructedContext(4):
      return { kind: 'directory', value: describeName(contents) };
    case Tag.constructedContext(5):
      return { kind: 'ediParty', der: hexOf(der) };
    case Tag.context(6):
      return { kind: 'uri', value: latin1(contents) };
    case Tag.context(7):
      return describeAddress(contents);
    case Tag.context(8):
      return { kind: 'registeredId', value: describeOid(readOid(contents)) };
    default:
      throw malformed(`a general name has the tag 0x${tag.toString(16)}`);
  }
}

function describeOtherName(contents: Uint8Array): GeneralNameDescription {
  const fields = new DerReader(contents);
  const type = nextOid(fields, 'type of another name');
  const wrapper = fields.enter(Tag.constructedContext(0), 'another name');
  fields.finish('another name');
  const tag = wrapper.nextTag ?? 0;
  const element = wrapper.element(undefined, 'another name');
  wrapper.finish('another name');
  const value = readCharacters(tag, new DerReader(element).contents(tag, 'another name'));
  const stringType = stringTypes.get(tag);
  return {
    kind: 'other',
    type,
    ...(value !== undefined && stringType !== undefined && { value, stringType }),
    der: hexOf(element),
  };
}

/** An address alone, or with its mask, by its length. */
function describeAddress(contents: Uint8Array): GeneralNameDescription {
  const hex = hexOf(contents);
  const { length } = contents;
  if (length === 4 || length === 16) return { kind: 'ip', value: formatIpAddress(contents), hex };
  if (length === 8 || length === 32) {
    const [address, mask] = [contents.subarray(0, length / 2), contents.subarray(length / 2)];
    return { kind: 'ip', value: `${formatIpAddress(address)}/${maskText(mask)}`, hex };
  }
  return { kind: 'ip', value: `#${hex}`, hex, problem: `an address of ${length} bytes` };
}

/** The length of the prefix; a mask that is none stays as it is. */
function maskText(mask: Uint8Array): string {
  const bits = [...mask].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const prefix = /^(1*)0*$/.exec(bits)?.[1];
  return prefix === undefined ? formatIpAddress(mask) : String(prefix.length);
}
