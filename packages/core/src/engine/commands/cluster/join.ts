import { command, untilEnd } from '../command.ts';
import { secret, secretFile } from '../kinds/text.ts';
import { CommandProblem } from '../problem.ts';
import { nodeFlags, nodeRequest } from './swarm-flags.ts';

export const join = command({
  name: 'join',
  docker: 'docker swarm join',
  summary: 'Join a swarm as a node and/or manager',
  parameters: { usage: 'HOST:PORT', least: 1, most: 1 },
  flags: {
    ...nodeFlags,
    token: { kind: secret, help: 'Token for entry into the swarm' },
    'token-file': {
      kind: secretFile,
      help: 'File with the token in it; `--token -` reads it from the input',
      ours: true,
    },
  },
  actions: [{ id: 'swarm.join', title: 'Join a Swarm', danger: 'changes' }],
  examples: [
    { line: 'join --token-file worker.token 10.0.0.1:2377', about: 'with a token that no list of processes shows' },
    { line: 'join --token - 10.0.0.1:2377', about: 'with a token that is typed, or comes through a pipe' },
  ],
  async run(context, { flags, parameters: [remote = ''] }) {
    const { client, output } = context;
    if (flags.token !== undefined && flags['token-file'] !== undefined) {
      throw new CommandProblem('refused', 'the token is given twice, by `--token` and by `--token-file`');
    }
    await client.joinSwarm(
      {
        ...nodeRequest(flags),
        RemoteAddrs: [remote],
        JoinToken: flags.token ?? flags['token-file'] ?? '',
      },
      untilEnd(context),
    );
    const { Swarm: swarm } = await client.info(untilEnd(context));
    output.print(`This node joined a swarm as a ${swarm.ControlAvailable ? 'manager' : 'worker'}.`);
  },
});
