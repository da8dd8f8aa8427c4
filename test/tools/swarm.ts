import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import type { IdentityStore } from '../../packages/core/src/keyfile/identity-store.ts';
import { MemoryIdentity } from '../../packages/core/src/keyfile/memory-identity.ts';
import { Lab } from '../../packages/core/src/lab/lab.ts';
import type { LabOptions } from '../../packages/core/src/lab/lab.ts';
import { joinCrew } from '../../packages/core/src/node/crew.ts';
import type { CrewEvent } from '../../packages/core/src/node/crew.ts';
import { connectVerified } from '../../packages/core/src/node/connection.ts';
import { joinSwarm } from '../../packages/core/src/node/join.ts';
import type { Node, NodeEvent } from '../../packages/core/src/node/node.ts';
import type { NodeServices } from '../../packages/core/src/node/obtain.ts';
import type { Channel } from '../../packages/core/src/wire/network.ts';
import type { Credentials } from '../../packages/core/src/wire/credentials.ts';
import type { ShownIdentity } from '../../packages/core/src/wire/shown-identity.ts';
import { tlsNetwork } from '../../packages/core/src/wire/tls-network.ts';
import { readCertificates } from '../../packages/core/src/x509/certificate.ts';
import { defaultExpiry } from '../../packages/core/src/x509/time.ts';
import { readTrustBundle } from '../../packages/core/src/x509/trust-bundle.ts';
import { ExternalCaServer } from './external-ca.ts';

/** A directory that goes when the test ends. */
export async function temporaryDirectory(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'swarmpki-test-'));
  // A process that is about to end may write a last file into what is being removed.
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** What happened in a lab that a test looks at. */
export interface TestLab extends AsyncDisposable {
  readonly lab: Lab;
  /** Reasons with which the manager turned connections away. */
  readonly refusals: readonly string[];
  /** Faults of the lab's own; a test that finds one fails. */
  readonly faults: readonly unknown[];
  readonly events: readonly { readonly node: string; readonly event: NodeEvent }[];
}

/** Who signs for a lab: it itself, or an external CA that alone has the key of its root. */
export type SignedBy = 'internal' | 'external';

/** Tests of issuing, renewing and rotating run with both, as swarmkit's do. */
export const bothSigners = ['internal', 'external'] as const satisfies readonly SignedBy[];

/** A new lab in a directory of its own; closed when the test ends, which fails if the lab had a fault of its own. */
export async function startLab({
  signedBy = 'internal',
  ...options
}: Partial<LabOptions> & { readonly signedBy?: SignedBy } = {}): Promise<TestLab> {
  const directory = await temporaryDirectory();
  const [refusals, faults]: [string[], unknown[]] = [[], []];
  const events: { node: string; event: NodeEvent }[] = [];
  const lab = await Lab.create({
    directory: join(directory.path, 'lab'),
    onError: (error) => faults.push(error),
    onRefused: ({ error }) => refusals.push(error.message),
    onNodeEvent: (node, event) => events.push({ node, event }),
    ...options,
  });
  const externalCa = signedBy === 'external' ? await handOverTheRoot(lab) : undefined;
  return {
    lab,
    refusals,
    faults,
    events,
    [Symbol.asyncDispose]: async () => {
      await lab.close();
      await externalCa?.stop();
      faults.push(...(externalCa?.faults ?? []));
      await directory[Symbol.asyncDispose]();
      if (faults.length > 0) throw new AggregateError(faults, 'the lab had faults of its own');
    },
  };
}

/** An external CA with the key of a lab's own root. */
export async function externalCaFor(lab: Lab): Promise<ExternalCaServer> {
  const pem = lab.state.cluster.rootCa.caCert;
  const key = createPrivateKey(lab.readSecrets().rootKey ?? '');
  const [certificate] = readCertificates(pem);
  if (certificate === undefined) throw new Error('the lab has no root');
  const keys = { privateKey: key, publicKey: createPublicKey(key) };
  const externalCa = new ExternalCaServer({ certificate, key, keys, pem });
  externalCa.expiry = defaultExpiry;
  await externalCa.start();
  return externalCa;
}

/** Gives the key of a lab's root to an external CA; the lab itself forgets it. */
async function handOverTheRoot(lab: Lab): Promise<ExternalCaServer> {
  const externalCa = await externalCaFor(lab);
  await lab.update({ signingCaCert: externalCa.root.pem, externalCas: [externalCa.entry()] });
  return externalCa;
}

/** Rotates the root of a lab, to the end: everyone trusts the new one. */
export async function rotateToTheEnd(lab: Lab, timeoutMs = 30_000): Promise<void> {
  await lab.rotateRoot();
  await lab.until('the rotation has ended', ({ isSettled }) => isSettled, timeoutMs);
}

/** Nodes of ours in a swarm that is managed elsewhere. */
export interface TestCrew extends AsyncDisposable {
  readonly nodes: readonly Node[];
  readonly events: readonly CrewEvent[];
}

/** Lets nodes of ours, `crew-0` and so on, join any swarm; what they are lies in memory. @param address `host:port` */
export async function startCrew(address: string, token: string, size: number): Promise<TestCrew> {
  const events: CrewEvent[] = [];
  const names = Array.from({ length: size }, (_, number) => `crew-${number}`);
  const { signal } = new AbortController();
  const crew = await joinCrew({ address, token, names, signal, onEvent: (_, event) => events.push(event) });
  const lost = events.find((event) => event.kind === 'not-joined');
  if (lost !== undefined) {
    await crew.stop();
    throw lost.error;
  }
  return { nodes: crew.nodes, events, [Symbol.asyncDispose]: () => crew.stop() };
}

/** Takes part in a lab as somebody from outside would: with a certificate by its token, and a process of one's own. */
export async function joinOutside(manager: string, token: string): Promise<Credentials> {
  const { signal } = new AbortController();
  return joinSwarm(servicesWith(new MemoryIdentity()), { address: manager, token, canManage: true, signal });
}

/** What a node of ours lives by in real time, with its identity wherever a test keeps it. */
export function servicesWith(store: IdentityStore): NodeServices {
  return { store, network: tlsNetwork, clock: systemClock, realTime: systemClock, entropy: systemEntropy };
}

/**
 * A channel to a lab's manager, as a node of the lab would open it, or as somebody without a certificate.
 *
 * @param address of any of its managers; the leader's unless told otherwise
 */
export async function channelTo(
  lab: Lab,
  {
    as,
    identity = as?.credentials.identity,
    address = lab.manager.address,
  }: { readonly as?: Node; readonly identity?: ShownIdentity; readonly address?: string } = {},
): Promise<Channel> {
  const roots = readTrustBundle(lab.state.cluster.rootCa.caCert, Date.now()).certificates;
  return connectVerified({
    network: tlsNetwork,
    address,
    roots,
    clock: systemClock,
    signal: new AbortController().signal,
    ...(identity && { identity }),
  });
}
