import * as l10n from '@vscode/l10n';
import type { Item, ItemDescription } from '@swarmpki/core/inspect';
import { encodePem } from '@swarmpki/core/inspect';
import type { Asn1Element } from '@swarmpki/core/inspect/layout';
import { printable } from '@swarmpki/core/inspect/report';
import type { ElementView, FilePart, ItemView } from '../../shared/file-view.ts';
import { describe } from '../people.ts';
import { opensslText } from './openssl-text.ts';

/** Longer texts are cut, which is said. */
const longestText = 400_000;

/**
 * What more may be shown of an item. Nothing of private keys, nor of PKCS #12, in which keys may lie in clear; nor of a
 * request with a password for its CA.
 */
export function partsOf(item: Item, description: ItemDescription | undefined): ItemView['parts'] {
  switch (item.kind) {
    case 'certificate':
    case 'revocation-list':
      return description === undefined ? ['asn1', 'pem'] : ['asn1', 'openssl', 'pem'];
    case 'request':
      return description?.kind === 'request' && !description.hasChallengePassword ? ['asn1', 'openssl', 'pem'] : [];
    case 'public-key':
    case 'pkcs7':
      return ['asn1', 'pem'];
    default:
      return [];
  }
}

/** More of an item: what is in its DER, or as OpenSSL shows it. @param now ms since epoch @returns `undefined` for what is not shown */
export async function filePart(part: 'asn1' | 'openssl', item: Item, now: number): Promise<FilePart | undefined> {
  const { description } = await describe(item, now);
  if (!partsOf(item, description).includes(part)) return undefined;
  if (part === 'asn1') {
    const { asn1Tree } = await import('@swarmpki/core/inspect/layout');
    const der = derOf(item);
    return der && { kind: 'tree', elements: asn1Tree(der).map(elementView) };
  }
  const lines = description && (await opensslText(description));
  return lines && text(lines);
}

/** What is public of items, as PEM, one block behind the other: of containers what they hold. */
export async function pemOf(items: readonly Item[], now: number): Promise<FilePart | undefined> {
  let pem = '';
  for (const item of items) {
    const label = labels[item.kind];
    const der = derOf(item);
    if (label === undefined || der === undefined) continue;
    if (item.kind === 'request' && partsOf(item, (await describe(item, now)).description).length === 0) continue;
    pem += encodePem(label, der);
  }
  return pem === '' ? undefined : { kind: 'text', text: pem };
}

const labels: Partial<Readonly<Record<Item['kind'], string>>> = {
  certificate: 'CERTIFICATE',
  request: 'CERTIFICATE REQUEST',
  'revocation-list': 'X509 CRL',
  'public-key': 'PUBLIC KEY',
};

/** DER of what is public. */
function derOf(item: Item): Uint8Array | undefined {
  switch (item.kind) {
    case 'certificate':
      return item.skim.der;
    case 'request':
    case 'revocation-list':
    case 'pkcs7':
      return item.der;
    case 'public-key':
      return item.spki;
    default:
      return undefined;
  }
}

function text(lines: readonly string[]): FilePart {
  const all = lines.map((line) => (line.length > 2_000 ? printable(line, 2_000) : line)).join('\n');
  const rest = all.length - longestText;
  return {
    kind: 'text',
    text: rest <= 0 ? all : `${all.slice(0, longestText)}\n${l10n.t('… {0} more characters', rest)}\n`,
  };
}

function elementView({ depth, offset, length, headerLength, tag, value, damage }: Asn1Element): ElementView {
  return { depth, offset, length: headerLength + length, tag, value, ...(damage === undefined ? {} : { damage }) };
}
