import type { Item, UnreadableItem } from '../items/item.ts';
import { describeCertificate } from './certificate.ts';
import { describeContainer } from './container.ts';
import type { ContainerDescription } from './container.ts';
import type { CertificateDescription, PublicKeyDescription } from './description.ts';
import { describePrivateKey } from './private-key.ts';
import type { PrivateKeyDescription } from './private-key.ts';
import { describePublicKey } from './public-key.ts';
import { describeRequest } from './request.ts';
import type { RequestDescription } from './request.ts';
import { describeRevocationList } from './revocation-list.ts';
import type { RevocationListDescription } from './revocation-list.ts';
import type { Secrets } from './secrets.ts';
import { describeProblem } from '../problem-description.ts';
import type { ProblemDescription } from '../problem-description.ts';
import { describeJoinToken, describeUnlockKey } from './token.ts';
import type { JoinTokenDescription, UnlockKeyDescription } from './token.ts';

/** All that is in an item, as plain data that JSON can carry. Secret is nothing, unless it was asked for. */
export type ItemDescription =
  | Described<'certificate', CertificateDescription>
  | Described<'request', RequestDescription>
  | Described<'private-key', PrivateKeyDescription>
  | Described<'public-key', PublicKeyDescription>
  | Described<'revocation-list', RevocationListDescription>
  | Described<'pkcs7' | 'pkcs12', ContainerDescription>
  | Described<'join-token', JoinTokenDescription>
  | Described<'unlock-key', UnlockKeyDescription>
  | Described<'unreadable', UnreadableDescription>;

type Described<Kind extends Item['kind'], Description> = { readonly kind: Kind } & Description;

export interface UnreadableDescription {
  readonly as: string;
  readonly problem: ProblemDescription;
}

export interface DescribeOptions extends Secrets {
  /** Of PKCS #12 files. Secret. */
  readonly password?: string | undefined;
}

/** Describes an item of any kind; the types of ASN.1 are loaded when the first that needs them is described. */
export async function describeItem(item: Item, options: DescribeOptions = {}): Promise<ItemDescription> {
  switch (item.kind) {
    case 'certificate':
      return { kind: item.kind, ...(await describeCertificate(item.skim.der)), trailing: item.trailing };
    case 'request':
      return { kind: item.kind, ...(await describeRequest(item.der, options)), trailing: item.trailing ?? 0 };
    case 'private-key':
      return { kind: item.kind, ...describePrivateKey(item, options) };
    case 'public-key':
      return { kind: item.kind, ...describePublicKey(item.spki) };
    case 'revocation-list':
      return { kind: item.kind, ...(await describeRevocationList(item.der)), trailing: item.trailing ?? 0 };
    case 'pkcs7':
    case 'pkcs12':
      return { kind: item.kind, ...describeContainer(item, options.password) };
    case 'join-token':
      return { kind: item.kind, ...describeJoinToken(item, options) };
    case 'unlock-key':
      return { kind: item.kind, ...describeUnlockKey(item, options) };
    case 'unreadable':
      return { kind: item.kind, ...describeUnreadable(item) };
  }
}

function describeUnreadable({ as, problem }: UnreadableItem): UnreadableDescription {
  return { as, problem: describeProblem(problem) };
}
