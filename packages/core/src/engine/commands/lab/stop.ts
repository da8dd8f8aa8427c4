import { stopLab } from '../../client/connect-lab.ts';
import { pause } from '../../../clock/pause.ts';
import { ClientProblem } from '../../client/problem.ts';
import { command, noParameters, untilEnd } from '../command.ts';
import type { Context } from '../command.ts';
import { CommandProblem } from '../problem.ts';
import { onlyALab } from './lab-command.ts';

/** How often it is looked whether the host still answers; ms. */
const interval = 20;
const longestEnd = 30_000;

export const stop = command({
  name: 'stop',
  summary: 'End the host of a lab; its swarm is kept',
  parameters: noParameters,
  flags: {},
  actions: [{ id: 'lab.stop', title: 'Stop the Lab', danger: 'changes' }],
  startsNoHost: true,
  examples: [
    { line: 'stop', about: 'the next command goes on with the same swarm' },
    { line: 'stop --state-dir ./.swarmpki', about: 'the lab of a project' },
  ],
  // A host of any version is ended: so it is no command of a lab whose version fits.
  async run(context) {
    const { client, output, program } = context;
    if (!(await stopLab(client, untilEnd(context)))) throw await onlyALab('stop', context);
    await untilGone(context);
    output.print(
      `Stopped ${client.name}. Its swarm is kept: '${program} node ls', or any other command, starts it again.`,
    );
  },
});

/** Whoever comes next finds nobody who is about to end. @throws {CommandProblem} `refused` */
async function untilGone(context: Context): Promise<void> {
  const { client, clock, signal } = context;
  for (const end = clock.now() + longestEnd; clock.now() < end;) {
    try {
      await client.version(untilEnd(context));
    } catch (error) {
      // Whatever else keeps one from asking is a connection that was about to end.
      if (!(error instanceof ClientProblem) || error.code === 'aborted') throw error;
      if (error.code === 'no-engine' || error.code === 'refused-connection') return;
    }
    await pause(clock, interval, signal);
  }
  throw new CommandProblem(
    'refused',
    `${client.name} was told to end, and still answers after ${longestEnd / 1000} s`,
    {
      next: 'Look into host.log in its directory, or end its process.',
    },
  );
}
