import { printable } from '../../printable.ts';
import { counted } from '../../time-words.ts';
import type { ContainerDescription } from '../decode/container.ts';
import type { PublicKeyDescription } from '../decode/description.ts';
import type { ItemDescription, UnreadableDescription } from '../decode/item.ts';
import type { ProblemDescription } from '../problem-description.ts';
import type { JoinTokenDescription, UnlockKeyDescription } from '../decode/token.ts';
import type { ContainerLock } from '../items/item.ts';
import { span } from './line.ts';
import type { Line } from './line.ts';
import { keySpans, peopleCertificate, row } from './people-certificate.ts';
import { peoplePrivateKey } from './people-private-key.ts';
import { peopleRequest } from './people-request.ts';
import { peopleRevocationList } from './people-revocation-list.ts';

/**
 * An item of any kind as people want to see it first. Whatever is somebody else's text in it is printable.
 *
 * @param now ms since epoch
 */
export function peopleItem(description: ItemDescription, now: number): readonly Line[] {
  switch (description.kind) {
    case 'certificate':
      return peopleCertificate(description, now);
    case 'request':
      return peopleRequest(description);
    case 'private-key':
      return peoplePrivateKey(description);
    case 'public-key':
      return peoplePublicKey(description);
    case 'revocation-list':
      return peopleRevocationList(description, now);
    case 'pkcs7':
      return peopleContainer('PKCS #7', description);
    case 'pkcs12':
      return peopleContainer('PKCS #12', description);
    case 'join-token':
      return peopleJoinToken(description);
    case 'unlock-key':
      return peopleUnlockKey(description);
    case 'unreadable':
      return peopleUnreadable(description);
  }
}

function peoplePublicKey(key: PublicKeyDescription): readonly Line[] {
  return [[span('public key')], row('key', ...keySpans(key)), row('sha256', span(key.sha256))];
}

const lockTexts: Readonly<Record<ContainerLock, string>> = {
  'no-password': 'it takes a password to open it',
  'wrong-password': 'the password does not open it, or it was changed since it was made',
  'unsupported-encryption': 'encrypted in a way that is not opened here',
  'too-many-rounds': 'it asks for more work than is done for a file, or than those before it have left',
};

function peopleContainer(title: string, container: ContainerDescription): readonly Line[] {
  const { lock, encryption, signedData, mac, bags, sha256 } = container;
  const names = (bags ?? []).flatMap(({ friendlyName }) => (friendlyName === undefined ? [] : [friendlyName]));
  return [
    [span(title)],
    ...(lock === undefined ? [] : [row('locked', span(lockTexts[lock], 'warn'))]),
    ...(encryption === undefined ? [] : [row('cipher', span(printable(encryption)))]),
    ...(mac?.name === undefined
      ? []
      : [row('MAC', span(printable(`${mac.name}, ${mac.rounds ?? 1} rounds: ${mac.state}`)))]),
    ...(mac?.state === 'none' ? [row('MAC', span('none: nobody would see if it was changed', 'warn'))] : []),
    ...(signedData === undefined
      ? []
      : [
          row(
            'holds',
            span(
              `${counted(signedData.certificates, 'certificate')}, ${counted(signedData.revocationLists, 'revocation list')}`,
            ),
          ),
          row(
            'signed',
            span(signedData.signers === 0 ? 'no' : `by ${signedData.signers}; that is not checked`, 'muted'),
          ),
        ]),
    ...(names.length === 0 ? [] : [row('called', span(printable([...new Set(names)].join(', '))))]),
    row('sha256', span(sha256, 'muted')),
  ];
}

function peopleJoinToken({ version, fips, digest, secret, problem }: JoinTokenDescription): readonly Line[] {
  if (problem !== undefined) return [[span('join token')], ...problemRows(problem)];
  return [
    [span(fips === true ? 'join token of a swarm that demands FIPS' : 'join token')],
    row('version', span(String(version ?? ''))),
    row('root', span(digest ?? ''), span(' is the SHA-256 of its file', 'muted')),
    row('role', span('a worker or a manager: that only the swarm can tell', 'muted')),
    ...(secret === undefined ? [] : [row('secret', span(printable(secret), 'warn'))]),
  ];
}

function peopleUnlockKey({ key, problem }: UnlockKeyDescription): readonly Line[] {
  return [
    [span('unlock key')],
    ...(problem === undefined ? [] : problemRows(problem)),
    ...(key === undefined ? [] : [row('secret', span(key, 'warn'))]),
  ];
}

function peopleUnreadable({ as, problem }: UnreadableDescription): readonly Line[] {
  return [[span(`${printable(as)} that cannot be read`, 'bad')], ...problemRows(problem)];
}

function problemRows({ message, expected, next }: ProblemDescription): readonly Line[] {
  return [
    row('problem', span(printable(message), 'bad')),
    ...(expected === undefined ? [] : [row('expected', span(printable(expected, 500)))]),
    ...(next === undefined ? [] : [row('next', span(printable(next, 500)))]),
  ];
}
