import { resolve } from 'node:path';
import { CommandProblem, noParameters } from '@swarmpki/core/commands';
import { own } from './own-command.ts';
import { programFor } from '../flags/wish.ts';

/** `swarmpki lab like`: a rotation can be rehearsed before it is run. Nothing is changed in the swarm that is looked at. */
export const labLike = own({
  name: 'lab like',
  summary: 'Make a lab that is like a real swarm, to rehearse in',
  parameters: noParameters,
  reaches: 'engines',
  flags: {},
  examples: [
    {
      line: 'lab like --host ssh://me@manager.example --state-dir ./rehearsal',
      about: 'nodes, roles, labels, and when certificates end: as in that swarm, which is only looked at',
    },
    { line: 'lab like --context production', about: 'into the lab of this directory, if it has no swarm yet' },
  ],
  async run(context) {
    const { output, wish, environment, workingDirectory } = context;
    const { stateDirectory } = wish;
    const from = { ...wish, stateDirectory: undefined };
    if (from.host === undefined && from.context === undefined && !environment['SWARMPKI_HOST']) {
      throw new CommandProblem('refused', 'no swarm is named that the lab is to be like', {
        expected: '--host or --context, of a manager’s engine',
      });
    }
    const directory = stateDirectory === undefined ? undefined : resolve(workingDirectory, stateDirectory);
    const lab = { host: undefined, context: undefined, stateDirectory: directory };
    // What asks managers at their port, and speaks TLS, is loaded with it.
    const { lookAt, makeLike } = await import('./likeness.ts');
    const seen = await lookAt(context, from);
    await makeLike(context, lab, seen.likeness);
    for (const line of seen.report) output.print(line);
    output.print(`\nTo rehearse a rotation:\n\n    ${programFor(lab)} ca --rotate`);
    return 0;
  },
});
