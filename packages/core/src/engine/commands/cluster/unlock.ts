import { command, noParameters, untilEnd } from '../command.ts';
import { CommandProblem } from '../problem.ts';

export const unlock = command({
  name: 'unlock',
  docker: 'docker swarm unlock',
  summary: 'Unlock swarm',
  parameters: noParameters,
  flags: {},
  actions: [{ id: 'swarm.unlock', title: 'Unlock a Manager', danger: 'changes' }],
  examples: [
    { line: 'unlock', about: 'asks for the key, and shows nothing of it' },
    { line: 'unlock < key', about: 'reads the key from a file' },
  ],
  async run(context) {
    const { client, inputs } = context;
    // Nobody should be asked for a key that is of no use.
    const { Swarm: swarm } = await client.info(untilEnd(context));
    if (swarm.LocalNodeState === 'inactive') {
      throw new CommandProblem('refused', 'error: this node is not part of a swarm');
    }
    if (swarm.LocalNodeState !== 'locked') throw new CommandProblem('refused', 'error: swarm is not locked');
    await client.unlockSwarm(await inputs.askSecret('Enter unlock key: '), untilEnd(context));
  },
});
