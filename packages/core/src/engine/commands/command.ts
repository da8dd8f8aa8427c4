import type { Clock } from '../../clock/clock.ts';
import type { CallOptions } from '../client/engine-calls.ts';
import type { EngineClient } from '../client/engine-client.ts';
import type { Inputs, Kind } from './kinds/kind.ts';

/** What becomes of the swarm: nothing, something that can be taken back or goes on, or something that is gone then. */
type Danger = 'reads' | 'changes' | 'destroys';

export interface Flag<Value = unknown> {
  readonly kind: Kind<Value>;
  /** One letter. */
  readonly short?: string;
  readonly help: string;
  /** What holds where it is not given, as it is printed: `2160h0m0s`. Without it there is nothing to print. */
  readonly initial?: string;
  /** Docker has none of this name. */
  readonly ours?: true;
}

export type Flags = Readonly<Record<string, Flag>>;

/** What was given: `undefined` where a flag was not, so that a command can tell that from its default. */
export type Given<Of extends Flags> = {
  readonly [Name in keyof Of]: (Of[Name] extends Flag<infer Value> ? Value : never) | undefined;
};

/** What is given beside flags. */
export interface Parameters {
  /** As usage shows it: `NODE [NODE...]`; empty when there is nothing. */
  readonly usage: string;
  readonly least: number;
  readonly most: number;
  /** What each of them is, where its text alone tells whether it is good; nodes are not. */
  readonly kind?: Kind<unknown>;
}

export const noParameters: Parameters = { usage: '', least: 0, most: 0 };

/** One thing that users do by a command; what menus, keys and palettes offer. Its id never changes. */
export interface Action {
  /** `swarm.ca.rotate` */
  readonly id: string;
  /** In title case, as editors want it. */
  readonly title: string;
  readonly danger: Danger;
  /** The switches that make it this one, all of them on. Of several actions the last one counts that is meant. */
  readonly switches?: readonly string[];
  /** The flags of which each makes it this one. */
  readonly anyOf?: readonly string[];
}

interface Example {
  /** Without the name of the program. */
  readonly line: string;
  readonly about: string;
}

/** What usage, help and documentation of a command are made of. */
export interface Described {
  /** How it is called: `ca`, `node ls`. */
  readonly name: string;
  /** Docker's own, if there is one: `docker swarm ca`. */
  readonly docker?: string;
  readonly aliases?: readonly string[];
  /** One line, Docker's where there is one. */
  readonly summary: string;
  readonly parameters: Parameters;
  readonly flags: Flags;
  readonly examples: readonly Example[];
  /** Without any flag its help is wanted. */
  readonly needsFlag?: true;
}

/** A command as data: from it the command line, its help, the documentation and the menus of editors are made. */
export interface Command extends Described {
  readonly actions: readonly [Action, ...Action[]];
  /** Where nobody hosts the lab that is meant, none is started for it. */
  readonly startsNoHost?: true;
  /** Any other engine refuses it: it is offered for labs alone. */
  readonly labOnly?: true;
  /** @throws whatever the engine client throws; {@link CommandProblem} */
  run(context: Context, call: Call<Flags>): Promise<void>;
}

export interface Call<Of extends Flags> {
  readonly flags: Given<Of>;
  readonly parameters: readonly string[];
}

/** A command whose `run` knows the types of its flags. */
export interface TypedCommand<Of extends Flags> extends Omit<Command, 'flags' | 'run'> {
  readonly flags: Of;
  run(context: Context, call: Call<Of>): Promise<void>;
}

/** A command among others, whose flags are known by name alone: whoever calls it has read them by its own kinds. */
export function command<const Of extends Flags>(typed: TypedCommand<Of>): Command {
  return { ...typed, run: (context, call) => typed.run(context, { ...call, flags: call.flags as Given<Of> }) };
}

/** Which of a command's actions a call is. */
export function actionOf({ actions }: Command, flags: Readonly<Record<string, unknown>>): Action {
  const isGiven = (name: string): boolean => flags[name] !== undefined && flags[name] !== false;
  const isMeant = ({ switches = [], anyOf }: Action): boolean =>
    switches.every(isGiven) && (anyOf === undefined || anyOf.some(isGiven));
  return actions.findLast(isMeant) ?? actions[0];
}

/** Where a command writes to. Text may come from an engine: whoever shows it makes it harmless. */
export interface Output {
  /** Somebody looks at it as it comes. */
  readonly interactive: boolean;
  /** Width of the terminal; 200 where nobody knows. */
  readonly columns: number;
  /** The answer: text of one line or several. */
  print(text: string): void;
  /** What is said beside the answer. */
  note(text: string): void;
  /** Shows rows in the place of those shown last; for {@link interactive} outputs alone. */
  redraw(rows: readonly string[]): void;
}

/** All that a command knows of the world. */
export interface Context {
  readonly client: EngineClient;
  readonly output: Output;
  readonly inputs: Inputs;
  /** Real time. */
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Starts a host for the lab that is meant, where its host has crashed. @throws {Problem} */
  readonly revive?: () => Promise<void>;
  /** How this program is called for this very engine: `swarmpki`, `swarmpki --host unix:///run/docker.sock`. */
  readonly program: string;
}

/** For calls of the engine that end when the command is to end. */
export function untilEnd({ signal }: Context): CallOptions {
  return { signal };
}
