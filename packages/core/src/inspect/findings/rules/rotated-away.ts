import { sameBytes } from '../../../x509/certificate.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import { groupBy, textOf } from '../../relations/group.ts';
import type { ReadCertificate } from '../../relations/read.ts';
import type { FindingCode } from '../catalogue.ts';
import type { Finding } from '../finding.ts';
import type { Material, Rule } from '../material.ts';
import { say } from '../say.ts';
import { called, capital, rootCalled } from '../words.ts';
import { formerlyOf, nameOf } from './live.ts';
import { rejoinCure } from './mending.ts';
import { isIssuedByOneOf, trustBeside } from './trust.ts';
import { isNode } from './validity.ts';

/** Nodes' certificates of a root that has a successor: beside them, or by the certificate that cross-signs that one. */
export const rotatedAway: Rule = function* (material) {
  const successors = successorsOf(material);
  for (const read of material.certificates) {
    if (!isNode(read.certificate)) continue;
    const issuer = material
      .issuedBy(read.index)
      ?.issuers.map((index) => material.certificateAt(index))
      .find(Boolean);
    if (issuer === undefined) continue;
    const trusted = trustBeside(material, read.item.place.source);
    const finding =
      trusted.length > 0
        ? besideTrust(material, read, issuer, trusted)
        : (withSuccessor(read, issuer, successors) ?? ofFormerRoot(material, read, issuer));
    if (finding !== undefined) yield finding;
  }
};

function besideTrust(
  material: Material,
  read: ReadCertificate,
  issuer: Certificate,
  trusted: readonly ReadCertificate[],
): Finding<FindingCode> | undefined {
  const [root] = trusted;
  if (root === undefined || isIssuedByOneOf(material, read.index, trusted) || leadsTo(material, read, trusted))
    return undefined;
  const isOlder = sameBytes(issuer.subject, root.certificate.subject) && issuer.notBefore <= root.certificate.notBefore;
  return say(isOlder ? 'rotated-away-root' : 'issuer-other-key', read.item.place, {
    severity: 'error',
    reason: `${capital(called(read.certificate))} was issued by ${rootCalled(issuer)}; its node trusts ${rootCalled(root.certificate)}.`,
    cure: isOlder
      ? `It missed the rotation to that root. ${rejoinCure(read.certificate)}`
      : `The files come from different swarms, or from different moments of one. ${rejoinCure(read.certificate)}`,
    related: [root.item.place],
  });
}

/** Whether a chain runs to one of the roots, through whatever cross-signs its issuer. */
function leadsTo(material: Material, { index }: ReadCertificate, roots: readonly ReadCertificate[]): boolean {
  const wanted = new Set(roots.map((root) => root.index));
  const seen = new Set([index]);
  let level = [index];
  // No level is looked at twice, so it ends with the certificates.
  while (level.length > 0 && seen.size < 64) {
    level = level.flatMap((each) => material.issuedBy(each)?.issuers ?? []).filter((each) => !seen.has(each));
    if (level.some((each) => wanted.has(each))) return true;
    for (const each of level) seen.add(each);
  }
  return false;
}

/** The certificates by which roots have signed other keys, by the key of that root. */
function successorsOf(material: Material): ReadonlyMap<string, readonly ReadCertificate[]> {
  const crossSigned = material.certificates.filter(
    ({ index, certificate }) =>
      certificate.facts.basicConstraints?.ca === true &&
      sameBytes(certificate.subject, certificate.issuer) &&
      !material.isSelfSigned(index),
  );
  return groupBy(crossSigned, ({ index }) => {
    const issuer = material.certificateAt(material.issuedBy(index)?.issuers[0]);
    return issuer && textOf(issuer.spki);
  });
}

function withSuccessor(
  { item, certificate }: ReadCertificate,
  issuer: Certificate,
  successors: ReadonlyMap<string, readonly ReadCertificate[]>,
): Finding<FindingCode> | undefined {
  const [successor] = successors.get(textOf(issuer.spki)) ?? [];
  if (successor === undefined) return undefined;
  return say('rotated-away-root', item.place, {
    reason: `${capital(called(certificate))} was issued by ${rootCalled(issuer)}, which has signed its successor ${rootCalled(successor.certificate)}: a rotation has begun, and ends only when no certificate of the old root is left.`,
    cure: 'See `docker node ls --format "{{.Hostname}} {{.TLSStatus}}"`: a node that is up renews by itself within minutes. After the end of the rotation it has to leave and join again.',
    related: [successor.item.place],
  });
}

/** By what is known of a swarm that lives: the certificate is an old copy, or its node was away too long. */
function ofFormerRoot(
  material: Material,
  { item, certificate }: ReadCertificate,
  issuer: Certificate,
): Finding<FindingCode> | undefined {
  const swarm = formerlyOf(material, issuer);
  return (
    swarm &&
    say('rotated-away-root', item.place, {
      reason: `${capital(called(certificate))} was issued by ${rootCalled(issuer)}, which ${nameOf(swarm)} has rotated away: its nodes refuse it.`,
      cure: `If it is the copy of one, copy it anew: a node that is up has another by now. ${rejoinCure(certificate)}`,
    })
  );
}
