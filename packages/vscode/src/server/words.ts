import { swarmIdentityOf } from '@swarmpki/core/inspect';
import type { Item } from '@swarmpki/core/inspect';
import { keyName, nameText, printable, span } from '@swarmpki/core/inspect/report';

/** What an item is called where there is little room: `worker k2f0…`. */
export function shortName(item: Item): string {
  switch (item.kind) {
    case 'certificate': {
      const identity = swarmIdentityOf(item.skim);
      if (identity === undefined) return unquoted(nameText(item.skim.subject));
      if (identity.role === 'ca') return `swarm root ${keyName(item.skim.spki)}`;
      return `${identity.role} ${shortId(identity.nodeId)}`;
    }
    case 'request':
      return `request ${unquoted(nameText(item.subject))}`;
    case 'private-key':
      return item.spki === undefined ? 'private key' : `private key ${keyName(item.spki)}`;
    case 'public-key':
      return `public key ${keyName(item.spki)}`;
    case 'revocation-list':
      return `revocations of ${unquoted(nameText(item.issuer))}`;
    case 'pkcs7':
      return 'PKCS #7';
    case 'pkcs12':
      return 'PKCS #12';
    case 'join-token':
      return 'digest' in item.token ? 'join token' : 'malformed join token';
    case 'unlock-key':
      return 'unlock key';
    case 'unreadable':
      return printable(item.as, 30);
  }
}

/** How an item stands: `81 days left`; empty where time changes nothing. */
export function stateOf(item: Item, now: number): string {
  if (item.kind === 'unreadable') return 'cannot be read';
  if (item.kind === 'revocation-list') {
    if (item.nextUpdate === undefined) return '';
    return now > item.nextUpdate
      ? `outdated for ${span(now - item.nextUpdate)}`
      : `next in ${span(item.nextUpdate - now)}`;
  }
  if (item.kind !== 'certificate') return '';
  const { notBefore, notAfter } = item.skim;
  if (notAfter < notBefore) return 'never valid';
  if (now < notBefore) return `valid in ${span(notBefore - now)}`;
  if (now > notAfter) return `expired ${span(now - notAfter)} ago`;
  return `${span(notAfter - now)} left`;
}

function shortId(id: string): string {
  return id === '' ? '(no id)' : printable(id, 4);
}

function unquoted(name: string): string {
  return name.replace(/^“|”$/g, '');
}

/** A text in so many characters at most, of which the last then is `…`. */
export function fit(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, Math.max(0, most - 1)).join('')}…`;
}
