import type { Command, Context, Described, Flag, Flags } from '@swarmpki/core/commands';
import type { Reach } from '../flags/common-flags.ts';
import type { StyledOutput } from '../output/styled.ts';
import type { EngineWish } from '../flags/wish.ts';

/** What a command of this program has of the world. */
export interface OwnContext extends Pick<Context, 'clock' | 'signal' | 'inputs'> {
  readonly output: StyledOutput;
  /** The variables of the process. */
  readonly environment: NodeJS.ProcessEnv;
  readonly workingDirectory: string;
  /** What is piped in, or typed. */
  readonly input: AsyncIterable<string | Uint8Array>;
  readonly wish: EngineWish;
  /**
   * @param startsHost whether a host is started where the lab that is meant has none
   * @param note says something beside the answer; left out, the output's
   */
  connect(wish: EngineWish, startsHost: boolean, note?: (text: string) => void): Promise<Context['client']>;
  /** Shows the screens until they are left. @returns the exit code */
  open(wish: EngineWish, readOnly: boolean, screenReader?: boolean): Promise<number>;
}

type Given<Of extends Flags> = {
  readonly [Name in keyof Of]: (Of[Name] extends Flag<infer Value> ? Value : never) | undefined;
};

/** A command of this program that is no swarm command: it speaks with no engine, or chooses itself with which. */
export interface OwnCommand extends Described {
  readonly reaches: Reach;
  /** @returns the exit code */
  run(context: OwnContext, flags: Readonly<Record<string, unknown>>, parameters: readonly string[]): Promise<number>;
}

interface TypedOwnCommand<Of extends Flags> extends Omit<OwnCommand, 'flags' | 'run'> {
  readonly flags: Of;
  /** @param parameters as many as the command's `parameters` allow */
  run(context: OwnContext, flags: Given<Of>, parameters: readonly string[]): Promise<number>;
}

/** A command among others, whose flags are known by name alone: whoever calls it has read them by its own kinds. */
export function own<const Of extends Flags>(typed: TypedOwnCommand<Of>): OwnCommand {
  return { ...typed, run: (context, flags, parameters) => typed.run(context, flags as Given<Of>, parameters) };
}

/** What was given to a command beside what its variant knows. */
export interface VariantCall {
  /** All flags, by name. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly parameters: readonly string[];
}

/** What this program itself does of a swarm command, in place of an engine, where a flag of its own asks for that. */
export interface Variant extends Pick<Described, 'flags' | 'examples'> {
  /** The name of the command. */
  readonly of: string;
  /** The flag by which it is meant. Its others mean nothing without it. */
  readonly by: string;
  /** What it takes of the command's own flags. */
  readonly uses: readonly string[];
  readonly reaches: Reach;
  /** @returns the exit code */
  run(context: OwnContext, flags: Readonly<Record<string, unknown>>, call: VariantCall): Promise<number>;
}

interface TypedVariant<Of extends Flags> extends Omit<Variant, 'flags' | 'run'> {
  readonly flags: Of;
  run(context: OwnContext, flags: Given<Of>, call: VariantCall): Promise<number>;
}

/** As {@link own}. */
export function variant<const Of extends Flags>(typed: TypedVariant<Of>): Variant {
  return { ...typed, run: (context, flags, call) => typed.run(context, flags as Given<Of>, call) };
}

/** A command with what its variant adds. */
export function withVariant(command: Command, found: Variant | undefined): Command {
  if (found === undefined) return command;
  return {
    ...command,
    flags: { ...command.flags, ...found.flags },
    examples: [...command.examples, ...found.examples],
  };
}
