import { hash } from 'node:crypto';
import type { ContainerItem, ContainerLock } from '../items/item.ts';
import { readPkcs7Contents } from '../items/containers.ts';
import { readPkcs12 } from '../items/pkcs12/read.ts';
import type { Pkcs12Mac } from '../items/pkcs12/opener.ts';
import type { OidDescription } from './parts.ts';
import { attempt, describeOid, hexOf } from './elements.ts';

/** What a container is; what is in it are items of their own. */
export interface ContainerDescription {
  readonly locked: boolean;
  /** Why something in it remained closed. */
  readonly lock?: ContainerLock;
  /** Of what is encrypted in it, for people. */
  readonly encryption?: string;
  /** Of PKCS #7. */
  readonly signedData?: SignedDataDescription;
  /** Of PKCS #12. */
  readonly mac?: Pkcs12Mac;
  readonly bags?: readonly BagDescription[];
  readonly sha256: string;
  readonly size: number;
}

interface SignedDataDescription {
  readonly contentType: OidDescription;
  readonly certificates: number;
  readonly revocationLists: number;
  /** None is what is called degenerate: it is a bag of certificates. Signatures are not checked. */
  readonly signers: number;
}

interface BagDescription {
  readonly kind: 'certificate' | 'revocation-list' | 'private-key' | 'encrypted-private-key' | 'other';
  /** What its maker calls it. */
  readonly friendlyName?: string;
  /** Ties a key to its certificate, hexadecimal. */
  readonly localKeyId?: string;
  /** Of an `other` one. */
  readonly type?: OidDescription;
}

/**
 * Describes a container.
 *
 * @param password opens PKCS #12
 */
export function describeContainer(item: ContainerItem, password?: string): ContainerDescription {
  const { kind, der, locked, lock, encryption } = item;
  return {
    locked,
    ...(lock === undefined ? {} : { lock }),
    ...(encryption === undefined ? {} : { encryption }),
    ...(kind === 'pkcs7' ? describePkcs7(der) : describePkcs12(der, password)),
    sha256: hash('sha256', der),
    size: der.length,
  };
}

function describePkcs7(der: Uint8Array): Pick<ContainerDescription, 'signedData'> {
  const result = attempt(() => readPkcs7Contents(der));
  if ('problem' in result) return {};
  const { contentType, certificates, revocationLists, signers } = result.read;
  return {
    signedData: {
      contentType: describeOid(contentType),
      certificates: certificates.length,
      revocationLists: revocationLists.length,
      signers,
    },
  };
}

function describePkcs12(der: Uint8Array, password: string | undefined): Pick<ContainerDescription, 'mac' | 'bags'> {
  const result = attempt(() => readPkcs12(der, password));
  if ('problem' in result) return {};
  const bags = result.read.bags.map(({ kind, friendlyName, localKeyId, oid }) => ({
    kind,
    ...(friendlyName === undefined ? {} : { friendlyName }),
    ...(localKeyId === undefined ? {} : { localKeyId: hexOf(localKeyId) }),
    ...(oid === undefined ? {} : { type: describeOid(oid) }),
  }));
  return { mac: result.read.mac, bags };
}
