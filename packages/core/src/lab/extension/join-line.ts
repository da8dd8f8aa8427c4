import { joinLine, joinStep } from '../../engine/shapes/extension/join.ts';
import type { JoinLine, JoinStepName, LabJoinEnding, LabJoinStep } from '../../engine/shapes/extension/join.ts';
import type { JoinStep } from '../../node/join-steps.ts';
import { NodeProblem } from '../../node/problem.ts';
import { printable } from '../../printable.ts';
import { Problem, reasonOf } from '../../problem.ts';
import type { Protection } from '../../wire/network.ts';
import type { PeerIdentity } from '../../wire/peer.ts';
import { digestOf } from './digests.ts';

type Told = Exclude<JoinStep, { readonly kind: 'server' }>;

/** A line that tells one thing. */
export function lineOf(of: Partial<JoinLine>): JoinLine {
  return { ...joinLine.zero, ...of };
}

/** A step as it is shown. @param server whom the manager has proven to be by then */
export function stepOf(step: Told, server: PeerIdentity | undefined): LabJoinStep {
  return { ...joinStep.zero, Step: step.kind, ...factsOf(step, server) };
}

function factsOf(step: Told, server: PeerIdentity | undefined): Partial<LabJoinStep> {
  switch (step.kind) {
    case 'token':
      return { TokenVersion: step.version, Digest: step.digest };
    case 'root': {
      const { address, protection, bytes, digest } = step;
      return { Address: address, Protection: protectionShape(protection), Bytes: bytes, Digest: digest };
    }
    case 'digest':
      return { Digest: step.digest, Certificates: step.certificates };
    case 'key':
      return { Key: step.key, Bytes: step.bytes };
    case 'request':
      return { Server: server && namedShape(server), NodeID: step.nodeId, Membership: step.membership };
    case 'signature':
      return { Questions: step.questions, Bytes: step.bytes };
    case 'answer': {
      const { identity } = step;
      const [leaf] = identity.certificates;
      return {
        Subject: namedShape(identity),
        Names: leaf.facts.dnsNames.map((name) => printable(name)),
        Serial: Buffer.from(leaf.serialNumber).toString('hex'),
        NotBefore: leaf.notBefore,
        NotAfter: leaf.notAfter,
        Issuer: digestOf(identity.issuer.spki),
      };
    }
  }
}

/** The last step: a session was opened. */
export function sessionStep(id: string, address: string, protection: Protection | undefined): LabJoinStep {
  return { ...joinStep.zero, Step: 'session', Session: id, Address: address, Protection: protectionShape(protection) };
}

function protectionShape(protection: Protection | undefined): LabJoinStep['Protection'] {
  return protection && { Version: protection.version, Suite: protection.suite, Group: protection.group };
}

function namedShape({ nodeId, units, organization }: PeerIdentity): NonNullable<LabJoinStep['Server']> {
  return { ID: printable(nodeId), Units: units.map((unit) => printable(unit)), Swarm: printable(organization) };
}

/**
 * How a join ended that did not go well.
 *
 * @param at the step that was under way
 * @param left the node that the swarm knows from then on, and that nobody is
 */
export function failureOf(error: unknown, at: JoinStepName, left: string): LabJoinEnding {
  const { code = '', expected = '', next = '' } = error instanceof Problem ? error : {};
  const isGivenUp = error instanceof NodeProblem && error.code === 'stopped';
  return {
    Outcome: isGivenUp ? 'aborted' : 'refused',
    Step: at,
    Code: isGivenUp ? '' : code,
    Message: isGivenUp ? '' : reasonOf(error),
    Expected: expected,
    Next: next,
    Left: left,
  };
}
