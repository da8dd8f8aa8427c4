import { hash } from 'node:crypto';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { certificatePem, swarmIdentityOf } from '@swarmpki/core/inspect';
import type { CertificateSkim } from '@swarmpki/core/inspect';
import { readSource } from '@swarmpki/core/inspect/report';
import type { ShownSwarm } from '../engines/shown-swarm.ts';
import { digestsOf } from '../engines/digests.ts';

/** A certificate in a text that is one of a swarm which is shown: with it something can be done. */
export type KnownCertificate = { readonly at: number; readonly swarm: ShownSwarm } & (
  | { readonly is: 'root' }
  /** The certificate that the node has now. */
  | { readonly is: 'node'; readonly node: NodeSight }
);

/** Longer texts are not looked through, and so many certificates of one are. */
const longestText = 1_000_000;
const mostCertificates = 100;

/** Certificates that nodes have now, and roots as they are now; what was theirs once is none. */
export function knownCertificates(text: string, swarms: readonly ShownSwarm[]): readonly KnownCertificate[] {
  const live = swarms.filter(({ sight, problem }) => sight !== undefined && problem === undefined);
  if (live.length === 0 || text.length > longestText || !text.includes('-----BEGIN CERTIFICATE')) return [];
  const { items } = readSource({ name: 'text', contents: text });
  return items.slice(0, mostCertificates).flatMap((item): readonly KnownCertificate[] => {
    if (item.kind !== 'certificate' || item.find?.kind !== 'pem') return [];
    const { skim, find } = item;
    const known = live.flatMap((swarm) => ofSwarm(swarm, skim, find.range.start)).at(0);
    return known === undefined ? [] : [known];
  });
}

function ofSwarm(swarm: ShownSwarm, skim: CertificateSkim, at: number): readonly KnownCertificate[] {
  const { sight } = swarm;
  const digests = sight && digestsOf(sight);
  if (digests === undefined) return [];
  if (digests.root === hash('sha256', certificatePem(skim.der))) return [{ at, swarm, is: 'root' }];
  const identity = swarmIdentityOf(skim);
  if (identity === undefined || identity.role === 'ca' || identity.clusterId !== digests.cluster) return [];
  const node = sight?.nodes.get(identity.nodeId);
  const serial = Buffer.from(skim.serialNumber).toString('hex');
  if (node?.certificate === undefined || !isSameNumber(node.certificate.serial, serial)) return [];
  return [{ at, swarm, is: 'node', node }];
}

/** Hexadecimal: with zeros before it or without. */
function isSameNumber(a: string, b: string): boolean {
  return a.toLowerCase().replace(/^0+/, '') === b.toLowerCase().replace(/^0+/, '');
}
