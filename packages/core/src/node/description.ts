import { create } from '@bufbuild/protobuf';
import type { Credentials } from '../wire/credentials.ts';
import { NodeDescriptionSchema } from '../wire/gen/swarmkit_pb.ts';
import type { NodeDescription } from '../wire/gen/swarmkit_pb.ts';

/** What a node says of its machine. */
export interface MachineDescription {
  readonly hostname: string;
  /** `x86_64`, `aarch64` … as Docker writes it. */
  readonly architecture: string;
  readonly os: string;
  readonly engineVersion: string;
  readonly nanoCpus: number;
  readonly memoryBytes: number;
}

/**
 * What a node tells its manager about itself. The issuer of its certificate is in it: by that alone a rotation knows who
 * has renewed (docs/protocol.md §8.6).
 */
export function describeNode(machine: MachineDescription, { identity, trust }: Credentials): NodeDescription {
  return create(NodeDescriptionSchema, {
    hostname: machine.hostname,
    platform: { architecture: machine.architecture, os: machine.os },
    resources: { nanoCpus: BigInt(machine.nanoCpus), memoryBytes: BigInt(machine.memoryBytes) },
    engine: { engineVersion: machine.engineVersion },
    tlsInfo: {
      trustRoot: Buffer.from(trust.pem, 'latin1'),
      certIssuerSubject: identity.issuer.subject,
      certIssuerPublicKey: identity.issuer.spki,
    },
  });
}
