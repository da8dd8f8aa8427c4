import type { Context } from '../command.ts';
import { untilEnd } from '../command.ts';
import { shellWord } from '../../../shell-word.ts';
import { CommandProblem, wordsOf } from '../problem.ts';

export type Role = 'worker' | 'manager';

export interface Invitation {
  readonly token: string;
  /** `host:port`; `undefined` of a node that is no manager. */
  readonly address: string | undefined;
}

/** What somebody needs to join the swarm by this node. */
export async function invitationBy(context: Context, nodeId: string, role: Role): Promise<Invitation> {
  const node = await context.client.inspectNode(nodeId, untilEnd(context));
  const { JoinTokens: tokens } = await context.client.inspectSwarm(untilEnd(context));
  return { token: role === 'worker' ? tokens.Worker : tokens.Manager, address: node.ManagerStatus?.Addr };
}

/**
 * Prints how others join the swarm (docs/protocol.md §11.5). Who joins is another machine, with Docker on it: so it is
 * Docker's command. Of a node that is no manager there is nothing to print.
 */
export function printJoinCommand({ output }: Context, { token, address }: Invitation, role: Role): void {
  if (address === undefined) return;
  output.print(
    `To add a ${role} to this swarm, run the following command:\n\n` +
      `    docker swarm join --token ${shellWord(token)} ${shellWord(address)}\n`,
  );
}

/** Fetches the unlock key; empty while managers are not locked. */
export async function fetchUnlockKey(context: Context): Promise<string> {
  try {
    return await context.client.unlockKey(untilEnd(context));
  } catch (cause) {
    throw new CommandProblem('refused', `could not fetch unlock key: ${wordsOf(cause)}`, { cause });
  }
}

/** Prints how a manager that has started again is unlocked. */
export function printUnlockCommand({ output, program }: Context, unlockKey: string): void {
  if (unlockKey === '') return;
  output.print(
    `To unlock a swarm manager after it restarts, run the \`${program} unlock\`\n` +
      `command and provide the following key:\n\n    ${unlockKey}\n\n` +
      'Remember to store this key in a password manager, since without it you\n' +
      'will not be able to restart the manager.',
  );
}
