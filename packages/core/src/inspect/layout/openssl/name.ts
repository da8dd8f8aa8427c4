import { readCharacters } from '../../../x509/characters.ts';
import { DerReader, Tag } from '../../../x509/der-reader.ts';
import { opensslNameOf } from '../../decode/oid-names.ts';
import type { AttributeDescription, NameDescription } from '../../decode/parts.ts';

/** `C = ES, O = ACCV + CN = ACCVRAIZ1`, as `-nameopt oneline`. */
export function oneLine({ rdns }: Pick<NameDescription, 'rdns'>): string {
  return rdns.map((rdn) => rdn.map(attributeText).join(' + ')).join(', ');
}

function attributeText(attribute: AttributeDescription): string {
  return `${attribute.short ?? attribute.oid} = ${valueText(attribute)}`;
}

/** Types that OpenSSL takes for texts of one byte a character. */
const narrow: ReadonlySet<number> = new Set([
  Tag.numericString,
  Tag.printableString,
  Tag.teletexString,
  Tag.ia5String,
  Tag.utcTime,
  Tag.generalizedTime,
  Tag.visibleString,
]);

function valueText({ der }: AttributeDescription): string {
  const element = Buffer.from(der, 'hex');
  const tag = element[0] ?? 0;
  const contents = new DerReader(element).contents(tag, 'value');
  if (tag === Tag.utf8String) return escaped(contents);
  if (narrow.has(tag)) return escaped(Buffer.from(Buffer.from(contents).toString('latin1'), 'utf8'));
  if (tag === Tag.bmpString || tag === Tag.universalString) {
    return escaped(Buffer.from(readCharacters(tag, contents) ?? '', 'utf8'));
  }
  return `#${der.toUpperCase()}`;
}

/** RFC 2253, with quotes where a character wants to be escaped that way; all that is not ASCII in hexadecimal. */
function escaped(bytes: Uint8Array): string {
  let text = '';
  let quotes = false;
  for (const [at, byte] of bytes.entries()) {
    const character = String.fromCharCode(byte);
    const isEdge = (character === '#' && at === 0) || (character === ' ' && (at === 0 || at === bytes.length - 1));
    if (byte < 0x20 || byte >= 0x7f) text += `\\${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    else if (character === '"' || character === '\\') text += `\\${character}`;
    else {
      quotes ||= isEdge || '+,;<>'.includes(character);
      text += character;
    }
  }
  return quotes ? `"${text}"` : text;
}

/** No more of a name than this stands in a general name. */
const longestSlashed = 255;

/** `/C=ES/O=ACCV+CN=ACCVRAIZ1`, as OpenSSL writes names among others; whole attributes, as many as fit. */
export function slashed({ rdns }: Pick<NameDescription, 'rdns'>): string {
  let text = '';
  for (const rdn of rdns) {
    for (const [index, { oid, der }] of rdn.entries()) {
      const element = Buffer.from(der, 'hex');
      const contents = new DerReader(element).contents(element[0] ?? 0, 'value');
      const name = opensslNameOf(oid)?.short ?? oid;
      const next = `${text}${index === 0 ? '/' : '+'}${name}=${slashEscaped(contents)}`;
      if (next.length > longestSlashed) return text;
      text = next;
    }
  }
  return text;
}

function slashEscaped(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[/+]/g, '\\$&')
    .replace(/[^ -~]/g, (other) => `\\x${other.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}
