import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import {
  IssuanceStatus_State,
  ManagerStatus_Reachability,
  NodeRole,
  NodeSchema,
  NodeSpec_Availability,
  NodeSpec_Membership,
  NodeStatus_State,
} from '../wire/gen/swarmkit_pb.ts';
import type {
  Node as NodeMessage,
  NodeDescription as NodeDescriptionMessage,
  CertificateSchema,
} from '../wire/gen/swarmkit_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Availability, Node, NodeDescription } from '../swarm/state.ts';
import { refuse } from '../swarm/refusal.ts';
import type { Role } from '../x509/profile.ts';

/** How swarm's words are written on the wire (docs/protocol.md §7.4). */
const states = {
  unknown: IssuanceStatus_State.UNKNOWN,
  renew: IssuanceStatus_State.RENEW,
  pending: IssuanceStatus_State.PENDING,
  issued: IssuanceStatus_State.ISSUED,
  failed: IssuanceStatus_State.FAILED,
  rotate: IssuanceStatus_State.ROTATE,
} as const;
const roles = { worker: NodeRole.WORKER, manager: NodeRole.MANAGER } as const satisfies Record<Role, number>;
const nodeStates = {
  unknown: NodeStatus_State.UNKNOWN,
  down: NodeStatus_State.DOWN,
  ready: NodeStatus_State.READY,
  disconnected: NodeStatus_State.DISCONNECTED,
} as const;
export const memberships = {
  pending: NodeSpec_Membership.PENDING,
  accepted: NodeSpec_Membership.ACCEPTED,
} as const;
export const availabilities = {
  active: NodeSpec_Availability.ACTIVE,
  pause: NodeSpec_Availability.PAUSE,
  drain: NodeSpec_Availability.DRAIN,
} as const;

/** A node's certificate as the status call and the session tell it. */
export function certificateMessage(node: Node): MessageInitShape<typeof CertificateSchema> {
  const { role, csr, state, error, pem } = node.certificate;
  return {
    role: roles[role],
    csr: Buffer.from(csr, 'latin1'),
    status: { state: states[state], err: error },
    certificate: Buffer.from(pem, 'latin1'),
    cn: node.id,
  };
}

/** A node as its session tells it. */
export function nodeMessage(node: Node): NodeMessage {
  return create(NodeSchema, {
    id: node.id,
    meta: {
      version: { index: BigInt(node.version) },
      createdAt: timestampFromMs(node.createdAt),
      updatedAt: timestampFromMs(node.updatedAt),
    },
    spec: {
      desiredRole: roles[node.desiredRole],
      membership: memberships[node.membership],
      availability: availabilities[node.availability],
    },
    status: { state: nodeStates[node.status.state], message: node.status.message, addr: node.status.addr },
    ...(node.manager && {
      managerStatus: {
        raftId: BigInt(node.manager.raftId),
        addr: node.manager.addr,
        leader: node.manager.leader,
        reachability: ManagerStatus_Reachability.REACHABLE,
      },
    }),
    certificate: certificateMessage(node),
    role: roles[node.role],
  });
}

/** Reads the availability that a joining node asks for. */
export function readAvailability(value: NodeSpec_Availability): Availability {
  if (value === NodeSpec_Availability.PAUSE) return 'pause';
  return value === NodeSpec_Availability.DRAIN ? 'drain' : 'active';
}

/** What a node says about itself is kept, and sent to whoever asks: so it has a bound. */
const largestDescription = 64 * 1024;

/**
 * Reads what a node says about itself.
 *
 * @throws {Refusal} `InvalidArgument` when it says too much
 */
export function readDescription(message: NodeDescriptionMessage | undefined): NodeDescription | undefined {
  if (message === undefined) return undefined;
  const { platform, resources, engine, tlsInfo } = message;
  const description: NodeDescription = {
    hostname: message.hostname,
    platform: { architecture: platform?.architecture ?? '', os: platform?.os ?? '' },
    resources: { nanoCpus: Number(resources?.nanoCpus ?? 0n), memoryBytes: Number(resources?.memoryBytes ?? 0n) },
    engine: {
      version: engine?.engineVersion ?? '',
      labels: { ...engine?.labels },
      plugins: engine?.plugins.map(({ type, name }) => ({ type, name })) ?? [],
    },
    tlsInfo: tlsInfo && {
      trustRoot: Buffer.from(tlsInfo.trustRoot).toString('latin1'),
      certIssuerSubject: Buffer.from(tlsInfo.certIssuerSubject).toString('base64'),
      certIssuerPublicKey: Buffer.from(tlsInfo.certIssuerPublicKey).toString('base64'),
    },
    fips: message.fips,
  };
  if (JSON.stringify(description).length > largestDescription) {
    throw refuse('InvalidArgument', `the node's description has more than ${largestDescription} bytes`);
  }
  return description;
}
