import type { ReadCertificate } from '../../relations/read.ts';
import { textOf } from '../../relations/group.ts';
import type { ItemIndex } from '../../relations/relation.ts';
import type { Material } from '../material.ts';
import { baseName, directoryOf, trustFile } from './paths.ts';

/** What the node trusts whose directory this file lies in; empty where it is no node's directory. */
export function trustBeside(material: Material, source: string): readonly ReadCertificate[] {
  return material.certificatesIn(directoryOf(source) + trustFile);
}

/** Whether a file is what a node trusts. */
export function isTrustFile(source: string): boolean {
  return baseName(source) === trustFile;
}

/** Whether the key that issued something is one of these certificates'. */
export function isIssuedByOneOf(material: Material, index: ItemIndex, roots: readonly ReadCertificate[]): boolean {
  const issuers = material.issuedBy(index)?.issuers ?? [];
  const keys = new Set(roots.map(({ certificate }) => textOf(certificate.spki)));
  return issuers.some((issuer) => {
    const certificate = material.certificateAt(issuer);
    return certificate !== undefined && keys.has(textOf(certificate.spki));
  });
}
