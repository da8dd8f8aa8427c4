import { parseIpAddress } from './ip-address.ts';

/**
 * Names that are longer than this are not taken apart: it is well beyond what names a host, a mailbox or a page. Go has no such
 * bound; but patterns need room for each character, and each name is compared with many constraints.
 */
export const longestName = 4096;

/**
 * A host name's labels, the last one first, as Go takes names apart for name constraints.
 *
 * @returns `undefined` for what is no name: an empty label, a character outside of visible ASCII;
 *   and for one that is too long
 */
export function reverseLabels(name: string): readonly string[] | undefined {
  if (name.length > longestName) return undefined;
  const labels = name.split('.').toReversed();
  // A dot in front is passed over, as is an empty name.
  if (labels.at(-1) === '') labels.pop();
  return labels.every((label) => /^[!-~]+$/.test(label)) ? labels : undefined;
}

/** A mailbox (RFC 2821 §4.1.2). */
export interface Mailbox {
  readonly local: string;
  readonly domain: string;
}

const atom = /^((?:\\?[\w!#$%&'*+/=?^`{|}~.-])+)@(.*)$/s;
// Space is allowed within quotes by errata of RFC 3696.
// oxlint-disable-next-line no-control-regex -- RFC 2822 has controls in it
const quoted = /^"((?:[\x01-\x08\x0b\x0c\x0e-!#-[\]-\x7f]|\\[\x01-\x09\x0b\x0c\x0e-\x7f])*)"@(.*)$/s;

/** Takes an e-mail address apart as Go does; quoting is no part of what it says. @returns `undefined` for what is none, or is too long */
export function parseMailbox(address: string): Mailbox | undefined {
  if (address.length > longestName) return undefined;
  const [, local = '', domain = ''] = (address.startsWith('"') ? quoted : atom).exec(address) ?? [];
  if (local === '' && !address.startsWith('""@')) return undefined;
  const plain = local.replace(/\\(.)/gs, '$1');
  const dotted = !address.startsWith('"') && (plain.startsWith('.') || plain.endsWith('.') || plain.includes('..'));
  return dotted || reverseLabels(domain) === undefined ? undefined : { local: plain, domain };
}

/**
 * The host in a URI, with its port, as Go reads it.
 *
 * @returns empty where it has none; `undefined` for what Go, or we, cannot read
 */
export function uriHost(uri: string): string | undefined {
  if (uri.length > longestName || !/^[ -~]*$/.test(uri) || uri.startsWith(':')) return undefined;
  const [, scheme, path = '', fragment = ''] =
    /^(?:([a-z][a-z\d+.-]*):)?([^#?]*)(?:\?[^#]*)?(?:#(.*))?$/i.exec(uri) ?? [];
  if (!isEscaped(fragment)) return undefined;
  // `urn:…` and the like have no parts.
  if (scheme !== undefined && !path.startsWith('/')) return '';
  if (!isEscaped(path)) return undefined;
  const hasAuthority = path.startsWith('//') && (scheme !== undefined || !path.startsWith('///'));
  if (hasAuthority) return authorityHost(path.slice(2).split('/', 1)[0] ?? '');
  return scheme === undefined && /^[^/]*:/.test(path) ? undefined : '';
}

function isEscaped(text: string): boolean {
  return /^(?:[^%]|%[\da-f]{2})*$/i.test(text);
}

function authorityHost(authority: string): string | undefined {
  const at = authority.lastIndexOf('@');
  if (at >= 0 && !/^[\w.~!$&'()*+,;=:%@-]*$/.test(authority.slice(0, at))) return undefined;
  const host = authority.slice(at + 1);
  const isHost = /^(?:[\w.~!$&'()*+,;=-]*|\[[\da-f:.]+\])(?::\d*)?$/i.test(host);
  return isHost && (host === '' || reverseLabels(host) !== undefined) ? host : undefined;
}

/** The host of a URI's authority without its port, if it is a name: addresses cannot be compared with names. */
export function hostNameOf(host: string): string | undefined {
  const [, name = ''] = /^([^:[\]]+)(?::\d*)?$/.exec(host) ?? [];
  return name === '' || parseIpAddress(name) !== undefined ? undefined : name;
}
