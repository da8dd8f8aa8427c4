import type { Context, Described, Flag, Flags } from '@swarmpki/core/commands';
import type { EngineWish } from './wish.ts';

/** What a command of this program has of the world. */
export interface OwnContext extends Pick<Context, 'output' | 'clock' | 'signal'> {
  /** The variables of the process. */
  readonly environment: NodeJS.ProcessEnv;
  readonly workingDirectory: string;
  readonly wish: EngineWish;
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
