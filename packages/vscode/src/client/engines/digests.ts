import { hash } from 'node:crypto';
import type { TlsInfo } from '@swarmpki/core/engine';
import type { SwarmSight } from '@swarmpki/core/engine/watch';

/** What is known of a swarm's root and tokens without knowing these: SHA-256, hexadecimal. */
export interface Digests {
  /** The swarm's id, which is O of its certificates. */
  readonly cluster: string;
  /** Of the root that nodes trust: of all its bytes. */
  readonly root: string;
  /** Of the root's key, by which people tell roots apart: of the DER SubjectPublicKeyInfo. During a rotation, of the one that signs. */
  readonly issuer: string;
  /** Of both join tokens, each as a whole. */
  readonly tokens: readonly string[];
}

/** @returns `undefined` where there is no swarm, or nobody shows it */
export function digestsOf({ swarm, lab }: SwarmSight): Digests | undefined {
  if (lab !== undefined) {
    const { ID: cluster, Root: root, Rotation: rotation, WorkerToken: worker, ManagerToken: manager } = lab.swarm;
    return {
      cluster,
      root: bare(root.Digest),
      issuer: bare((rotation?.Root ?? root).Issuer),
      tokens: [worker, manager].filter((token) => token !== '').map(bare),
    };
  }
  if (swarm === undefined || swarm.TLSInfo.TrustRoot === '') return undefined;
  const { ID: cluster, TLSInfo: tls, JoinTokens: tokens } = swarm;
  return {
    cluster,
    root: rootDigestOf(tls),
    issuer: hash('sha256', Buffer.from(tls.CertIssuerPublicKey, 'base64')),
    tokens: [tokens.Worker, tokens.Manager].filter((token) => token !== '').map((token) => hash('sha256', token)),
  };
}

/** Of the root as an engine answers it, byte for byte: hexadecimal. */
export function rootDigestOf({ TrustRoot: pem }: TlsInfo): string {
  return hash('sha256', pem);
}

function bare(digest: string): string {
  return digest.replace(/^sha256:/, '');
}
