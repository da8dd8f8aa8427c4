import { command, noParameters, untilEnd } from '../command.ts';
import { onOff } from '../kinds/text.ts';

export const leave = command({
  name: 'leave',
  docker: 'docker swarm leave',
  summary: 'Leave the swarm',
  parameters: noParameters,
  flags: {
    force: { kind: onOff, short: 'f', help: 'Force this node to leave the swarm, ignoring warnings' },
  },
  actions: [
    { id: 'swarm.leave', title: 'Leave the Swarm', danger: 'changes' },
    { id: 'swarm.leave.force', title: 'Leave the Swarm by Force', danger: 'destroys', switches: ['force'] },
  ],
  examples: [
    { line: 'leave', about: 'as a worker' },
    { line: 'leave --force', about: 'as a manager; with the last one the swarm is gone' },
  ],
  async run(context, { flags }) {
    await context.client.leaveSwarm(flags.force ?? false, untilEnd(context));
    context.output.print('Node left the swarm.');
  },
});
