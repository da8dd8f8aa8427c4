import { lstat } from 'node:fs/promises';
import { HttpEngineClient, findEndpoint, systemClock } from '@swarmpki/core/engine';
import type { EngineClient } from '@swarmpki/core/engine';
import { HostProblem, findHost, hostNodeFlags, reachHost, socketOf } from '@swarmpki/core/host/where';
import type { Way } from './live-swarm.ts';
import { findNode } from './node-runtime.ts';
import type { Programs } from './programs.ts';
import type { EnginePlace } from './place.ts';

/** What it takes of the editor to reach engines. */
interface Surroundings extends Programs {
  /** Ends with the window; what was started goes on. */
  readonly signal: AbortSignal;
}

/** Reaches labs at the sockets of their hosts, and others at their addresses or as Docker's contexts say; by real time. */
export function wayTo(surroundings: Surroundings): Way {
  return {
    clock: systemClock,
    connect: (place, startsHost) => connect(place, startsHost, surroundings),
    hasCrashed: (place) => hasCrashed(place, surroundings),
  };
}

async function connect(place: EnginePlace, startsHost: boolean, surroundings: Surroundings): Promise<EngineClient> {
  const { environment } = surroundings;
  if (place.kind !== 'lab') return new HttpEngineClient(await findEndpoint(choiceOf(place), environment), environment);
  const { directory } = place;
  const path = startsHost ? await hosted(directory, surroundings) : await findHost(directory, environment);
  return new HttpEngineClient({ address: { kind: 'unix', path }, name: `the lab in ${directory}` }, environment);
}

function choiceOf(place: Exclude<EnginePlace, { readonly kind: 'lab' }>): Parameters<typeof findEndpoint>[0] {
  if (place.kind === 'context') return { kind: 'context', context: place.context, from: '--context' };
  return { kind: 'host', host: place.host, tls: undefined, from: '--host' };
}

/** Node.js is looked for only where a host has to be started. @returns where it answers */
async function hosted(directory: string, surroundings: Surroundings): Promise<string> {
  const { environment, signal } = surroundings;
  try {
    return await findHost(directory, environment);
  } catch (error) {
    if (!(error instanceof HostProblem) || error.code !== 'not-hosted') throw error;
  }
  const command = await findNode(surroundings.nodePath(), surroundings.directory, environment);
  const program = { command, parameters: [...hostNodeFlags, surroundings.program] };
  return (await reachHost(directory, { program, environment, clock: systemClock, signal })).socketPath;
}

/** A host that ends as it should takes its socket along. */
async function hasCrashed(place: EnginePlace, { environment }: Surroundings): Promise<boolean> {
  if (place.kind !== 'lab') return false;
  try {
    return (await lstat(await socketOf(place.directory, environment))).isSocket();
  } catch {
    // Why it cannot be looked at is said by whoever connects.
    return false;
  }
}
