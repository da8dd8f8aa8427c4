import type { LabRotation, LabStanding, LabSwarm } from '../../engine/shapes/extension/rotation.ts';
import { tokenSecret } from '../../swarm/decision.ts';
import { leaderOf } from '../../swarm/managers.ts';
import { standings } from '../../swarm/standing.ts';
import type { Standing } from '../../swarm/standing.ts';
import type { SwarmState } from '../../swarm/state.ts';
import type { Role } from '../../x509/profile.ts';
import { readCertificates } from '../../x509/certificate.ts';
import { Latest } from '../../x509/latest.ts';
import { digestOf } from './digests.ts';

type Root = LabSwarm['Root'];

const roots = new Latest<Root>(16);

/** @param pem bundle */
function rootOf(pem: string): Root {
  return roots.get(Buffer.from(pem, 'latin1'), () => ({
    Digest: digestOf(pem),
    Issuer: digestOf(readCertificates(pem)[0]?.spki ?? new Uint8Array()),
  }));
}

/** A swarm as a whole, as the lab shows it: of its secrets no more than that they are others than before. */
export function labSwarmOf(state: SwarmState): LabSwarm {
  const { id, version, rootCa, spec } = state.cluster;
  const { rotation } = rootCa;
  const token = (role: Role): string => digestOf(state.secrets[tokenSecret(role)] ?? '');
  return {
    ID: id,
    Version: version,
    Root: rootOf(rootCa.caCert),
    Rotation: rotation && {
      Root: rootOf(rotation.caCert),
      Since: rotation.startedAt,
      Awaited: state.unconverged.size,
    },
    WorkerToken: token('worker'),
    ManagerToken: token('manager'),
    Autolock: spec.autoLockManagers,
    Leader: leaderOf(state)?.id ?? '',
    Nodes: state.nodes.size,
  };
}

/**
 * How far a rotation has come, who holds it up, and who has been cut off by one.
 *
 * @param isRunning which managers are there
 * @param nameOf the name of a node
 * @param now lab time, ms since epoch
 */
export function labRotationOf(
  state: SwarmState,
  isRunning: (nodeId: string) => boolean,
  nameOf: (nodeId: string) => string,
  now: number,
): LabRotation {
  const { rotation, caCert } = state.cluster.rootCa;
  return {
    Phase: rotation === undefined ? 'none' : state.unconverged.size > 0 ? 'renewing' : 'completing',
    Since: rotation?.startedAt,
    Old: rootOf(caCert),
    New: rotation && rootOf(rotation.caCert),
    Nodes: state.nodes.size,
    Converged: state.nodes.size - state.unconverged.size,
    Standings: standings(state, isRunning, now)
      .filter(({ awaited, isStranded }) => awaited !== undefined || isStranded)
      .map((standing) => labStandingOf(standing, nameOf(standing.nodeId))),
  };
}

function labStandingOf({ nodeId, issuer, trustRoot, awaited, isStranded, next }: Standing, name: string): LabStanding {
  return {
    ID: nodeId,
    Name: name,
    Issuer: digestOf(Buffer.from(issuer?.publicKey ?? '', 'base64')),
    Root: digestOf(trustRoot ?? ''),
    Why: awaited?.why ?? (isStranded ? 'stranded' : ''),
    Since: awaited?.since ?? 0,
    Stranded: isStranded,
    Next: next ?? '',
  };
}
