import type { Certificate } from './certificate.ts';
import { Tag } from './der-reader.ts';
import { der, octetString, sequence, tlv } from './der-writer.ts';
import type { Extension } from './extensions.ts';
import { Oid } from './oid.ts';
import { keyIdentifier } from './public-key.ts';

/** Extensions that Go's library knows, in the order in which it writes them; all others it drops. */
const modelled = [
  Oid.keyUsage,
  Oid.extendedKeyUsage,
  Oid.basicConstraints,
  Oid.subjectKeyIdentifier,
  Oid.authorityKeyIdentifier,
  Oid.authorityInfoAccess,
  Oid.subjectAltName,
  Oid.certificatePolicies,
  Oid.nameConstraints,
  Oid.cRLDistributionPoints,
] as const;

/**
 * The extensions of a cross-signed certificate (docs/protocol.md §8.5): those of the new root that Go models, in its order
 * and critical where it makes them so; a subject key identifier even if the new root has none, as Go gives every CA one;
 * and an authority key identifier that names the old root's key, if that has a name.
 */
export function crossSignedExtensions(successor: Certificate, predecessor: Certificate): readonly Extension[] {
  return modelled.flatMap((oid) => {
    const given =
      oid === Oid.authorityKeyIdentifier ? undefined : successor.extensions.find((each) => each.oid === oid);
    const value = given?.value ?? computed(oid, successor, predecessor);
    return value ? [{ oid, critical: isCritical(oid, given?.critical ?? false, successor), value }] : [];
  });
}

function computed(oid: string, successor: Certificate, predecessor: Certificate): Uint8Array | undefined {
  if (oid === Oid.subjectKeyIdentifier) return der(octetString([keyIdentifier(successor.spki)]));
  const issuerKeyId = predecessor.facts.subjectKeyIdentifier;
  if (oid !== Oid.authorityKeyIdentifier || issuerKeyId === undefined) return undefined;
  return der(sequence(tlv(Tag.context(0), issuerKeyId)));
}

const emptyName = 2;

function isCritical(oid: (typeof modelled)[number], given: boolean, { subject }: Certificate): boolean {
  switch (oid) {
    case Oid.keyUsage:
    case Oid.basicConstraints:
      return true;
    case Oid.subjectAltName:
      return subject.length === emptyName;
    case Oid.nameConstraints:
      return given;
    default:
      return false;
  }
}
