import type { Node, NodeSpec } from '../../engine/shapes/node.ts';
import type { Availability, Node as Row, NodeDescription } from '../../swarm/state.ts';
import type { NodeSpec as RequestedNodeSpec } from '../../swarm/update-node.ts';
import type { Role } from '../../x509/profile.ts';
import { goTime } from './go-time.ts';
import { badParameter, quoted } from './refusals.ts';

/** A node as the Engine API has it (docs/protocol.md §11.2). @param isRunning whether managers reach one of theirs */
export function nodeOf(row: Row, isRunning: (nodeId: string) => boolean): Node {
  const { id, version, createdAt, updatedAt, name, labels, desiredRole, availability, status, manager } = row;
  return {
    ID: id,
    Version: { Index: version },
    CreatedAt: goTime(createdAt),
    UpdatedAt: goTime(updatedAt),
    Spec: { Name: name, Labels: labels, Role: desiredRole, Availability: availability },
    Description: descriptionOf(row.description),
    Status: { State: status.state, Message: status.message, Addr: status.addr },
    ManagerStatus: manager && {
      Leader: manager.leader,
      Reachability: isRunning(id) ? 'reachable' : 'unreachable',
      Addr: manager.addr,
    },
  };
}

/** A node that has never reported has an empty one. */
function descriptionOf(description: NodeDescription | undefined): Node['Description'] {
  const { hostname = '', platform, resources, engine, tlsInfo } = description ?? {};
  return {
    Hostname: hostname,
    Platform: { Architecture: platform?.architecture ?? '', OS: platform?.os ?? '' },
    Resources: { NanoCPUs: resources?.nanoCpus ?? 0, MemoryBytes: resources?.memoryBytes ?? 0 },
    Engine: {
      EngineVersion: engine?.version ?? '',
      Labels: engine?.labels ?? {},
      Plugins: (engine?.plugins ?? []).map(({ type, name }) => ({ Type: type, Name: name })),
    },
    TLSInfo: {
      TrustRoot: tlsInfo?.trustRoot ?? '',
      CertIssuerSubject: tlsInfo?.certIssuerSubject ?? '',
      CertIssuerPublicKey: tlsInfo?.certIssuerPublicKey ?? '',
    },
  };
}

/**
 * What an update of a node asks for. Role and availability have to be in it, in any case of letters (docs/protocol.md
 * §11.6).
 *
 * @throws {EngineRefusal} 400
 */
export function nodeSpecFrom({ Name, Labels, Role: given, Availability: wished }: NodeSpec): RequestedNodeSpec {
  const desiredRole = oneOf(roles, given);
  if (desiredRole === undefined) throw badParameter(`invalid Role: ${quoted(given)}`);
  const availability = availabilityFrom(wished);
  if (availability === undefined) throw badParameter(invalidAvailability(wished));
  return { name: Name, labels: Labels, desiredRole, availability };
}

/** An availability in any case of letters; `undefined` for anything else. */
export function availabilityFrom(given: string): Availability | undefined {
  return oneOf(availabilities, given);
}

export function invalidAvailability(given: string): string {
  return `invalid Availability: ${quoted(given)}`;
}

const roles: readonly Role[] = ['worker', 'manager'];
const availabilities: readonly Availability[] = ['active', 'pause', 'drain'];

function oneOf<Word extends string>(words: readonly Word[], given: string): Word | undefined {
  return words.find((word) => word === given.toLowerCase());
}
