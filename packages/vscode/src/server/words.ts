import * as l10n from '@vscode/l10n';
import { swarmIdentityOf } from '@swarmpki/core/inspect';
import type { Item } from '@swarmpki/core/inspect';
import { keyName, nameText, printable, span } from '@swarmpki/core/inspect/report';

/** What an item is called where there is little room: `worker k2f0…`. */
export function shortName(item: Item): string {
  switch (item.kind) {
    case 'certificate': {
      const identity = swarmIdentityOf(item.skim);
      if (identity === undefined) return unquoted(nameText(item.skim.subject));
      if (identity.role === 'ca') return l10n.t('swarm root {0}', keyName(item.skim.spki));
      return `${identity.role} ${shortId(identity.nodeId)}`;
    }
    case 'request':
      return l10n.t('request {0}', unquoted(nameText(item.subject)));
    case 'private-key':
      return item.spki === undefined ? l10n.t('private key') : l10n.t('private key {0}', keyName(item.spki));
    case 'public-key':
      return l10n.t('public key {0}', keyName(item.spki));
    case 'revocation-list':
      return l10n.t('revocations of {0}', unquoted(nameText(item.issuer)));
    case 'pkcs7':
      return 'PKCS #7';
    case 'pkcs12':
      return 'PKCS #12';
    case 'join-token':
      if (item.find?.kind === 'join-token' && item.find.placeholder) return l10n.t('join token, left blank');
      return 'digest' in item.token ? l10n.t('join token') : l10n.t('malformed join token');
    case 'unlock-key':
      return l10n.t('unlock key');
    case 'unreadable':
      return printable(item.as, 30);
  }
}

/** How an item stands: `81 days left`; empty where time changes nothing. */
export function stateOf(item: Item, now: number): string {
  if (item.kind === 'unreadable') return l10n.t('cannot be read');
  if (item.kind === 'revocation-list') {
    if (item.nextUpdate === undefined) return '';
    return now > item.nextUpdate
      ? l10n.t('outdated for {0}', span(now - item.nextUpdate))
      : l10n.t('next in {0}', span(item.nextUpdate - now));
  }
  if (item.kind !== 'certificate') return '';
  const { notBefore, notAfter } = item.skim;
  if (notAfter < notBefore) return l10n.t('never valid');
  if (now < notBefore) return l10n.t('valid in {0}', span(notBefore - now));
  if (now > notAfter) return l10n.t('expired {0} ago', span(now - notAfter));
  return l10n.t('{0} left', span(notAfter - now));
}

function shortId(id: string): string {
  return id === '' ? l10n.t('(no id)') : printable(id, 4);
}

function unquoted(name: string): string {
  return name.replace(/^“|”$/g, '');
}

/** A text in so many characters at most, of which the last then is `…`. */
export function fit(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, Math.max(0, most - 1)).join('')}…`;
}
