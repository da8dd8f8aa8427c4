import type { Clock } from '../../clock/clock.ts';
import type { EngineClient } from '../../engine/client/engine-client.ts';
import type { ExternalCa } from '../../engine/shapes/swarm.ts';
import { leafReader } from '../../engine/watch/leaves.ts';
import type { ReadLeaves } from '../../engine/watch/leaves.ts';
import { watchSwarm } from '../../engine/watch/watch-swarm.ts';
import type { SwarmSight } from '../../engine/watch/swarm-sight.ts';
import { Problem } from '../../problem.ts';
import { dial } from '../../wire/https/dial.ts';
import { readUrl } from '../../wire/https/url.ts';
import { readCertificates } from '../../x509/certificate.ts';
import { DoctorProblem } from '../problem.ts';

/** An engine, as it was seen once. */
export interface EngineLook {
  /** How people know it: `unix:///run/docker.sock`. */
  readonly name: string;
  readonly sight: SwarmSight;
  /** ms since epoch; of a lab, by its own clock */
  readonly now: number;
  /** What became of connections to the first {@link mostProbes} of its external CAs, in their order; `undefined` where none was tried. */
  readonly probes: readonly ExternalCaProbe[] | undefined;
}

interface ExternalCaProbe {
  readonly url: string;
  /** Why there is no connection that managers would take. */
  readonly problem: Problem | undefined;
}

export interface LookOptions {
  /** Real time. */
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether external CAs are connected to. Nothing is sent to them, and nothing is signed. */
  readonly probe?: boolean;
  /** How long is waited for the certificates of all nodes, ms of real time. */
  readonly timeoutMs?: number;
}

/** A manager is asked for all its nodes, eight at a time, each within five seconds. */
const defaultTimeoutMs = 20_000;
const probeTimeoutMs = 5_000;
/** So many external CAs are connected to: a swarm has one or two, and an engine may name any address. */
export const mostProbes = 16;

/**
 * Looks at an engine and its swarm once: waits until the certificates of all nodes are known, or why they are not.
 *
 * @throws {Problem} why it is out of reach
 */
export async function lookAtEngine(engine: EngineClient, options: LookOptions): Promise<EngineLook> {
  const { clock, signal, timeoutMs = defaultTimeoutMs } = options;
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), timeoutMs);
  let sight: SwarmSight | undefined;
  try {
    const watching = { clock, signal: AbortSignal.any([signal, ending.signal]), readLeaves: patientReader(clock) };
    for await (const news of watchSwarm(engine, watching)) {
      if (news.kind === 'lost') throw news.problem;
      if (news.kind === 'seen') sight = news.sight;
      if (sight !== undefined && isWhole(sight)) break;
    }
  } finally {
    clearTimeout(timer);
    ending.abort();
  }
  signal.throwIfAborted();
  if (sight === undefined) {
    throw new DoctorProblem('out-of-reach', `${engine.name} did not tell of its swarm within ${timeoutMs / 1_000} s`, {
      next: 'Try it again; look at its log if that does not help.',
    });
  }
  const now = nowOf(sight, clock);
  const probes = options.probe === true ? await probeExternalCas(sight, now, signal) : undefined;
  return { name: engine.name, sight, now, probes };
}

/** Where nobody can be asked for any certificate, as under a root that has ended, the engine can be looked at all the same. */
function patientReader(clock: Clock): ReadLeaves {
  const read = leafReader(clock);
  return async (question) => {
    try {
      return await read(question);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return question.nodes.map(({ ID: nodeId }) => ({ nodeId, problem: error }));
    }
  };
}

/** A lab tells all it knows at once, and of another engine each certificate has to be asked for. */
function isWhole({ swarm, lab, nodes }: SwarmSight): boolean {
  if (swarm === undefined || lab !== undefined) return true;
  return [...nodes.values()].every(
    ({ certificate, certificateProblem }) => certificate !== undefined || certificateProblem !== undefined,
  );
}

function nowOf({ lab }: SwarmSight, clock: Clock): number {
  if (lab === undefined) return clock.now();
  const { Now: now, Real: real, Speed: speed, Paused: paused } = lab.clock;
  return paused ? now : now + Math.max(0, clock.now() - real) * speed;
}

async function probeExternalCas(
  { swarm }: SwarmSight,
  now: number,
  signal: AbortSignal,
): Promise<readonly ExternalCaProbe[]> {
  const found = swarm?.Spec.CAConfig.ExternalCAs ?? [];
  const trustRoot = swarm?.TLSInfo.TrustRoot ?? '';
  return Promise.all(found.slice(0, mostProbes).map((one) => probe(one, trustRoot, now, signal)));
}

async function probe(
  { URL: url, CACert: pem }: ExternalCa,
  trustRoot: string,
  now: number,
  signal: AbortSignal,
): Promise<ExternalCaProbe> {
  try {
    const roots = readCertificates(pem === '' ? trustRoot : pem);
    const socket = await dial(readUrl(url), { roots, now, timeoutMs: probeTimeoutMs, signal });
    socket.destroy();
    return { url, problem: undefined };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Problem) return { url, problem: error };
    throw error;
  }
}
