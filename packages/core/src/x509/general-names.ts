import { latin1 } from './characters.ts';
import { DerReader, Tag, malformed } from './der-reader.ts';
import { sequence, tlv } from './der-writer.ts';
import type { Pieces } from './der-writer.ts';
import { formatIpAddress, parseIpAddress } from './ip-address.ts';
import { X509Problem } from './problem.ts';

/** One name of a subjectAltName, of the kinds that name hosts (RFC 5280 §4.2.1.6). */
export interface GeneralName {
  readonly kind: GeneralNameKind;
  /** Addresses in canonical form: dotted decimal, or RFC 5952. */
  readonly value: string;
}

type GeneralNameKind = 'email' | 'dns' | 'uri' | 'ip';

const tagOf: Readonly<Record<GeneralNameKind, number>> = {
  email: Tag.context(1),
  dns: Tag.context(2),
  uri: Tag.context(6),
  ip: Tag.context(7),
};
const kinds = Object.entries(tagOf) as readonly [GeneralNameKind, number][];

const mostNames = 100;

/**
 * Reads a subjectAltName value; names of other kinds are passed over.
 *
 * @throws {X509Problem} `malformed-der`, also for an address of neither 4 nor 16 bytes, as Go
 */
export function readGeneralNames(value: Uint8Array): readonly GeneralName[] {
  const names: GeneralName[] = [];
  for (const { tag, contents } of eachGeneralName(value)) {
    const kind = kinds.find((entry) => entry[1] === tag)?.[0];
    if (kind !== undefined) names.push({ kind, value: readValue(kind, contents) });
  }
  return names;
}

/** Walks over a subjectAltName value. @throws {X509Problem} `malformed-der` */
export function* eachGeneralName(
  value: Uint8Array,
): Generator<{ readonly tag: number; readonly contents: Uint8Array }> {
  const reader = new DerReader(value);
  const list = reader.enter(Tag.sequence, 'subjectAltName');
  reader.finish('subjectAltName');
  for (let count = 0; !list.done; count++) {
    if (count >= mostNames) throw malformed(`subjectAltName has more than ${mostNames} entries`);
    const tag = list.nextTag ?? 0;
    yield { tag, contents: list.contents(tag, 'general name') };
  }
}

function readValue(kind: GeneralNameKind, contents: Uint8Array): string {
  if (kind !== 'ip') return latin1(contents);
  if (contents.length !== 4 && contents.length !== 16) {
    throw malformed(`cannot parse IP address of length ${contents.length}`);
  }
  return formatIpAddress(contents);
}

/**
 * A subjectAltName value, names in the order given.
 *
 * @throws {X509Problem} `malformed-request` for a name outside of ASCII
 */
export function encodeGeneralNames(names: readonly GeneralName[]): Pieces {
  return sequence(...names.map(({ kind, value }) => tlv(tagOf[kind], encodeValue(kind, value))));
}

function encodeValue(kind: GeneralNameKind, value: string): Uint8Array {
  const bytes = kind === 'ip' ? parseIpAddress(value) : Buffer.from(value, 'utf8');
  if (bytes !== undefined && (kind === 'ip' || bytes.every((byte) => byte < 0x80))) return bytes;
  throw new X509Problem('malformed-request', `x509: ${JSON.stringify(value)} cannot be encoded as an IA5String`, {
    expected: 'names in ASCII; international host names in their xn-- form',
  });
}

/** What kind of name a host's text is, by the order in which cfssl tries: address, e-mail, URI, and else DNS. */
export function guessGeneralName(host: string): GeneralName {
  const address = parseIpAddress(host);
  if (address) return { kind: 'ip', value: formatIpAddress(address) };
  if (/^[^\s@<>]+@[^\s@<>]+$/.test(host)) return { kind: 'email', value: host };
  if (/^([a-z][a-z\d+.-]*:|\/)\S*$/i.test(host)) return { kind: 'uri', value: host };
  return { kind: 'dns', value: host };
}
