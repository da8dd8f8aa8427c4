import { Problem, systemClock } from '@swarmpki/core/commands';
import type { NodeSight, SwarmSight } from '@swarmpki/core/engine/watch';
import type { Reached } from '../../app/deeds.ts';
import { swarmNow } from '../../app/moments.ts';
import type { Live, View } from '../../app/screen.ts';
import { connect } from './connect.ts';
import type { Judged, Own, Shown } from './own.ts';

/** Longer chains are no node's. */
const longestChain = 10;

/** Asks for what a node shows, whenever that has changed. */
export function liveOf({ state, where, own }: View<Own>): Live<Own> | undefined {
  const { subject: id } = where;
  const { sight } = state;
  const node = id === undefined ? undefined : sight?.nodes.get(id);
  if (sight === undefined || node === undefined || state.engine.isLab === undefined) return undefined;
  const now = swarmNow(state);
  const connects = own.tab === 'Connections' && state.engine.isLab;
  return {
    key: [
      node.id,
      node.certificate?.serial,
      node.root,
      node.issuer,
      phase(node, now),
      connects && keyOf(sight, own),
    ].join(' '),
    load: async (reached, signal) => {
      const { chain: pems, trusts, others } = await certificatesOf(reached, sight, node, signal);
      const chain = await Promise.all(pems.slice(0, longestChain).map(takeApart));
      const judged = await judge(pems, others, now);
      const connected = connects ? await connect(reached, sight, node, signal) : undefined;
      return (before) => ({
        ...before,
        of: node.id,
        chain,
        trusts,
        judged,
        ...(before.of !== node.id && { top: 0, connections: [], unconnected: undefined }),
        ...connected,
      });
    },
  };
}

/** Connections are others when managers are, or what they show and trust. */
function keyOf({ nodes }: SwarmSight, { asked }: Own): string {
  const managers = [...nodes.values()].filter(({ manager }) => manager);
  return [asked, ...managers.flatMap(({ id, certificate, root }) => [id, certificate?.serial, root])].join(' ');
}

/** A verdict holds as long as it is of the same side of these moments. */
function phase({ certificate }: NodeSight, now: number): string {
  if (certificate === undefined) return '';
  return now < certificate.notBefore ? 'early' : now > certificate.notAfter ? 'late' : 'valid';
}

interface Certificates {
  /** PEM each, the leaf first. */
  readonly chain: readonly string[];
  /** Whom it trusts, and whom the managers trust: PEM bundles. */
  readonly trusts: string;
  readonly others: string;
}

async function certificatesOf(
  { client, lab }: Reached,
  sight: SwarmSight,
  node: NodeSight,
  signal: AbortSignal,
): Promise<Certificates> {
  if (lab === undefined) return ofEngine(client, sight, node, signal);
  const leader = sight.lab?.swarm.Leader ?? '';
  const shown = await lab.certificates(node.id, { signal });
  const others = leader === '' || leader === node.id ? shown : await lab.certificates(leader, { signal });
  return { chain: shown.Chain, trusts: shown.TrustBundle, others: others.TrustBundle };
}

/** A real engine does not tell: its managers do, at their ports. */
async function ofEngine(
  client: Reached['client'],
  { swarm, nodes }: SwarmSight,
  { id, manager, root }: NodeSight,
  signal: AbortSignal,
): Promise<Certificates> {
  const trustRoot = swarm?.TLSInfo.TrustRoot ?? '';
  if (trustRoot === '') return { chain: [], trusts: '', others: '' };
  const asked = [...nodes.values()].filter((other) => other.manager && other.id !== id).slice(0, longestChain);
  const [node, ...managers] = await Promise.all(
    [id, ...asked.map((other) => other.id)].map((each) => client.inspectNode(each, { signal })),
  );
  if (node === undefined) return { chain: [], trusts: '', others: '' };
  const { readNodeCertificates } = await import('@swarmpki/core/engine/leaves');
  const whom = manager ? [node, ...managers] : managers;
  const options = { nodes: [node], managers: whom, trustRoot, withChain: true, clock: systemClock, signal };
  const [reading] = await readNodeCertificates(options);
  const chain = reading !== undefined && 'chain' in reading ? (reading.chain ?? []) : [];
  return { chain, trusts: root === undefined ? '' : node.Description.TLSInfo.TrustRoot, others: trustRoot };
}

export async function takeApart(pem: string): Promise<Shown> {
  const { describeCertificate, singlePem } = await import('@swarmpki/core/inspect');
  const { asn1Tree, opensslCertificate, peopleCertificate } = await import('@swarmpki/core/inspect/layout');
  const { der } = singlePem(pem, 'CERTIFICATE');
  const description = await describeCertificate(der);
  return {
    pem,
    description,
    text: opensslCertificate(description),
    elements: asn1Tree(der),
    people: (now) => peopleCertificate(description, now),
  };
}

/** As a manager judges who connects. @param roots PEM bundle @param now swarm time, ms since epoch */
async function judge(chain: readonly string[], roots: string, now: number): Promise<Judged | undefined> {
  if (chain.length === 0 || roots === '') return undefined;
  const core = await import('@swarmpki/core/verify');
  try {
    const [leaf, ...intermediates] = core.certificatesIn(Buffer.from(chain.join('')), 'what it shows');
    const usage = core.usageOid('clientAuth');
    if (leaf === undefined || usage === undefined) return undefined;
    const trusted = core.certificatesIn(Buffer.from(roots), 'what managers trust');
    const options = { roots: trusted, intermediates, now, usages: [usage] };
    const report = core.reportVerdict(leaf, options, core.judge(leaf, options));
    return { report, lines: core.verdictLines(report) };
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
