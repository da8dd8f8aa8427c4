import { authorise } from '../../packages/core/src/swarm/authorise.ts';
import { requestCertificate } from '../../packages/core/src/swarm/issue.ts';
import { registerNode } from '../../packages/core/src/swarm/members.ts';
import { Refusal } from '../../packages/core/src/swarm/refusal.ts';
import type { Action } from './action.ts';
import { hangUp, hear, receive, refused } from './machine.ts';
import { decide } from './manager.ts';
import { ofLeader, patience, urgent } from './of-leader.ts';
import { ofMachines } from './of-machines.ts';
import { withoutMessage } from './world.ts';
import type { Message, Setting, World } from './world.ts';

/** Everything that goes on by itself: a swarm that takes these steps only, each in its turn, comes to rest. */
export function progress(setting: Setting, world: World): readonly Action[] {
  const steps = [
    ...urgent(setting, world),
    ...ofMessages(setting, world),
    ...ofLeader(setting, world),
    ...ofMachines(setting, world),
  ];
  return steps.length > 0 || !world.asksAgain ? steps : patience(world);
}

function ofMessages(setting: Setting, world: World): readonly Action[] {
  return world.messages.map((message) => ({
    isPrompt: message.isDelayed !== true,
    about: message,
    what: describe(message),
    take: () => deliver(setting, withoutMessage(world, message), message),
  }));
}

export function describe(message: Message): string {
  const { machine } = message;
  switch (message.kind) {
    case 'register':
      return `${machine}'s report arrives`;
    case 'ask':
      return `${machine}'s request ${message.csr} arrives`;
    case 'told':
      return `${machine} hears the news (${message.node.certificate.state})`;
    case 'answer':
      return `${machine} gets the answer to ${message.csr} (${message.certificate.state})`;
  }
}

export function deliver(setting: Setting, world: World, message: Message): World {
  if (message.kind === 'told') return hear(setting, world, message);
  if (message.kind === 'answer') return receive(setting, world, message);
  if (world.leader === undefined) return hangUp(world, message.machine, message.kind === 'ask' ? 'request' : 'session');
  try {
    return message.kind === 'register' ? register(world, message) : request(world, message);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const machine = world.machines[message.machine];
    if (message.kind === 'register' || machine === undefined) return hangUp(world, message.machine, 'session');
    return machine.renewal?.csr === message.csr ? refused(world, machine) : world;
  }
}

function register(
  world: World,
  { calling, description, link, machine }: Extract<Message, { kind: 'register' }>,
): World {
  const { nodeId } = authorise(world.lasting, calling, ['worker', 'manager']);
  return decide(
    world,
    (state, context) => registerNode(state, nodeId, description, machine, context),
    () => ({ kind: 'registered', nodeId, link }),
  );
}

function request(world: World, { calling, csr, token, machine }: Extract<Message, { kind: 'ask' }>): World {
  return decide(
    world,
    (state, context) => requestCertificate(state, { csr, token, availability: 'active', calling }, context),
    ({ nodeId }) => ({ kind: 'accepted', waiter: { machine, csr, nodeId } }),
  );
}
