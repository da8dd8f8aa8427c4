import { command, untilEnd } from '../command.ts';
import { goJson } from '../format/go-json.ts';
import { jsonFlag } from '../kinds/json-format.ts';
import { oneOf } from '../kinds/one-of.ts';
import { onOff } from '../kinds/text.ts';
import { CommandProblem } from '../problem.ts';
import { invitationBy, printJoinCommand } from './words.ts';
import type { Role } from './words.ts';

export const joinToken = command({
  name: 'join-token',
  docker: 'docker swarm join-token',
  summary: 'Manage join tokens',
  parameters: { usage: '(worker|manager)', least: 1, most: 1, kind: oneOf('worker', 'manager') },
  flags: {
    rotate: { kind: onOff, help: 'Rotate join token' },
    quiet: { kind: onOff, short: 'q', help: 'Only display token' },
    format: jsonFlag,
  },
  actions: [
    { id: 'swarm.join-token', title: 'Show a Join Token', danger: 'reads' },
    { id: 'swarm.join-token.rotate', title: 'Rotate a Join Token', danger: 'changes', switches: ['rotate'] },
  ],
  examples: [
    { line: 'join-token worker', about: 'the command by which a worker joins' },
    { line: 'join-token --quiet manager > manager.token', about: 'the token alone' },
    { line: 'join-token --rotate worker', about: 'a new token; with the old one nobody joins any more' },
  ],
  async run(context, { flags, parameters: [given = ''] }) {
    const { client, output } = context;
    const role = readRole(given);
    if (flags.rotate === true) {
      const { Version: version, Spec: spec } = await client.inspectSwarm(untilEnd(context));
      const which = role === 'worker' ? { rotateWorkerToken: true } : { rotateManagerToken: true };
      await client.updateSwarm({ version: version.Index, spec, ...which }, untilEnd(context));
      if (flags.quiet !== true && flags.format !== 'json') output.print(`Successfully rotated ${role} join token.\n`);
    }
    const { JoinTokens: tokens } = await client.inspectSwarm(untilEnd(context));
    if (flags.quiet === true) {
      output.print(role === 'worker' ? tokens.Worker : tokens.Manager);
      return;
    }
    const { Swarm: swarm } = await client.info(untilEnd(context));
    const invitation = await invitationBy(context, swarm.NodeID, role);
    if (flags.format !== 'json') return printJoinCommand(context, invitation, role);
    output.print(goJson({ Role: role, Token: invitation.token, Address: invitation.address }));
  },
});

function readRole(given: string): Role {
  if (given === 'worker' || given === 'manager') return given;
  throw new CommandProblem('refused', `unknown role ${given}`, { expected: 'worker or manager' });
}
