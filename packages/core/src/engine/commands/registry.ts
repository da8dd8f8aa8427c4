import { nodeActs, nodeForget, nodeStart } from './lab/acts.ts';
import { nodeAdd } from './lab/add.ts';
import { nodeChain } from './lab/chain.ts';
import { attack } from './lab/attack.ts';
import { clock, clockChanges } from './lab/clock.ts';
import { clockJump, clockUntil } from './lab/clock-until.ts';
import { events } from './lab/events.ts';
import { nodeFaults } from './lab/faults.ts';
import { probe } from './lab/probe.ts';
import { stop } from './lab/stop.ts';
import { ca } from './rotation/ca.ts';
import type { Command } from './command.ts';
import { nodeInspect } from './nodes/inspect.ts';
import { nodeLs } from './nodes/ls.ts';
import { nodeRm } from './nodes/rm.ts';
import { nodeDemote, nodePromote } from './nodes/roles.ts';
import { nodeUpdate } from './nodes/update.ts';
import { init } from './cluster/init.ts';
import { joinToken } from './cluster/join-token.ts';
import { join } from './cluster/join.ts';
import { leave } from './cluster/leave.ts';
import { unlockKey } from './cluster/unlock-key.ts';
import { unlock } from './cluster/unlock.ts';
import { update } from './cluster/update.ts';

/** What Docker has a command for, in the order in which it is told. */
const swarmCommands: readonly Command[] = [
  ca,
  init,
  join,
  joinToken,
  leave,
  unlock,
  unlockKey,
  update,
  nodeDemote,
  nodeInspect,
  nodeLs,
  nodePromote,
  nodeRm,
  nodeUpdate,
];

/** What only a lab can do, and what there is to see of one. */
const labCommands: readonly Command[] = [
  nodeAdd,
  nodeStart,
  ...nodeActs,
  nodeFaults,
  nodeForget,
  nodeChain,
  probe,
  attack,
  events,
  clock,
  ...clockChanges,
  clockJump,
  clockUntil,
  stop,
];

/** All that users can do with a swarm. */
export const commands: readonly Command[] = [...swarmCommands, ...labCommands];

/** Commands whose names have the same first word. */
export const groups: readonly { readonly name: string; readonly summary: string }[] = [
  { name: 'node', summary: 'Manage Swarm nodes' },
  { name: 'clock', summary: 'Show and steer lab time' },
];
