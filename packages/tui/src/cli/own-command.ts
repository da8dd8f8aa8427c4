import type { Described, Flag, Flags, Output } from '@swarmpki/core/commands';

/** What a command of this program has of the world. */
export interface OwnContext {
  readonly output: Output;
  readonly signal: AbortSignal;
  /** The variables of the process. */
  readonly environment: NodeJS.ProcessEnv;
  readonly workingDirectory: string;
  /** The lab that is meant, if one is named. */
  readonly stateDirectory: string | undefined;
}

type Given<Of extends Flags> = {
  readonly [Name in keyof Of]: (Of[Name] extends Flag<infer Value> ? Value : never) | undefined;
};

/** A command of this program that speaks with no engine. */
export interface OwnCommand extends Described {
  /** @returns the exit code */
  run(context: OwnContext, flags: Readonly<Record<string, unknown>>): Promise<number>;
}

interface TypedOwnCommand<Of extends Flags> extends Omit<OwnCommand, 'flags' | 'run'> {
  readonly flags: Of;
  run(context: OwnContext, flags: Given<Of>): Promise<number>;
}

/** A command among others, whose flags are known by name alone: whoever calls it has read them by its own kinds. */
export function own<const Of extends Flags>(typed: TypedOwnCommand<Of>): OwnCommand {
  return { ...typed, run: (context, flags) => typed.run(context, flags as Given<Of>) };
}
