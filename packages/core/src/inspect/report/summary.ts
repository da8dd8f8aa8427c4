import { iso } from '../../time-words.ts';
import { describeProblem } from '../problem-description.ts';
import { Problem } from '../../problem.ts';
import { printable } from '../../printable.ts';
import { hash } from 'node:crypto';
import { describeName } from '../decode/name.ts';
import type { Item, KeyKind } from '../items/item.ts';
import { keyKind } from '../items/key-kind.ts';
import { swarmIdentityOf } from '../items/swarm-identity.ts';
import { keyName } from '../../x509/key-name.ts';
import { X509Problem } from '../../x509/problem.ts';

/** An item in a few members that JSON can carry: docs/inspect.md has them all. Nothing secret unless that is wanted. */
export type Summary = Readonly<Record<string, unknown>>;

/** Members that are left out where they are `undefined`. */
function members(given: Readonly<Record<string, unknown>>): Summary {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** @param showSecrets whether keys and the secrets of tokens are told */
export function summaryOf(item: Item, showSecrets: boolean): Summary {
  const find = item.find;
  switch (item.kind) {
    case 'certificate': {
      const { der, subject, issuer, serialNumber, notBefore, notAfter, spki } = item.skim;
      return members({
        subject: shown(subject),
        issuer: shown(issuer),
        serialNumber: Buffer.from(serialNumber).toString('hex'),
        notBefore: iso(notBefore),
        notAfter: iso(notAfter),
        key: kindOf(spki),
        keyName: keyName(spki),
        sha256: hash('sha256', der, 'hex'),
        swarm: swarmOf(subject),
        trailing: item.trailing === 0 ? undefined : item.trailing,
      });
    }
    case 'request':
      return { subject: shown(item.subject), key: item.key, keyName: keyName(item.spki) };
    case 'private-key':
      return members({
        encoding: item.encoding,
        key: item.key,
        keyName: item.spki && keyName(item.spki),
        encryption: item.encryption === undefined ? undefined : printable(item.encryption),
        nodeKey: item.nodeKey,
        der:
          showSecrets && (find?.kind === 'pem' || find?.kind === 'der')
            ? Buffer.from(find.der).toString('base64')
            : undefined,
      });
    case 'public-key':
      return { key: item.key, keyName: keyName(item.spki) };
    case 'revocation-list':
      return members({
        issuer: shown(item.issuer),
        thisUpdate: iso(item.thisUpdate),
        nextUpdate: item.nextUpdate === undefined ? undefined : iso(item.nextUpdate),
        revoked: item.revoked,
      });
    case 'pkcs7':
    case 'pkcs12':
      return members({
        locked: item.locked,
        lock: item.lock,
        encryption: item.encryption === undefined ? undefined : printable(item.encryption),
      });
    case 'join-token':
      return members({
        ...(item.token instanceof Problem
          ? { problem: describeProblem(item.token) }
          : { version: item.token.version, fips: item.token.fips, digest: item.token.digest }),
        text: showSecrets && find?.kind === 'join-token' ? printable(find.text, 300) : undefined,
      });
    case 'unlock-key':
      return members({
        problem: item.problem && describeProblem(item.problem),
        text: showSecrets && find?.kind === 'unlock-key' ? printable(find.text, 300) : undefined,
      });
    case 'unreadable':
      return { as: printable(item.as), problem: describeProblem(item.problem) };
  }
}

function shown(name: Uint8Array): string {
  return printable(describeName(name).text, 400);
}

function swarmOf(subject: Uint8Array): unknown {
  const identity = swarmIdentityOf({ subject });
  if (identity === undefined || identity.role === 'ca') return identity;
  const { role, nodeId, clusterId } = identity;
  return { role, nodeId: printable(nodeId), clusterId: printable(clusterId) };
}

/** @returns `undefined` for one that breaks its form */
function kindOf(spki: Uint8Array): KeyKind | undefined {
  try {
    return keyKind(spki);
  } catch (error) {
    if (error instanceof X509Problem) return undefined;
    throw error;
  }
}
