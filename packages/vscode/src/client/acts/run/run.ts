import { shellWord, systemClock } from '@swarmpki/core/commands';
import type { Inputs, Output } from '@swarmpki/core/commands';
import { linesOf } from '../../words/lines.ts';
import { optionOf } from '../../engines/place.ts';
import type { EnginePlace } from '../../engines/place.ts';
import type { ShownSwarm } from '../../engines/shown-swarm.ts';
import type { Call } from './call.ts';

/** Where a command's words go while it runs. */
interface Listener {
  /** What it prints, line by line: of a secret nothing. */
  printed(line: string): void;
  /** What it says beside the answer. */
  noted(line: string): void;
  /** How far it is. */
  progressed(text: string): void;
}

export interface RunOptions {
  readonly inputs: Inputs;
  readonly signal: AbortSignal;
  readonly listener: Listener;
}

/** All that a command has said. It may hold secrets. */
export interface Said {
  readonly printed: string;
  readonly notes: readonly string[];
}

/** Narrow enough that no bars are drawn of letters. */
const columns = 80;

/** Runs a command on a swarm. @throws {Problem} whatever keeps it from being carried out */
export async function run(swarm: ShownSwarm, call: Call, options: RunOptions): Promise<Said> {
  const { command, flags, parameters } = call;
  await using client = await swarm.connect(command.startsNoHost !== true);
  const said = { printed: [] as string[], notes: [] as string[] };
  const output: Output = {
    interactive: true,
    columns,
    print: (text) => {
      said.printed.push(text);
      for (const line of linesOf(text)) options.listener.printed(line);
    },
    note: (text) => {
      said.notes.push(...linesOf(text));
      for (const line of linesOf(text)) options.listener.noted(line);
    },
    redraw: (rows) => options.listener.progressed(rows.flatMap(linesOf).join(' ').trim()),
  };
  const { inputs, signal } = options;
  const context = { client, output, inputs, signal, clock: systemClock, program: programOf(swarm.place) };
  await command.run(context, { flags, parameters });
  return { printed: said.printed.join('\n'), notes: said.notes };
}

/** How the program for terminals is called for the same engine. */
export function programOf(place: EnginePlace): string {
  const [option, value] = optionOf(place);
  return `swarmpki ${option} ${shellWord(value)}`;
}
