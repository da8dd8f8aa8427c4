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

/** All that users can do with a swarm, in the order in which it is told. */
export const commands: readonly Command[] = [
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

/** Commands whose names have the same first word, `node` for one. */
export const groups: readonly { readonly name: string; readonly docker: string; readonly summary: string }[] = [
  { name: 'node', docker: 'docker node', summary: 'Manage Swarm nodes' },
];
