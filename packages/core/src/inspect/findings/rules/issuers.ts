import { sameBytes } from '../../../x509/certificate.ts';
import { groupBy, textOf } from '../../relations/group.ts';
import type { ReadCertificate } from '../../relations/read.ts';
import type { FindingCode } from '../catalogue.ts';
import type { Finding } from '../finding.ts';
import type { Material, Rule } from '../material.ts';
import { say } from '../say.ts';
import { called, capital, nameText, rootCalled } from '../words.ts';
import { rejoinCure } from './mending.ts';
import { isTrustFile, trustBeside } from './trust.ts';
import { isNode } from './validity.ts';

/** So many authorities of the issuer's name are named. */
const mostNamed = 3;

/** Certificates whose issuer is not there: as a stranger, or as another key of its name. */
export const unknownIssuers: Rule = function* (material) {
  const authorities = material.certificates.filter(
    ({ certificate }) => certificate.facts.basicConstraints?.ca === true,
  );
  const byName = groupBy(authorities, ({ certificate }) => textOf(certificate.subject));
  for (const read of material.certificates) {
    const { subject, issuer } = read.certificate;
    if (sameBytes(subject, issuer) || material.issuedBy(read.index) !== undefined) continue;
    // Who has issued a root is nobody's concern.
    if (isTrustFile(read.item.place.source)) continue;
    const named = byName.get(textOf(issuer)) ?? [];
    const finding =
      named.length > 0
        ? otherKey(read, named)
        : stranger(
            material,
            read,
            authorities.some(({ index }) => index !== read.index),
          );
    if (finding !== undefined) yield finding;
  }
};

function otherKey({ item, certificate }: ReadCertificate, named: readonly ReadCertificate[]): Finding<FindingCode> {
  const first = named.slice(0, mostNamed);
  const keys = [...new Set(first.map((authority) => rootCalled(authority.certificate)))];
  return say('issuer-other-key', item.place, {
    reason: `${capital(called(certificate))} names ${nameText(certificate.issuer)} as its issuer, but ${keys.join(' or ')} did not sign it: an authority of that name with another key did.`,
    cure: isNode(certificate)
      ? `If a root rotation is under way, its file should go on with the cross-signed root. If not, this node belongs to another swarm, or missed a rotation. ${rejoinCure(certificate)}`
      : 'Get the certificate of whoever really issued it. Compare keys, not names.',
    related: first.map((authority) => authority.item.place),
  });
}

function stranger(
  material: Material,
  { item, certificate, index }: ReadCertificate,
  anyAuthority: boolean,
): Finding<FindingCode> | undefined {
  const { source } = item.place;
  const name = capital(called(certificate));
  const [first, second] = material.certificatesIn(source);
  if (first?.index === index && second?.certificate.facts.basicConstraints?.ca === true) {
    return say('chain-broken', second.item.place, {
      ...(isNode(certificate) ? { severity: 'error' as const } : {}),
      reason: `${name} was issued by ${nameText(certificate.issuer)}; what follows it is ${rootCalled(second.certificate)}, which did not issue it.`,
      cure: 'Put the certificate of its issuer behind it, or remove what does not belong there.',
      related: [item.place],
    });
  }
  const trusted = trustBeside(material, source);
  if (trusted.length === 0 && !anyAuthority) return undefined;
  return say('unknown-issuer', item.place, {
    ...(trusted.length > 0 ? { severity: 'error' as const } : {}),
    reason: `${name} was issued by ${nameText(certificate.issuer)}, which is not here.`,
    cure:
      trusted.length > 0
        ? `The root beside it does not lead to it: the files come from different swarms. ${rejoinCure(certificate)}`
        : 'Give the certificate of that issuer as well.',
    related: trusted.slice(0, mostNamed).map((root) => root.item.place),
  });
}

/** Authorities that only their keys tell apart. */
export const sameNameOtherKey: Rule = function* (material) {
  for (const { authorities } of material.related('same-name')) {
    const [first, ...others] = authorities.map(({ items: [index] }) => index);
    const certificate = material.certificateAt(first);
    const place = first === undefined ? undefined : material.items[first]?.place;
    if (certificate === undefined || place === undefined) continue;
    const keys = authorities.slice(0, 8).map(({ key }) => key);
    const more = authorities.length > keys.length ? ' and others' : '';
    yield say('same-name-other-key', place, {
      reason: `${authorities.length} authorities here are called ${nameText(certificate.subject)}; their keys are ${keys.join(', ')}${more}.`,
      cure: 'Tell them apart by their keys: `openssl x509 -noout -pubkey -in FILE | openssl pkey -pubin -outform der | sha256sum` begins with these digits. After a root rotation that is as it should be.',
      related: others.slice(0, 8).flatMap((index) => (index === undefined ? [] : (material.items[index]?.place ?? []))),
      facts: { authorities: authorities.length },
    });
  }
};
