import { connectLab } from '../../client/connect-lab.ts';
import type { LabClient } from '../../client/lab-client.ts';
import { command, untilEnd } from '../command.ts';
import type { Call, Command, Context, Flags, TypedCommand } from '../command.ts';
import { CommandProblem } from '../problem.ts';

export interface LabContext extends Context {
  readonly lab: LabClient;
}

interface LabCommand<Of extends Flags> extends Omit<TypedCommand<Of>, 'run'> {
  run(context: LabContext, call: Call<Of>): Promise<void>;
}

/** A command for what only a lab can do. Where the engine is none it says so, and does nothing. */
export function labCommand<const Of extends Flags>(typed: LabCommand<Of>): Command {
  return command({
    ...typed,
    labOnly: true,
    run: async (context, call) => {
      const lab = await connectLab(context.client, untilEnd(context));
      if (lab === undefined) throw await onlyALab(typed.name, context);
      return typed.run({ ...context, lab }, call);
    },
  });
}

/** What is said of an engine that is no lab. */
export async function onlyALab(name: string, context: Context): Promise<CommandProblem> {
  const { client } = context;
  const { Version: version } = await client.version(untilEnd(context));
  return new CommandProblem(
    'refused',
    `only a lab can do '${name}', and ${client.name} is a Docker Engine of version ${version}`,
    {
      expected: 'the engine of a lab',
      next: 'Leave out --host, --context and SWARMPKI_HOST: then the lab of this directory is meant.',
    },
  );
}
