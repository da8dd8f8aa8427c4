import { checkChainSignature } from '../../x509/chain-signature.ts';
import { readCertificate, sameBytes } from '../../x509/certificate.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { X509Problem } from '../../x509/problem.ts';
import { nameText, rootCalled } from '../findings/words.ts';
import type { CertificateItem } from '../items/item.ts';
import { swarmIdentityOf } from '../items/swarm-identity.ts';
import type { SwarmNodeIdentity } from '../items/swarm-identity.ts';
import { printable } from '../../printable.ts';

/** What became of one certificate in another, in sentences. */
export function meaningOf(a: CertificateItem, b: CertificateItem): readonly string[] {
  if (sameBytes(a.skim.der, b.skim.der)) return ['It is the same certificate.'];
  const [first, second] = [swarmIdentityOf(a.skim), swarmIdentityOf(b.skim)];
  const isNode = (identity: typeof first): identity is SwarmNodeIdentity =>
    identity !== undefined && identity.role !== 'ca';
  const nodes = isNode(first) && isNode(second) ? nodeMeaning(first, second) : undefined;
  const [one, other] = [readOne(a), readOne(b)];
  if (nodes !== undefined) return [...nodes, ...keyMeaning(a, b), ...issuerMeaning(one, other)];
  if (one !== undefined && other !== undefined && isAuthority(one) && isAuthority(other)) {
    return authorityMeaning(one, other);
  }
  return [...ownerMeaning(a, b), ...issuerMeaning(one, other)];
}

function nodeMeaning(a: SwarmNodeIdentity, b: SwarmNodeIdentity): readonly string[] {
  if (a.clusterId !== b.clusterId) {
    return [`Another swarm: ${printable(b.clusterId, 40)}, not ${printable(a.clusterId, 40)}.`];
  }
  if (a.nodeId !== b.nodeId) return [`Another node of the same swarm: ${printable(b.nodeId, 40)}.`];
  if (a.role === b.role)
    return [`Renewed: the same node, ${a.role} ${printable(a.nodeId, 40)}, with another certificate.`];
  return [
    `Renewed, and ${b.role === 'manager' ? 'promoted' : 'demoted'}: the same node, ${a.role} before and ${b.role} after.`,
  ];
}

function keyMeaning(a: CertificateItem, b: CertificateItem): readonly string[] {
  return sameBytes(a.skim.spki, b.skim.spki)
    ? ['The key is the same, which no node of Docker’s would have kept.']
    : ['The key is another, as it is with every renewal.'];
}

/** By whose key each was signed, as far as the certificates say so. */
function issuerMeaning(a: Certificate | undefined, b: Certificate | undefined): readonly string[] {
  const [one, other] = [a?.facts.authorityKeyIdentifier, b?.facts.authorityKeyIdentifier];
  if (a === undefined || b === undefined) return [];
  if (one !== undefined && other !== undefined && !sameBytes(one, other)) {
    return [
      sameBytes(a.issuer, b.issuer)
        ? 'Another key of the same name issued it: the root has been rotated, or it is another swarm’s.'
        : 'Another authority issued it.',
    ];
  }
  return sameBytes(a.issuer, b.issuer) ? [] : ['Another authority issued it.'];
}

function authorityMeaning(a: Certificate, b: Certificate): readonly string[] {
  const isSameKey = sameBytes(a.spki, b.spki);
  if (isSameKey && sameBytes(a.subject, b.subject)) {
    const [own, others] = [isSigned(a, a), isSigned(b, b)];
    if (own !== others)
      return [`One key in two certificates: ${own ? 'the second' : 'the first'} is cross-signed by another authority.`];
    return ['The same name and key, in a certificate made anew.'];
  }
  const rotated = isSigned(b, a)
    ? [`${rootCalled(a)} has signed ${rootCalled(b)}: the one is being replaced by the other.`]
    : isSigned(a, b)
      ? [`${rootCalled(b)} has signed ${rootCalled(a)}: the one is being replaced by the other.`]
      : [];
  if (!sameBytes(a.subject, b.subject)) return [`Another authority: ${rootCalled(b)}.`, ...rotated];
  return [
    `Another root of the same name: ${rootCalled(b)}. It is a root after a rotation, or another swarm’s.`,
    ...rotated,
  ];
}

function ownerMeaning(a: CertificateItem, b: CertificateItem): readonly string[] {
  const isSameKey = sameBytes(a.skim.spki, b.skim.spki);
  if (!sameBytes(a.skim.subject, b.skim.subject)) {
    return [`Another owner: ${nameText(b.skim.subject)}${isSameKey ? ', with the same key' : ''}.`];
  }
  return [`Issued anew for the same owner, with ${isSameKey ? 'the same' : 'another'} key.`];
}

function isAuthority({ facts, version }: Certificate): boolean {
  return facts.basicConstraints?.ca ?? version < 3;
}

function isSigned(child: Certificate, issuer: Certificate): boolean {
  try {
    return sameBytes(child.issuer, issuer.subject) && checkChainSignature(child, issuer).result === 'good';
  } catch (error) {
    if (error instanceof X509Problem) return false;
    throw error;
  }
}

function readOne({ skim }: CertificateItem): Certificate | undefined {
  try {
    return readCertificate(skim.der);
  } catch (error) {
    if (error instanceof X509Problem) return undefined;
    throw error;
  }
}
