import { HttpEngineClient, connectLab } from '@swarmpki/core/engine';
import type { LikeRequest, Node, Swarm } from '@swarmpki/core/engine';
import { likenessOf, readNodeCertificates } from '@swarmpki/core/engine/leaves';
import type { NodeCertificateReading } from '@swarmpki/core/engine/leaves';
import { CommandProblem, counted, oneLine, reasonOf } from '@swarmpki/core/commands';
import { reachLab, thisProgram } from '../connect.ts';
import type { OwnContext } from './own-command.ts';
import type { EngineWish } from '../flags/wish.ts';

interface Seen {
  readonly likeness: LikeRequest;
  /** What of it is alike, and what is not: lines. */
  readonly report: readonly string[];
}

/** Looks at a swarm: `GET /swarm` and `GET /nodes`, and what its managers tell anybody of certificates. Nothing is changed. */
export async function lookAt(context: OwnContext, wish: EngineWish): Promise<Seen> {
  const { clock, signal } = context;
  await using client = await context.connect(wish, false);
  const swarm = await client.inspectSwarm({ signal });
  const nodes = await client.listNodes({ signal });
  const readings = await readNodeCertificates({ nodes, trustRoot: swarm.TLSInfo.TrustRoot, clock, signal });
  signal.throwIfAborted();
  return { likeness: likenessOf(swarm, nodes, readings), report: reportOf(client.name, { swarm, nodes, readings }) };
}

/** Makes the lab of a directory like a swarm; one that has a swarm already refuses. */
export async function makeLike(context: OwnContext, wish: EngineWish, likeness: LikeRequest): Promise<void> {
  const { output, signal } = context;
  // The lab is meant, whatever else is named by the environment.
  const { SWARMPKI_HOST: _, ...environment } = context.environment;
  const note = (text: string): void => output.note(text);
  const path = await reachLab(wish, { ...context, environment, program: thisProgram(), note });
  await using engine = new HttpEngineClient({ address: { kind: 'unix', path }, name: 'the lab' }, environment);
  const { Swarm: standing } = await engine.info({ signal });
  if (standing.LocalNodeState !== 'inactive') throw occupied();
  const lab = await connectLab(engine, { signal });
  if (lab === undefined) throw new CommandProblem('refused', 'what answers at the socket of the lab is no lab');
  await lab.like(likeness, { signal });
}

function occupied(): CommandProblem {
  return new CommandProblem('refused', 'there is a swarm in this lab already', {
    expected: 'a lab without one: nothing is overwritten',
    next: 'Name another directory: --state-dir DIR.',
  });
}

interface Looked {
  readonly swarm: Swarm;
  readonly nodes: readonly Node[];
  readonly readings: readonly NodeCertificateReading[];
}

function reportOf(name: string, { swarm, nodes, readings }: Looked): readonly string[] {
  const managers = nodes.filter(({ ManagerStatus }) => ManagerStatus !== undefined).length;
  const down = nodes.filter(({ Status }) => Status.State === 'down').length;
  const unknown = readings.flatMap((reading) => ('problem' in reading ? [reading] : []));
  const { CAConfig, EncryptionConfig } = swarm.Spec;
  const lines = [
    `A lab like the swarm at ${name}: ${counted(nodes.length, 'node')}, ${counted(managers, 'manager')} among them, ${down} down.`,
    'Alike are ids, names, labels, roles, availability, settings, and from when until when root and certificates are valid.',
    'Not alike are the root itself, all keys, join tokens, the id of the swarm, addresses, and what runs on the nodes.',
  ];
  if (unknown.length > 0) {
    const [first] = unknown;
    const reason = first === undefined ? '' : oneLine(reasonOf(first.problem));
    lines.push(
      `Of ${counted(unknown.length, 'node')} the certificate is not known, so it is as if issued now: ${reason}.`,
    );
  }
  if (CAConfig.ExternalCAs.length > 0) lines.push('Its external CAs are left out: the lab signs for itself.');
  if (EncryptionConfig.AutoLockManagers) lines.push('Its managers are locked; those of the lab are not.');
  if (swarm.RootRotationInProgress) lines.push('It is amid a rotation, which the lab does not begin.');
  return lines;
}
