import { join } from 'node:path';
import { systemClock } from '../clock/system-clock.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import type { IdentityStore } from '../keyfile/identity-store.ts';
import { MemoryIdentity } from '../keyfile/memory-identity.ts';
import { NodeFiles } from '../keyfile/node-files.ts';
import { KeyFileProblem } from '../keyfile/problem.ts';
import type { Credentials } from '../wire/credentials.ts';
import { tlsNetwork } from '../wire/tls-network.ts';
import type { Validity } from '../x509/time.ts';
import { joinSwarm } from './join.ts';
import { loadCredentials } from './load.ts';
import { machineNamed } from './machine.ts';
import { Node } from './node.ts';
import type { NodeEvent } from './node.ts';
import type { NodeServices } from './obtain.ts';
import { Remotes } from './remotes.ts';

/** What happens to a node of a crew. */
export type CrewEvent =
  | NodeEvent
  | { readonly kind: 'joined' | 'resumed' }
  | { readonly kind: 'not-joined'; readonly error: unknown };

/** Of a node, for whoever tells what happens to it. */
export interface CrewMember {
  /** Its hostname. */
  readonly name: string;
  /** Empty until it has joined. */
  readonly id: string;
  /** Of its certificate. */
  readonly validity: Validity | undefined;
}

export interface CrewOptions {
  /** `host:port` of a manager. */
  readonly address: string;
  /** The whole token of a worker. */
  readonly token: string;
  /** The nodes' hostnames. */
  readonly names: readonly string[];
  /** Each node's files lie below it, in a folder of its name laid out like an engine's; in memory where it is left out. */
  readonly directory?: string | undefined;
  readonly onEvent: (member: CrewMember, event: CrewEvent) => void;
  /** Whoever is about to join gives up. */
  readonly signal: AbortSignal;
}

/** Nodes of this process in a swarm that is managed elsewhere. */
export interface Crew {
  readonly members: readonly CrewMember[];
  /** The same ones themselves. */
  readonly nodes: readonly Node[];
  /** Ends their lives; the swarm sees them down then. */
  stop(): Promise<void>;
}

/** How many join at a time. */
const mostAtOnce = 8;

/**
 * Lets nodes join whatever swarm is managed at an address. Those whose files are there already are taken up instead. The
 * first one joins alone: what is wrong with a token or an address is wrong for all of them.
 *
 * @returns those that live; of others `onEvent` has heard why they do not
 * @throws when the first cannot join: {TokenProblem} {NodeProblem} {RpcError} {X509Problem} {ConnectionProblem}
 *   {KeyFileProblem}
 */
export async function joinCrew(options: CrewOptions): Promise<Crew> {
  const { names, onEvent, signal } = options;
  const living: Living[] = [];
  const [first, ...others] = names;
  if (first !== undefined) living.push(await live(first, options));
  const waiting = others.values();
  const joinNext = async (): Promise<void> => {
    for (const name of waiting) {
      if (signal.aborted) return;
      try {
        living.push(await live(name, options));
      } catch (error) {
        if (!signal.aborted) onEvent({ name, id: '', validity: undefined }, { kind: 'not-joined', error });
      }
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, joinNext));
  return {
    members: living.map(memberOf),
    nodes: living.map(({ node }) => node),
    stop: async () => {
      await Promise.all(living.map(({ node }) => node.stop()));
    },
  };
}

interface Living {
  readonly name: string;
  readonly node: Node;
}

async function live(name: string, { address, token, directory, onEvent, signal }: CrewOptions): Promise<Living> {
  const services = servicesOf(name, directory);
  const taken = await takeUp(services);
  const credentials = taken ?? (await joinSwarm(services, { address, token, canManage: false, signal }));
  const tell = (event: CrewEvent): void => onEvent(memberOf({ name, node }), event);
  const node = new Node(services, {
    credentials,
    canManage: false,
    remotes: new Remotes([{ nodeId: '', address }]),
    machine: machineNamed(name),
    onEvent: tell,
  });
  tell({ kind: taken === undefined ? 'joined' : 'resumed' });
  return { name, node };
}

function servicesOf(name: string, directory: string | undefined): NodeServices {
  const store: IdentityStore =
    directory === undefined
      ? new MemoryIdentity()
      : new NodeFiles(join(directory, name, 'swarm', 'certificates'), (length) => systemEntropy.bytes(length));
  return { store, network: tlsNetwork, clock: systemClock, realTime: systemClock, entropy: systemEntropy };
}

/** @returns `undefined` for a node that has not joined yet */
async function takeUp(services: NodeServices): Promise<Credentials | undefined> {
  try {
    return (await loadCredentials(services)).credentials;
  } catch (error) {
    if (error instanceof KeyFileProblem && (error.code === 'no-root' || error.code === 'no-identity')) return undefined;
    throw error;
  }
}

function memberOf({ name, node }: Living): CrewMember {
  return { name, id: node.id, validity: node.credentials.identity.certificates[0] };
}
