import { sameBytes } from '../../../x509/certificate.ts';
import { swarmIdentityOf } from '../../items/swarm-identity.ts';
import type { ReadCertificate } from '../../relations/read.ts';
import type { ItemIndex } from '../../relations/relation.ts';
import type { Material } from '../material.ts';
import { isTrustFile } from './trust.ts';
import { isNode } from './validity.ts';

/** A certificate that is, or could be meant to become, the root of a swarm. */
export interface Root {
  readonly read: ReadCertificate;
  /** It is a swarm's by its name, its file, or what it has issued. What else could be meant to become one is judged more mildly. */
  readonly isSwarms: boolean;
  /** It lies in the file of what a node trusts. */
  readonly isCurrent: boolean;
}

/** A file with so many self-issued certificates, and no others, may hold the root that somebody wants to give to a swarm. */
const mostWanted = 2;

export function rootsOf(material: Material): readonly Root[] {
  const before = known.get(material);
  if (before !== undefined) return before;
  const roots = findRoots(material);
  known.set(material, roots);
  return roots;
}

/** Many rules ask for the same. */
const known = new WeakMap<Material, readonly Root[]>();

function findRoots(material: Material): readonly Root[] {
  const issuersOfNodes = issuers(material);
  return material.certificates.flatMap((read): Root[] => {
    const { index, item, certificate } = read;
    const isCurrent = isTrustFile(item.place.source);
    const isSelfIssued = sameBytes(certificate.subject, certificate.issuer);
    // A root's name and key that another has signed is no root.
    const isRoot = isCurrent || (isSelfIssued && material.isSelfSigned(index));
    if (!isRoot || isNode(certificate)) return [];
    const isSwarms = isCurrent || swarmIdentityOf(certificate)?.role === 'ca' || issuersOfNodes.has(index);
    const maySign = certificate.facts.basicConstraints?.ca ?? certificate.version < 3;
    return isSwarms || (maySign && isAlone(material, item.place.source)) ? [{ read, isSwarms, isCurrent }] : [];
  });
}

function issuers(material: Material): ReadonlySet<ItemIndex> {
  return new Set(
    material.certificates.flatMap(({ index, certificate }) =>
      isNode(certificate) ? (material.issuedBy(index)?.issuers ?? []) : [],
    ),
  );
}

function isAlone(material: Material, source: string): boolean {
  const stated = material.certificatesIn(source);
  return (
    stated.length <= mostWanted && stated.every(({ certificate }) => sameBytes(certificate.subject, certificate.issuer))
  );
}
