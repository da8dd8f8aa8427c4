import { X509Certificate, hash } from 'node:crypto';
import type { Swarm } from '../shapes/swarm.ts';
import type { SwarmSight } from './swarm-sight.ts';

/** A root of a swarm, as its nodes name it; what is not known of it is `undefined`. */
interface RootSight {
  /** SHA-256 of its bundle, `sha256:…`: a node tells by that whom it trusts. */
  readonly digest: string | undefined;
  /** SHA-256 of its DER SubjectPublicKeyInfo, `sha256:…`: a node tells by that who signed its certificate. */
  readonly issuer: string | undefined;
}

export interface Roots {
  /** The one that all trust. */
  readonly now: RootSight;
  /** The one on its way in, whose key signs all certificates meanwhile; `undefined` while none is. */
  readonly next: RootSight | undefined;
}

/** The roots of a swarm, of a lab as of a real one; `undefined` where only managers know them (docs/protocol.md §11.5). */
export function rootsOf({ swarm, lab }: Pick<SwarmSight, 'swarm' | 'lab'>): Roots | undefined {
  if (lab !== undefined) {
    const { Root: now, Rotation: rotation } = lab.swarm;
    return { now: named(now), next: rotation && named(rotation.Root) };
  }
  if (swarm === undefined) return undefined;
  const known = told.get(swarm) ?? toldBy(swarm);
  told.set(swarm, known);
  return known;
}

function named({ Digest: digest, Issuer: issuer }: { readonly Digest: string; readonly Issuer: string }): RootSight {
  return { digest, issuer };
}

/** What an engine tells of a swarm does not change: another one follows. */
const told = new WeakMap<Swarm, Roots>();

/** An engine names the key that signs, which during a rotation is the new root's, and shows the root that is trusted. */
function toldBy({ TLSInfo: tls, RootRotationInProgress: isRotating }: Swarm): Roots {
  const signs = digestOf(Buffer.from(tls.CertIssuerPublicKey, 'base64'));
  const digest = digestOf(Buffer.from(tls.TrustRoot));
  if (!isRotating) return { now: { digest, issuer: signs }, next: undefined };
  return { now: { digest, issuer: keyOf(tls.TrustRoot) }, next: { digest: undefined, issuer: signs } };
}

/** The digest of the key in the first certificate; `undefined` where there is none that can be read. @param bundle PEM */
function keyOf(bundle: string): string | undefined {
  try {
    return digestOf(new X509Certificate(bundle).publicKey.export({ type: 'spki', format: 'der' }));
  } catch {
    // What an engine sends may be anything.
    return undefined;
  }
}

function digestOf(bytes: Uint8Array): string | undefined {
  return bytes.length === 0 ? undefined : `sha256:${hash('sha256', bytes, 'hex')}`;
}
