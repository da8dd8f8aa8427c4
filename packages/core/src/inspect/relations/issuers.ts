import { sameBytes } from '../../x509/certificate.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { checkChainSignature } from '../../x509/chain-signature.ts';
import { X509Problem } from '../../x509/problem.ts';
import type { Entities, Entity } from './entities.ts';
import { textOf } from './group.ts';
import type { ReadCertificate } from './read.ts';
import type { IssuedBy } from './relation.ts';

/** So many of one name are tried for one certificate. */
export const mostCandidates = 8;
/** So many signatures are checked in all; a document with more certificates is related by key identifiers. */
const mostSignatures = 4000;
/** So many certificates are named that state an issuer's name and key. */
const mostIssuers = 16;

/** Who issued each certificate, as far as that one is there as well. Linear in the number of certificates. */
export function issuedBy(certificates: readonly ReadCertificate[], entities: Entities): readonly IssuedBy[] {
  const signatures = new Signatures();
  /** By DER: copies of a certificate have the issuer that it has. */
  const known = new Map<string, Issuer | undefined>();
  return certificates.flatMap(({ index, certificate }) => {
    const der = textOf(certificate.der);
    if (!known.has(der)) known.set(der, issuerOf(certificate, entities, signatures));
    const found = known.get(der);
    if (found === undefined) return [];
    const { entity, proof } = found;
    const issuers = entity.items.slice(0, mostIssuers);
    // Of many copies of a root each is its own issuer.
    if (isSelf(certificate, entity) && !issuers.includes(index)) issuers[0] = index;
    return [{ kind: 'issued-by', certificate: index, key: entity.key, issuers, proof }];
  });
}

interface Issuer {
  readonly entity: Entity;
  readonly proof: IssuedBy['proof'];
}

function issuerOf(certificate: Certificate, entities: Entities, signatures: Signatures): Issuer | undefined {
  let named: Entity | undefined;
  for (const entity of entities.candidatesFor(certificate, mostCandidates)) {
    const verdict = signatures.check(certificate, entity);
    if (verdict === 'good') return { entity, proof: 'signature' };
    if (verdict === 'unjudged' && isNamed(certificate, entity)) named ??= entity;
  }
  return named && { entity: named, proof: 'key-identifier' };
}

function isSelf({ subject, spki }: Certificate, { certificate }: Entity): boolean {
  return sameBytes(subject, certificate.subject) && sameBytes(spki, certificate.spki);
}

/** Whether a certificate names this very key as its issuer's; one without such a name names its own, if it is self-issued. */
function isNamed({ facts, issuer, spki }: Certificate, entity: Entity): boolean {
  const { subject, spki: key, facts: stated } = entity.certificate;
  const { authorityKeyIdentifier: wanted } = facts;
  if (wanted === undefined) return sameBytes(issuer, subject) && sameBytes(spki, key);
  return stated.subjectKeyIdentifier !== undefined && sameBytes(wanted, stated.subjectKeyIdentifier);
}

type Judgement = 'good' | 'bad' | 'unjudged';

/** Checks no more than {@link mostSignatures}. */
class Signatures {
  #checked = 0;

  check(certificate: Certificate, { certificate: issuer }: Entity): Judgement {
    return ++this.#checked > mostSignatures ? 'unjudged' : judge(certificate, issuer);
  }
}

function judge(certificate: Certificate, issuer: Certificate): Judgement {
  try {
    const { result } = checkChainSignature(certificate, issuer);
    // What this program refuses or cannot check may be good all the same.
    return result === 'good' ? 'good' : result === 'foreign' ? 'bad' : 'unjudged';
  } catch (error) {
    // A key that breaks its form.
    if (error instanceof X509Problem) return 'unjudged';
    throw error;
  }
}
