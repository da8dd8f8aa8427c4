import { readBounded } from '../../files/bounded-read.ts';
import { writeAtomically } from '../../files/atomic-write.ts';
import { places } from '../places.ts';
import { LabProblem } from '../problem.ts';
import type { ListenWish } from './addresses.ts';
import { recordIn } from '../../files/json-record.ts';

/** What an engine was told, and has to know when it starts again. */
export interface EngineNotes extends ListenWish {
  /** Names of simulated nodes that were stopped on purpose. */
  readonly stopped: readonly string[];
  /** Host names of simulated nodes, where they are otherwise than the names of their machines. */
  readonly hostnames?: Readonly<Record<string, string>>;
}

/** Of a lab that was made without an engine. */
const noNotes: EngineNotes = { listenAddr: '127.0.0.1:0', advertiseAddr: '', stopped: [] };

const longest = 1024 * 1024;

/** @throws {LabProblem} `malformed-notes` */
export async function readNotes(directory: string): Promise<EngineNotes> {
  const text = await readBounded(places.notes(directory), longest);
  if (text === undefined) return noNotes;
  const { listenAddr, advertiseAddr, stopped, hostnames = {} } = recordIn(Buffer.from(text, 'latin1').toString());
  const isAddressed = typeof listenAddr === 'string' && typeof advertiseAddr === 'string';
  if (isAddressed && isListOfNames(stopped) && isRecordOfNames(hostnames)) {
    return { listenAddr, advertiseAddr, stopped, hostnames };
  }
  throw new LabProblem('malformed-notes', `${places.notes(directory)} cannot be read`, {
    expected: '{ "listenAddr": "127.0.0.1:2377", "advertiseAddr": "", "stopped": [] }',
    next: 'Write it so, or remove it: the lab then listens where it did, and all its nodes run.',
  });
}

export async function writeNotes(
  directory: string,
  { listenAddr, advertiseAddr, stopped, hostnames = {} }: EngineNotes,
): Promise<void> {
  const text = `${JSON.stringify({ listenAddr, advertiseAddr, stopped, ...(Object.keys(hostnames).length > 0 && { hostnames }) })}\n`;
  await writeAtomically(places.notes(directory), text, 0o600);
}

function isListOfNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function isRecordOfNames(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && isListOfNames(Object.values(value));
}
