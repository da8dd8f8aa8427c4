import { initRequest } from '../../shapes/swarm.ts';
import type { InitRequest } from '../../shapes/swarm.ts';
import { command, noParameters, untilEnd } from '../command.ts';
import type { Call } from '../command.ts';
import { addressPools } from '../kinds/address-pool.ts';
import { uint32 } from '../kinds/number.ts';
import { onOff } from '../kinds/text.ts';
import { CommandProblem, wordsOf } from '../problem.ts';
import { tell } from '../rotation/finding.ts';
import { foundedWith } from './external-ca-findings.ts';
import { nodeFlags, nodeRequest, swarmFlags, withSwarmFlags } from './swarm-flags.ts';
import { fetchUnlockKey, invitationBy, printJoinCommand, printUnlockCommand } from './words.ts';

const flags = {
  ...nodeFlags,
  'data-path-port': {
    kind: uint32,
    help: 'Port number to use for data path traffic (1024 - 49151). If no value is set or is set to 0, the default port (4789) is used.',
  },
  'force-new-cluster': { kind: onOff, help: 'Force create a new cluster from current state' },
  autolock: {
    kind: onOff,
    help: 'Enable manager autolocking (requiring an unlock key to start a stopped manager)',
  },
  'default-addr-pool': { kind: addressPools, help: 'default address pool in CIDR format', initial: '[]' },
  'default-addr-pool-mask-length': {
    kind: uint32,
    help: 'default address pool subnet mask length',
    initial: '24',
  },
  ...swarmFlags,
} as const;

export const init = command({
  name: 'init',
  docker: 'docker swarm init',
  summary: 'Initialize a swarm',
  parameters: noParameters,
  flags,
  actions: [
    { id: 'swarm.init', title: 'Initialize a Swarm', danger: 'changes' },
    {
      id: 'swarm.init.force-new-cluster',
      title: 'Start the Swarm Anew from This Manager’s State',
      danger: 'destroys',
      switches: ['force-new-cluster'],
    },
  ],
  examples: [
    { line: 'init', about: 'a swarm with a root of its own' },
    { line: 'init --cert-expiry 1h --autolock', about: 'certificates for an hour, and managers that start locked' },
  ],
  async run(context, call) {
    const { client, output, program } = context;
    const request = requestOf(call);
    const nodeId = await client.initSwarm(request, untilEnd(context)).catch(withAdvice);
    output.print(`Swarm initialized: current node (${nodeId}) is now a manager.\n`);
    tell(context, foundedWith(call.flags['external-ca'] ?? [], program), { force: true });
    printJoinCommand(context, await invitationBy(context, nodeId, 'worker'), 'worker');
    output.print(`To add a manager to this swarm, run '${program} join-token manager' and follow the instructions.`);
    if (request.AutoLockManagers) printUnlockCommand(context, await fetchUnlockKey(context));
  },
});

function requestOf({ flags: given }: Call<typeof flags>): InitRequest {
  const { zero } = initRequest;
  return {
    ...nodeRequest(given),
    DataPathPort: given['data-path-port'] ?? 0,
    ForceNewCluster: given['force-new-cluster'] ?? false,
    // The engine wants it in both places: a key is made by the one, and stays by the other (docs/protocol.md §11.2).
    Spec: withSwarmFlags(zero.Spec, given, ''),
    AutoLockManagers: given.autolock ?? false,
    DefaultAddrPool: given['default-addr-pool'] ?? [],
    SubnetSize: given['default-addr-pool-mask-length'] ?? 24,
  };
}

function withAdvice(error: unknown): never {
  const words = wordsOf(error);
  if (!/could not choose an IP address to advertise|could not find the system's IP address/.test(words)) throw error;
  throw new CommandProblem('refused', `${words} - specify one with --advertise-addr`, { cause: error });
}
