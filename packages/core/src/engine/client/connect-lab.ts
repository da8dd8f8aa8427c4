import { object } from '../shapes/codec.ts';
import { labVersion, labVersions } from '../shapes/extension/versions.ts';
import type { LabVersions } from '../shapes/extension/versions.ts';
import { EngineRefusal } from '../shapes/refused.ts';
import type { CallOptions, EngineCalls } from './engine-calls.ts';
import { LabClient } from './lab-client.ts';
import { ClientProblem } from './problem.ts';

/**
 * Finds out whether an engine is a lab.
 *
 * @returns `undefined` for an engine that is none: what only a lab can do is not offered there
 * @throws {ClientProblem} `too-old`, `too-new` when both speak of labs in other ways; {ShapeProblem} {EngineRefusal}
 */
export async function connectLab(
  engine: { readonly name: string; readonly calls: EngineCalls },
  options?: CallOptions,
): Promise<LabClient | undefined> {
  const versions = await versionsOf(engine.calls, options);
  if (versions === undefined) return undefined;
  if (versions.Versions.includes(labVersion)) return new LabClient(engine);
  throw misfit(engine.name, versions);
}

/**
 * Ends the host of a lab. That is done alike in every version of /lab, so that a host of any version can make room for one
 * of another.
 *
 * @returns whether the engine is a lab
 */
export async function stopLab(engine: { readonly calls: EngineCalls }, options?: CallOptions): Promise<boolean> {
  const versions = await versionsOf(engine.calls, options);
  if (versions === undefined) return false;
  const version = Math.max(0, ...versions.Versions);
  await engine.calls.tell(object({}), { method: 'POST', path: `/lab/v${version}/stop`, body: undefined }, options);
  return true;
}

async function versionsOf(calls: EngineCalls, options: CallOptions | undefined): Promise<LabVersions | undefined> {
  try {
    return await calls.ask(labVersions, '/lab', options);
  } catch (error) {
    if (error instanceof EngineRefusal && error.status === 404) return undefined;
    throw error;
  }
}

/** One of the two programs is older: which one, decides on what is to be done. */
function misfit(name: string, { Versions, Program }: LabVersions): ClientProblem {
  const newest = Math.max(0, ...Versions);
  const host = Program === '' ? 'the program that hosts it' : `${Program.slice(0, 80)}, which hosts it,`;
  const message = `${name} is a lab of another version: ${host} speaks ${list(Versions)}`;
  const expected = `version ${labVersion} of /lab, which is spoken here`;
  if (newest < labVersion) {
    return new ClientProblem('too-old', `${message}; it is older than this program`, {
      expected,
      next: 'End that host with `swarmpki stop`, and run this command again: it starts a host of its own version.',
    });
  }
  return new ClientProblem('too-new', `${message}; this program is older`, {
    expected,
    next: 'Update this program to the version that hosts the lab.',
  });
}

function list(versions: readonly number[]): string {
  return versions.length === 0 ? 'none' : `version ${versions.slice(0, 10).join(', ')}`;
}
