import { ca } from './ca/ca.ts';
import type { Command } from './command.ts';
import { nodeInspect } from './node/inspect.ts';
import { nodeLs } from './node/ls.ts';
import { nodeRm } from './node/rm.ts';
import { nodeDemote, nodePromote } from './node/roles.ts';
import { nodeUpdate } from './node/update.ts';
import { init } from './swarm/init.ts';
import { joinToken } from './swarm/join-token.ts';
import { join } from './swarm/join.ts';
import { leave } from './swarm/leave.ts';
import { unlockKey } from './swarm/unlock-key.ts';
import { unlock } from './swarm/unlock.ts';
import { update } from './swarm/update.ts';

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
