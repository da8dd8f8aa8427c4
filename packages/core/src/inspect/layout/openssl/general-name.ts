import type { GeneralNameDescription } from '../../decode/extension-value.ts';
import { opensslNameOf } from '../../decode/oid-names.ts';
import { oneLine, slashed } from './name.ts';
import { dotted, safe } from './text.ts';

/** Other names of which OpenSSL knows what they are, with the type that they have to have. */
const otherNames: ReadonlyMap<string, { readonly name: string; readonly stringType: string }> = new Map([
  ['1.3.6.1.5.5.7.8.9', { name: 'SmtpUTF8Mailbox', stringType: 'UTF8String' }],
  ['1.3.6.1.5.5.7.8.5', { name: 'XmppAddr', stringType: 'UTF8String' }],
  ['1.3.6.1.5.5.7.8.7', { name: 'SRVName', stringType: 'IA5String' }],
  ['1.3.6.1.4.1.311.20.2.3', { name: 'UPN', stringType: 'UTF8String' }],
  ['1.3.6.1.5.5.7.8.8', { name: 'NAIRealm', stringType: 'UTF8String' }],
]);

/**
 * Names as they stand in a list: `DNS:swarm-ca`.
 *
 * @returns `undefined` where one of them ends OpenSSL's understanding of the whole list
 */
export function listedNames(names: readonly GeneralNameDescription[]): readonly string[] | undefined {
  return names.some(isUnlistable) ? undefined : names.map(listedName);
}

/** A text with a zero byte in it, or another type than such a name has. */
function isUnlistable(name: GeneralNameDescription): boolean {
  if (name.kind === 'email' || name.kind === 'dns' || name.kind === 'uri') return name.value.includes('\0');
  const known = name.kind === 'other' ? otherNames.get(name.type.oid) : undefined;
  if (known === undefined || name.kind !== 'other') return false;
  return known.stringType !== name.stringType || name.value?.includes('\0') === true;
}

function listedName(name: GeneralNameDescription): string {
  switch (name.kind) {
    case 'email':
      return `email:${bytesText(name.value)}`;
    case 'dns':
      return `DNS:${bytesText(name.value)}`;
    case 'uri':
      return `URI:${bytesText(name.value)}`;
    case 'ip':
      return `IP Address:${address(name.hex)}`;
    case 'directory':
      return `DirName:${slashed(name.value)}`;
    case 'registeredId':
      return `Registered ID:${opensslNameOf(name.value.oid)?.long ?? name.value.oid}`;
    case 'x400':
      return 'X400Name:<unsupported>';
    case 'ediParty':
      return 'EdiPartyName:<unsupported>';
    case 'other': {
      const known = otherNames.get(name.type.oid);
      const label = known?.name ?? opensslNameOf(name.type.oid)?.long ?? name.type.oid;
      const isText = name.stringType === 'IA5String' || name.stringType === 'UTF8String';
      return `othername: ${label}::${isText && name.value?.includes('\0') === false ? safe(name.value) : '<unsupported>'}`;
    }
  }
}

/** A name as it stands by itself, on a line of its own. */
export function loneName(name: GeneralNameDescription): string {
  switch (name.kind) {
    case 'email':
      return `email:${dottedText(name.value)}`;
    case 'dns':
      return `DNS:${dottedText(name.value)}`;
    case 'uri':
      return `URI:${dottedText(name.value)}`;
    case 'directory':
      return `DirName:${oneLine(name.value)}`;
    case 'other': {
      const known = otherNames.get(name.type.oid);
      const isRight = known !== undefined && known.stringType === name.stringType;
      return isRight ? `othername:${known.name}:${safe(name.value ?? '')}` : 'othername:<unsupported>';
    }
    default:
      return listedName(name);
  }
}

/** An address in a constraint, with its mask. */
export function constrainedName(name: GeneralNameDescription): string {
  if (name.kind !== 'ip') return loneName(name);
  const bytes = name.hex.length / 2;
  const first = bytes >= 16 ? 16 : Math.min(bytes, 4);
  return `IP:${address(name.hex.slice(0, first * 2))}/${address(name.hex.slice(first * 2))}`;
}

function address(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) return `<invalid length=${bytes.length}>`;
  return Array.from({ length: 8 }, (_, index) =>
    bytes
      .readUInt16BE(index * 2)
      .toString(16)
      .toUpperCase(),
  ).join(':');
}

/** What was read as Latin-1, as whoever prints the bytes would have it. */
export function bytesText(latin1: string): string {
  return safe(Buffer.from(latin1, 'latin1').toString('utf8'));
}

function dottedText(latin1: string): string {
  return dotted(Buffer.from(latin1, 'latin1').toString('hex'));
}
