import { printable } from '../../printable.ts';
import { Problem } from '../../problem.ts';
import { X509Problem } from '../../x509/problem.ts';
import { nameText, rootCalled } from '../findings/words.ts';
import { counted, moment, span } from '../../time-words.ts';
import type { Item, KeyKind, PrivateKeyItem } from '../items/item.ts';
import { keyKind } from '../items/key-kind.ts';
import { swarmIdentityOf } from '../items/swarm-identity.ts';
import { groupBy } from '../relations/group.ts';
import { keyName } from '../../x509/key-name.ts';
import type { IssuedBy, ItemIndex, SameKey, TokenRoot } from '../relations/relation.ts';
import type { Report } from './report.ts';

/** An item in a line for people. */
export interface ShortForm {
  /** `certificate`, `private key` */
  readonly kind: string;
  /** What tells it from others of its kind. */
  readonly title: string;
  /** What else is known, how it belongs to other items included; these are numbered from 1. */
  readonly details: readonly string[];
}

/** Writes items of a report in short form; what belongs to what is looked up once. */
export class ShortForms {
  readonly #report: Report;
  readonly #issuedBy = new Map<ItemIndex, IssuedBy>();
  readonly #sameKey = new Map<ItemIndex, SameKey>();
  readonly #tokenRoots: ReadonlyMap<ItemIndex, readonly TokenRoot[]>;

  constructor(report: Report) {
    this.#report = report;
    const tokenRoots: TokenRoot[] = [];
    for (const relation of report.relations) {
      if (relation.kind === 'issued-by') this.#issuedBy.set(relation.certificate, relation);
      if (relation.kind === 'same-key') for (const index of relation.items) this.#sameKey.set(index, relation);
      if (relation.kind === 'token-root') tokenRoots.push(relation);
    }
    this.#tokenRoots = groupBy(tokenRoots, ({ token }) => token);
  }

  of(index: ItemIndex): ShortForm | undefined {
    const item = this.#report.items[index];
    return item && this.#write(item, index);
  }

  #write(item: Item, index: ItemIndex): ShortForm {
    switch (item.kind) {
      case 'certificate':
        return {
          kind: 'certificate',
          title: certificateTitle(item.skim),
          details: [
            this.#validity(item.skim),
            ...this.#issuer(index),
            ...keyDetails(kindOf(item.skim.spki), item.skim.spki),
          ],
        };
      case 'request':
        return {
          kind: 'certificate request',
          title: nameText(item.subject),
          details: [...keyDetails(item.key, item.spki), ...this.#companions(index)],
        };
      case 'private-key':
        return { kind: 'private key', title: privateKeyTitle(item), details: this.#privateKey(item, index) };
      case 'public-key':
        return {
          kind: 'public key',
          title: keyText(item.key),
          details: [`key ${keyName(item.spki)}`, ...this.#companions(index)],
        };
      case 'revocation-list':
        return {
          kind: 'revocation list',
          title: `of ${nameText(item.issuer)}`,
          details: [
            `${counted(item.revoked, 'certificate')} revoked`,
            `of ${moment(item.thisUpdate)}`,
            ...(item.nextUpdate === undefined ? [] : [`the next on ${moment(item.nextUpdate)}`]),
          ],
        };
      case 'pkcs7':
      case 'pkcs12':
        return {
          kind: item.kind === 'pkcs7' ? 'PKCS #7' : 'PKCS #12',
          title: item.locked
            ? `closed${item.lock === undefined ? '' : `: ${lockTexts[item.lock]}`}`
            : 'what is in it follows',
          details: item.encryption === undefined ? [] : [printable(item.encryption, 160)],
        };
      case 'join-token':
        return { kind: 'join token', ...this.#token(item.token, index) };
      case 'unlock-key':
        return { kind: 'unlock key', title: item.problem === undefined ? 'well-formed' : 'malformed', details: [] };
      case 'unreadable':
        return { kind: printable(item.as, 60), title: 'cannot be read', details: [] };
    }
  }

  #validity({ notBefore, notAfter }: { readonly notBefore: number; readonly notAfter: number }): string {
    const { now } = this.#report;
    if (now < notBefore) return `valid from ${moment(notBefore)}, in ${span(notBefore - now)}`;
    if (now > notAfter) return `expired on ${moment(notAfter)}, ${span(now - notAfter)} ago`;
    return `valid until ${moment(notAfter)}, ${span(notAfter - now)} left`;
  }

  #issuer(index: ItemIndex): readonly string[] {
    const by = this.#issuedBy.get(index);
    const first = this.#report.items[by?.issuers[0] ?? -1];
    const item = this.#report.items[index];
    if (by?.issuers.includes(index) === true) return ['self-signed'];
    if (by !== undefined && first?.kind === 'certificate') {
      return [`issued by ${rootCalled(first.skim)}, ${numbers(by.issuers)}`];
    }
    return item?.kind === 'certificate' ? [`issued by ${nameText(item.skim.issuer)}, which is not here`] : [];
  }

  #privateKey(item: PrivateKeyItem, index: ItemIndex): readonly string[] {
    const { nodeKey } = item;
    return [
      ...(item.spki === undefined ? [] : [`key ${keyName(item.spki)}`]),
      ...(nodeKey === undefined ? [] : [`a swarm node’s${nodeKey.raftDek === undefined ? '' : ', a manager’s'}`]),
      ...this.#companions(index),
    ];
  }

  /** The certificates and requests for the same key. */
  #companions(index: ItemIndex): readonly string[] {
    const others = (this.#sameKey.get(index)?.items ?? []).filter((other) => {
      const kind = this.#report.items[other]?.kind;
      return other !== index && (kind === 'certificate' || kind === 'request');
    });
    return others.length === 0 ? [] : [`belongs to ${numbers(others)}`];
  }

  #token(token: Extract<Item, { readonly kind: 'join-token' }>['token'], index: ItemIndex): Omit<ShortForm, 'kind'> {
    if (token instanceof Problem) return { title: 'malformed', details: [] };
    const roots = (this.#tokenRoots.get(index) ?? []).flatMap((match) => match.roots);
    return {
      title: `version ${token.version}${token.fips ? ', FIPS' : ''}, root digest ${token.digest.slice(0, 16)}…`,
      details: roots.length === 0 ? [] : [`of the root ${numbers([...new Set(roots)])}`],
    };
  }
}

const lockTexts = {
  'no-password': 'it needs a password, which `--password-file` gives',
  'wrong-password': 'the password is another, or it was changed since',
  'unsupported-encryption': 'encrypted in a way that is not opened here',
  'too-many-rounds': 'it asks for too much work',
} as const;

function certificateTitle(skim: Extract<Item, { readonly kind: 'certificate' }>['skim']): string {
  const identity = swarmIdentityOf(skim);
  if (identity === undefined || identity.role === 'ca') return nameText(skim.subject);
  const { role, nodeId, clusterId } = identity;
  return `${role} ${printable(nodeId, 40)} of swarm ${printable(clusterId, 40)}`;
}

const encodings = {
  pkcs8: 'PKCS #8',
  pkcs1: 'PKCS #1',
  sec1: 'SEC 1',
  dsa: 'OpenSSL’s form',
  openssh: 'OpenSSH',
  'encrypted-pkcs8': 'encrypted PKCS #8',
  'legacy-encrypted': 'encrypted as of RFC 1423',
} as const;

function privateKeyTitle({ key, encoding, encryption }: PrivateKeyItem): string {
  const how = encryption === undefined ? encodings[encoding] : `${encodings[encoding]}: ${printable(encryption, 120)}`;
  return key === undefined ? how : `${keyText(key)}, ${how}`;
}

function keyDetails(kind: KeyKind | undefined, spki: Uint8Array): readonly string[] {
  return [`key ${keyName(spki)}${kind === undefined ? '' : `, ${keyText(kind)}`}`];
}

/** `P-256`, `RSA 2048` */
function keyText({ algorithm, curve, bits, oid }: KeyKind): string {
  if (algorithm === 'ec') return curve ?? 'EC';
  if (algorithm === 'other') return `of the algorithm ${oid ?? 'unknown'}`;
  return bits === undefined ? algorithm : `${algorithm.toUpperCase()} ${bits}`;
}

function kindOf(spki: Uint8Array): KeyKind | undefined {
  try {
    return keyKind(spki);
  } catch (error) {
    if (error instanceof X509Problem) return undefined;
    throw error;
  }
}

const mostNumbers = 5;

/** As people count. */
function numbers(indices: readonly ItemIndex[]): string {
  const shown = indices.slice(0, mostNumbers).map((index) => `#${index + 1}`);
  return shown.join(', ') + (indices.length > mostNumbers ? ` and ${indices.length - mostNumbers} others` : '');
}
