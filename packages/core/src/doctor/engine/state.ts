import { hash } from 'node:crypto';
import type { NodeSight } from '../../engine/watch/node-sight.ts';
import type { Swarm } from '../../engine/shapes/swarm.ts';
import { Inspection } from '../../inspect/report/inspection.ts';
import type { Report } from '../../inspect/report/report.ts';
import type { CertificateItem } from '../../inspect/items/item.ts';
import type { EngineLook } from './look.ts';

/** A swarm that is shown, and what is asked of it more than once. */
export interface SwarmState {
  readonly look: EngineLook;
  readonly swarm: Swarm;
  readonly nodes: readonly NodeSight[];
  /** ms since epoch */
  readonly now: number;
  /** What its root is by itself. */
  readonly report: Report;
  readonly roots: readonly CertificateItem[];
  /** Who is to have signed the certificates of all nodes: `sha256:…` as in a {@link NodeSight}. */
  readonly issuer: string;
  /** Whether the swarm may have nobody but an external CA to sign. */
  readonly hasExternalCa: boolean;
}

export function swarmStateOf(look: EngineLook, swarm: Swarm, now: number): SwarmState {
  const inspection = new Inspection();
  inspection.add({ name: `${look.name} (root)`, contents: swarm.TLSInfo.TrustRoot });
  const report = inspection.report(now);
  const key = Buffer.from(swarm.TLSInfo.CertIssuerPublicKey, 'base64');
  return {
    look,
    swarm,
    nodes: [...look.sight.nodes.values()].filter(({ state }) => state !== 'removed'),
    now,
    report,
    roots: report.items.filter((item) => item.kind === 'certificate'),
    issuer: `sha256:${hash('sha256', key, 'hex')}`,
    hasExternalCa: swarm.Spec.CAConfig.ExternalCAs.length > 0,
  };
}
