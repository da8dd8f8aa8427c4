import { X509Problem } from '../../x509/problem.ts';
import { readCertificates } from '../../x509/certificate.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { normalisePem } from '../../x509/pem.ts';
import { digestOf } from './digest.ts';
import type { ExternalCa, Swarm } from '../shapes/swarm.ts';
import type { SwarmSight } from './swarm-sight.ts';

/** A root, named as nodes name whom they trust and who signed for them. */
export interface RootSight {
  /** SHA-256 of its DER SubjectPublicKeyInfo, `sha256:…`; `undefined` where the engine shows no such root, or several. */
  readonly issuer: string | undefined;
  /** SHA-256 of its bundle, `sha256:…`, as join tokens carry it; `undefined` where the engine does not show it. */
  readonly digest: string | undefined;
  /** ms since epoch; `undefined` as for {@link issuer}. */
  readonly notAfter: number | undefined;
}

/** The roots of a swarm. Until a rotation has ended nobody trusts the one on its way in (docs/protocol.md §8.4). */
export interface RootsSight {
  readonly trusted: RootSight;
  readonly coming: RootSight | undefined;
}

/** @returns `undefined` where the engine does not show its swarm */
export function rootsOf({ swarm, lab }: Pick<SwarmSight, 'swarm' | 'lab'>): RootsSight | undefined {
  const shown = swarm && shownRoot(swarm);
  if (lab !== undefined) {
    const { Root: root, Rotation: rotation } = lab.swarm;
    return {
      // What is shown of a lab and of its engine's swarm comes by two ways, one before the other.
      trusted: {
        issuer: root.Issuer,
        digest: root.Digest,
        notAfter: shown?.digest === root.Digest ? shown.notAfter : undefined,
      },
      coming: rotation && { issuer: rotation.Root.Issuer, digest: rotation.Root.Digest, notAfter: undefined },
    };
  }
  if (swarm === undefined || shown === undefined) return undefined;
  const issuer = digestOf(Buffer.from(swarm.TLSInfo.CertIssuerPublicKey, 'base64'));
  return {
    trusted: swarm.RootRotationInProgress ? shown : { ...shown, issuer: issuer ?? shown.issuer },
    coming: swarm.RootRotationInProgress ? { issuer, digest: undefined, notAfter: undefined } : undefined,
  };
}

/** The key that all certificates are to be signed by: during a rotation the new root's. `sha256:…` */
export function wantedIssuer({ trusted, coming }: RootsSight): string | undefined {
  return (coming ?? trusted).issuer;
}

/**
 * The external CAs that sign for nodes: those for the root that is wanted. Where there is one, it signs alone, and what it
 * says of the validity counts; managers never sign in its place (docs/protocol.md §9.2, §9.4).
 */
export function signingCas(sight: Pick<SwarmSight, 'swarm' | 'lab'>): readonly ExternalCa[] {
  const { swarm } = sight;
  const coming = rootsOf(sight)?.coming;
  if (swarm === undefined || swarm.Spec.CAConfig.ExternalCAs.length === 0) return [];
  const present = normalisePem(swarm.TLSInfo.TrustRoot);
  // One without a certificate is for the present root.
  return swarm.Spec.CAConfig.ExternalCAs.filter(({ CACert: pem }) =>
    coming === undefined
      ? pem === '' || normalisePem(pem) === present
      : pem !== '' && coming.issuer !== undefined && rootOf(pem).issuer === coming.issuer,
  );
}

/** It is asked for with every node that is shown. */
const shownRoots = new WeakMap<Swarm, RootSight>();

function shownRoot(swarm: Swarm): RootSight {
  const known = shownRoots.get(swarm) ?? rootOf(swarm.TLSInfo.TrustRoot);
  shownRoots.set(swarm, known);
  return known;
}

/** @param pem bundle */
function rootOf(pem: string): RootSight {
  const [root, ...others] = certificatesOf(pem);
  const only = others.length === 0 ? root : undefined;
  return {
    issuer: only && digestOf(Buffer.from(only.spki)),
    digest: digestOf(Buffer.from(pem)),
    notAfter: only?.notAfter,
  };
}

function certificatesOf(pem: string): readonly Certificate[] {
  try {
    return readCertificates(pem);
  } catch (error) {
    // An engine may show anything.
    if (error instanceof X509Problem) return [];
    throw error;
  }
}
