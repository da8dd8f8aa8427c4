import { Problem } from '@swarmpki/core/commands';
import type { ProbeResult } from '@swarmpki/core/engine';
import type { NodeSight, SwarmSight } from '@swarmpki/core/engine/watch';
import type { Reached } from '../../app/deeds.ts';
import { rootName } from '../../app/names.ts';
import type { Connection, Own } from './own.ts';

/** So many managers are tried: more nobody has. */
const mostManagers = 16;
const longestChain = 10;

/** Lets a node open mutual TLS to each manager, and says what came of it. */
export async function connect(
  { lab }: Reached,
  { nodes }: SwarmSight,
  node: NodeSight,
  signal: AbortSignal,
): Promise<Pick<Own, 'connections' | 'unconnected'>> {
  const managers = [...nodes.values()].filter(
    ({ id, manager, place }) => manager && place === 'here' && id !== node.id,
  );
  if (lab === undefined || node.place !== 'here') {
    return { connections: [], unconnected: 'It does not run here: nothing can be opened from it.' };
  }
  if (managers.length === 0) {
    return { connections: [], unconnected: 'There is no other manager to which it could connect.' };
  }
  try {
    const probed = managers.slice(0, mostManagers).map(({ id }) => lab.probe({ From: node.id, To: id }, { signal }));
    return { connections: await Promise.all((await Promise.all(probed)).map(inWords)), unconnected: undefined };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { connections: [], unconnected: error.message };
  }
}

async function inWords(result: ProbeResult): Promise<Connection> {
  const [sent, received] = await Promise.all([result.Client.Chain, result.Server.Chain].map(namesOf));
  return { result, sent: sent ?? [], received: received ?? [] };
}

/** What was shown, a certificate each. @param chain PEM each, the leaf first */
async function namesOf(chain: readonly string[]): Promise<readonly string[]> {
  const { describeCertificate, singlePem } = await import('@swarmpki/core/inspect');
  return Promise.all(
    chain.slice(0, longestChain).map(async (pem) => {
      const { swarm, publicKey } = await describeCertificate(singlePem(pem, 'CERTIFICATE').der);
      if (swarm === undefined) return 'a certificate of no swarm';
      return swarm.role === 'ca'
        ? `swarm-ca ${rootName(publicKey.sha256)}`
        : `swarm-${swarm.role} ${swarm.nodeId.slice(0, 10)}`;
    }),
  );
}
