import type { LikeNode, LikeRequest } from '../../engine/shapes/extension/like.ts';
import type { Overlay } from '../../swarm/state.ts';
import type { Validity } from '../../x509/time.ts';
import type { WishedNode, WishedSwarm } from '../found-like.ts';
import { managerName } from '../places.ts';
import { emptySpec, requestedFrom } from './cluster-spec.ts';
import type { EngineNotes } from './notes.ts';
import { nodeSpecFrom } from './node-shape.ts';
import { badParameter, quoted } from './refusals.ts';

/** Each lives in this process and keeps its files: more than speak TLS with one another in one lab are too many. */
const mostNodes = 1_000;
const longestText = 255;

/**
 * Reads a swarm that another is to be like. What a lab must not take over is left out: external CAs, which would be asked
 * for a rehearsal, a rotation that is asked for, and autolock, whose key nobody but the swarm has.
 *
 * @throws {EngineRefusal} 400
 */
export function wishedFrom({ Root, Spec, DefaultAddrPool, SubnetSize, DataPathPort, Nodes }: LikeRequest): WishedSwarm {
  if (Nodes.length > mostNodes) throw badParameter(`invalid Nodes: a lab like another has ${mostNodes} at most`);
  const leader = leaderOf(Nodes);
  const machines = new Set<string>([managerName]);
  const ids = new Set<string>();
  const wish = (like: LikeNode): WishedNode => {
    const machine = like === leader ? managerName : machineFor(like.Node.Description.Hostname, machines);
    const node = nodeFrom(like, machine);
    if (ids.has(node.id)) throw badParameter(`invalid Nodes: ${node.id} is in them twice`);
    ids.add(node.id);
    return node;
  };
  const { signingCaCert: _cert, signingCaKey: _key, name: _name, ...spec } = requestedFrom(Spec, emptySpec);
  const overlay: Overlay = { defaultAddrPool: DefaultAddrPool, subnetSize: SubnetSize, dataPathPort: DataPathPort };
  return {
    validity: validityFrom(Root),
    spec: { ...spec, externalCas: [], forceRotate: 0, autoLockManagers: false },
    overlay,
    nodes: [wish(leader), ...Nodes.filter((one) => one !== leader).map(wish)],
  };
}

/** What the engine of such a lab has to know when it starts. It listens where a free port is. */
export function notesFor({ nodes }: WishedSwarm): EngineNotes {
  const hostnames = nodes.map(({ machine, description }) => [machine, description.hostname] as const);
  return {
    listenAddr: '127.0.0.1:0',
    advertiseAddr: '',
    stopped: nodes.filter(({ isDown: down }) => down).map(({ machine }) => machine),
    hostnames: Object.fromEntries(hostnames.filter(([machine, hostname]) => hostname !== '' && hostname !== machine)),
  };
}

/** Its machine is the engine of the lab. */
function leaderOf(nodes: readonly LikeNode[]): LikeNode {
  const managers = nodes.filter((one) => one.Node.ManagerStatus !== undefined && !isDown(one));
  const leader = managers.find(({ Node: { ManagerStatus } }) => ManagerStatus?.Leader === true) ?? managers[0];
  if (leader === undefined) throw badParameter('invalid Nodes: none of them is a manager that is up');
  return leader;
}

function isDown({ Node: { Status, ManagerStatus } }: LikeNode): boolean {
  return Status.State === 'down' || Status.State === 'disconnected' || ManagerStatus?.Reachability === 'unreachable';
}

function nodeFrom(like: LikeNode, machine: string): WishedNode {
  const { ID: id, Spec, Description, CreatedAt } = like.Node;
  if (!/^[a-z0-9]{25}$/.test(id)) throw badParameter(`invalid ID: ${quoted(id)}`);
  const { name, labels, desiredRole, availability } = nodeSpecFrom(Spec);
  const { Hostname, Platform, Resources, Engine } = Description;
  const createdAt = Date.parse(CreatedAt);
  return {
    machine,
    id,
    name,
    labels,
    role: desiredRole,
    availability,
    isDown: isDown(like),
    isSilent: like.Silent,
    createdAt: Number.isNaN(createdAt) ? 0 : createdAt,
    description: {
      hostname: Hostname.slice(0, longestText),
      platform: { architecture: Platform.Architecture, os: Platform.OS },
      resources: { nanoCpus: Resources.NanoCPUs, memoryBytes: Resources.MemoryBytes },
      engine: { version: Engine.EngineVersion, labels: Engine.Labels, plugins: [] },
      fips: false,
    },
    validity: like.NotBefore === undefined || like.NotAfter === undefined ? undefined : validityFrom(like),
  };
}

function validityFrom({
  NotBefore: notBefore,
  NotAfter: notAfter,
}: {
  readonly NotBefore: number | undefined;
  readonly NotAfter: number | undefined;
}): Validity {
  // What fits a certificate's Time.
  const [least, most] = [Date.UTC(1950, 0), Date.UTC(9999, 11)];
  if (
    notBefore === undefined ||
    notAfter === undefined ||
    notBefore < least ||
    notAfter > most ||
    notBefore > notAfter
  ) {
    throw badParameter('invalid NotBefore and NotAfter: they are those of no certificate');
  }
  return { notBefore, notAfter };
}

/** A folder’s name that is the host name, as far as that can be one; of several with the same the later get a number. */
function machineFor(hostname: string, taken: Set<string>): string {
  const plain = hostname
    .replaceAll(/[^a-z0-9]+/gi, '-')
    .slice(0, 50)
    .replaceAll(/^-+|-+$/g, '');
  const name = plain === '' ? 'node' : plain;
  for (let number = 1; ; number++) {
    const machine = number === 1 ? name : `${name}-${number}`;
    if (taken.has(machine)) continue;
    taken.add(machine);
    return machine;
  }
}
