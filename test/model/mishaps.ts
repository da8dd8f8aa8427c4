import { deliver, describe } from './actions.ts';
import type { Action, Spend } from './action.ts';
import { hangUp } from './machine.ts';
import { seatManagers } from './manager.ts';
import { withLeader, withMachine, withMessage, withoutMessage } from './world.ts';
import type { Machine, Message, Setting, Signature, World } from './world.ts';

/** What a machine has in its memory is gone, and its connections break. */
export function crash(setting: Setting, world: World, { name, disk, renewal }: Machine): World {
  const hungUp = hangUp(hangUp(world, name, 'session'), name, 'request');
  const off = withMachine(hungUp, name, {
    isUp: false,
    link: undefined,
    renewal: undefined,
    wants: false,
    rotateVersion: undefined,
    // A join that has no identity yet is begun anew by its user.
    ...(disk === undefined && renewal && { token: undefined }),
  });
  return seatManagers(setting, off);
}

/** What can become of a message on its way, and of a signature in the making. */
export function onTheWay(setting: Setting, world: World, spend: Spend): readonly Action[] {
  const about = (part: Message | Signature, actions: readonly Action[]): readonly Action[] =>
    actions.map((action) => ({ ...action, about: part }));
  const ofMessages = world.messages.flatMap((message) => about(message, ofMessage(setting, world, message, spend)));
  const ofSignatures = (world.leader?.signatures ?? []).flatMap((signature) =>
    signature.isDelayed === true
      ? []
      : about(
          signature,
          spend('delay', `the signature for ${signature.csr} takes its time`, (from) => slowed(from, signature)),
        ),
  );
  return [...ofMessages, ...ofSignatures];
}

function ofMessage(setting: Setting, world: World, message: Message, spend: Spend): readonly Action[] {
  const { machine, kind, isDelayed = false } = message;
  const connection = kind === 'ask' || kind === 'answer' ? 'request' : 'session';
  const what = describe(message).replace(/ (arrives|hears|gets)/, ': $1');
  const isRequest = kind === 'ask' || kind === 'register';
  return [
    ...spend('lose', `lost: ${what}`, (from) => hangUp(withoutMessage(from, message), machine, connection)),
    ...(isRequest ? spend('repeat', `twice: ${what}`, (from) => deliver(setting, from, message)) : []),
    ...(isDelayed
      ? []
      : spend('delay', `delayed: ${what}`, (from) =>
          withMessage(withoutMessage(from, message), { ...message, isDelayed: true }),
        )),
    ...(isRequest && isDelayed && isWaitedFor(world, message)
      ? [{ what: `${machine} waits no longer for: ${what}`, take: () => hangUp(world, machine, connection) }]
      : []),
  ];
}

function isWaitedFor({ machines }: World, message: Message): boolean {
  const machine = machines[message.machine];
  if (message.kind === 'ask') return machine?.renewal?.csr === message.csr && machine.renewal.isUnderWay;
  return message.kind === 'register' && machine?.link === message.link;
}

function slowed(world: World, signature: Signature): World {
  const signatures = world.leader?.signatures.map((each) => (each === signature ? { ...each, isDelayed: true } : each));
  return withLeader(world, { signatures: signatures ?? [] });
}
