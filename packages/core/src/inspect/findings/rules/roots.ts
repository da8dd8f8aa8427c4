import { sameBytes, certificatePem, publicKeyOf } from '../../../x509/certificate.ts';
import { algorithmForKey } from '../../../x509/algorithms.ts';
import { X509Problem } from '../../../x509/problem.ts';
import { expiresTooSoon } from '../../../x509/root-ca.ts';
import { readTrustBundle } from '../../../x509/trust-bundle.ts';
import { printable } from '../../../printable.ts';
import { groupBy, textOf } from '../../relations/group.ts';
import type { ReadCertificate } from '../../relations/read.ts';
import type { FindingCode } from '../catalogue.ts';
import type { Finding } from '../finding.ts';
import type { Rule } from '../material.ts';
import { say } from '../say.ts';
import { capital, rootCalled } from '../words.ts';
import { inDays, moment, span } from '../../../time-words.ts';
import { rootsOf } from './root-candidates.ts';
import type { Root } from './root-candidates.ts';

/** What a swarm says to its root, or to one that it is to rotate to (docs/protocol.md §1.2, §1.3, §8.2, §8.5). */
export const roots: Rule = function* (material) {
  for (const root of rootsOf(material)) {
    yield* refusals(root);
    yield* ends(root, material.now);
  }
};

const another =
  '`docker swarm ca --rotate` makes a good one; or make your own on P-256, as CA, with keyCertSign and SHA-256.';

function* refusals(root: Root): Iterable<Finding<FindingCode>> {
  const { certificate, item } = root.read;
  const name = capital(rootCalled(certificate));
  const graded = root.isSwarms ? {} : { severity: 'information' as const };
  const asRoot = root.isSwarms ? '' : ', were it to be the root of a swarm';
  const refusal = refusalOf(root.read);
  if (refusal !== undefined) {
    yield say('root-refused', item.place, {
      ...graded,
      reason: `Docker refuses ${rootCalled(certificate)}${asRoot}: “${printable(refusal, 300)}”.`,
      cure: another,
      facts: { text: printable(refusal, 300) },
    });
  }
  const { basicConstraints, keyUsage } = certificate.facts;
  if (basicConstraints?.ca !== true) {
    yield say('root-not-ca', item.place, {
      ...graded,
      reason: `${name} does not say that it is a CA. A rotation to it ends at once: “unable to generate a cross-signed certificate for root rotation”.`,
      cure: another,
    });
  } else if (keyUsage !== undefined && !keyUsage.has('keyCertSign')) {
    yield say('root-without-cert-sign', item.place, {
      ...graded,
      reason: `${name} may not sign certificates: its key usage has no keyCertSign. Docker takes it all the same; then every renewal fails with “parent certificate cannot sign this kind of certificate”, and a rotation to it never ends.`,
      cure: `Do not rotate to it. If you have: rotate once more. ${another}`,
    });
  }
}

/**
 * What Docker says to the certificate as a root, whatever the time: that is said by other findings.
 *
 * @returns its text
 */
function refusalOf({ certificate }: ReadCertificate): string | undefined {
  const whileValid = Math.max(certificate.notBefore, certificate.notAfter);
  try {
    readTrustBundle(certificatePem(certificate), whileValid);
    // Asked of the key when the swarm is to have it.
    algorithmForKey(publicKeyOf(certificate));
    return undefined;
  } catch (error) {
    if (error instanceof X509Problem) return error.message;
    throw error;
  }
}

function* ends(
  { read: { certificate, item }, isSwarms, isCurrent }: Root,
  now: number,
): Iterable<Finding<FindingCode>> {
  if (!isSwarms || now > certificate.notAfter || !expiresTooSoon(certificate, now)) return;
  const left = certificate.notAfter - now;
  yield say('root-ends-soon', item.place, {
    reason: `${capital(rootCalled(certificate))} ends on ${moment(certificate.notAfter)}, in ${span(left)}. As a new root Docker would refuse it: “CA certificate expires too soon”.`,
    cure: isCurrent
      ? 'Rotate to a new root, in good time and while all nodes are up: `docker swarm ca --rotate`. Join tokens change with it.'
      : 'Where it still is the root of a swarm: `docker swarm ca --rotate`.',
    facts: { notAfter: certificate.notAfter, daysLeft: inDays(left) },
  });
}

/** What is odd about several roots together, and about a root that somebody else issued. */
export const rootFiles: Rule = function* (material) {
  const found = rootsOf(material);
  for (const [, together] of groupBy(found, ({ read }) => read.item.place.source)) {
    const distinct = new Set(together.map(({ read }) => textOf(read.certificate.der)));
    const [first] = together;
    if (first === undefined || distinct.size < 2) continue;
    yield say('several-roots', first.read.item.place, {
      reason: `${distinct.size} roots stand in this file. A swarm that has them trusts each, and its tokens carry the digest of the whole; a rotation to them is refused: “the desired CA certificate cannot contain multiple certificates”.`,
      cure: 'To rotate, give the one new root alone.',
      related: together.slice(1, 4).map(({ read }) => read.item.place),
    });
  }
  for (const [, together] of groupBy(found, ({ read }) => textOf(read.certificate.spki))) {
    const [first, ...others] = together;
    const other = others.find(
      ({ read }) => !sameBytes(read.certificate.der, first?.read.certificate.der ?? new Uint8Array()),
    );
    if (first === undefined || other === undefined) continue;
    yield say('root-same-key', other.read.item.place, {
      reason: `${capital(rootCalled(other.read.certificate))} and another root have one key. Docker does not rotate between them: “Cannot update to a cert with an identical key”.`,
      cure: 'A new root needs a new key.',
      related: [first.read.item.place],
    });
  }
  for (const { read, isCurrent } of found) {
    if (!isCurrent || sameBytes(read.certificate.subject, read.certificate.issuer)) continue;
    yield say('root-not-self-signed', read.item.place, {
      reason: `${capital(rootCalled(read.certificate))} is trusted as a root, and was issued by another authority. Nodes trust it by itself and know nothing of that one; OpenSSL refuses chains that end with it.`,
      cure: 'It works between Docker’s nodes. For other programs make a self-signed root and rotate to it.',
    });
  }
};
