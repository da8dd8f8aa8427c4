import type { Certificate } from '../../../x509/certificate.ts';
import { X509Problem } from '../../../x509/problem.ts';
import { keyKind } from '../../items/key-kind.ts';
import type { KeyKind } from '../../items/item.ts';
import type { Rule } from '../material.ts';
import { say } from '../say.ts';
import { called, capital } from '../words.ts';

/** Bits below which an RSA or DSA key is weak; a swarm wants as many of a root. */
const leastBits = 2048;
const goodCurves: ReadonlySet<string> = new Set(['P-256', 'P-384', 'P-521']);

/** Keys that can be broken, or might be. */
export const weakKeys: Rule = function* ({ items }) {
  for (const item of items) {
    const kind =
      item.kind === 'certificate'
        ? kindOf(item.skim.spki)
        : item.kind === 'private-key' || item.kind === 'public-key'
          ? item.key
          : undefined;
    const why = kind && weakness(kind);
    if (why === undefined) continue;
    const whose = item.kind === 'certificate' ? `The key of ${called(item.skim)}` : 'The key';
    yield say('weak-key', item.place, {
      reason: `${whose} ${why}.`,
      cure: 'Make a new key on P-256, or an RSA key of 2048 bits or more, and a certificate for it.',
      facts: { algorithm: kind?.algorithm ?? 'other', ...(kind?.bits === undefined ? {} : { bits: kind.bits }) },
    });
  }
};

/** `undefined` for a key that breaks its form; that is said of it elsewhere. */
function kindOf(spki: Uint8Array): KeyKind | undefined {
  try {
    return keyKind(spki);
  } catch (error) {
    if (error instanceof X509Problem) return undefined;
    throw error;
  }
}

function weakness({ algorithm, bits, curve }: KeyKind): string | undefined {
  switch (algorithm) {
    case 'rsa':
    case 'rsa-pss':
      return bits !== undefined && bits < leastBits ? `is RSA of ${bits} bits` : undefined;
    case 'dsa':
      return 'is DSA, which neither Docker nor TLS 1.3 takes any more';
    case 'ec':
      return curve === undefined || goodCurves.has(curve)
        ? undefined
        : `lies on ${curve}, which Docker does not sign on`;
    default:
      return undefined;
  }
}

const broken = /^(MD5|SHA1|ECDSA-SHA1|DSA-SHA1)/;

/** Signatures that can be forged. Nobody looks at that of a root, since a root is trusted as it is. */
export const weakSignatures: Rule = function* (material) {
  for (const { item, certificate } of material.certificates) {
    if (!broken.test(certificate.signatureAlgorithm.name) || isTrustedAsItIs(certificate)) continue;
    yield say('weak-signature', item.place, {
      reason: `${capital(called(certificate))} is signed by ${certificate.signatureAlgorithm.name}: Docker refuses it, OpenSSL only at higher security levels.`,
      cure: 'Have it issued again, with SHA-256.',
      facts: { signatureAlgorithm: certificate.signatureAlgorithm.name },
    });
  }
};

function isTrustedAsItIs({ subject, issuer }: Certificate): boolean {
  return Buffer.compare(subject, issuer) === 0;
}
