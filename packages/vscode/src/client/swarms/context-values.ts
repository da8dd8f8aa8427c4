/**
 * What the tree says of its elements to menus, by `viewItem`: one of these kinds, and behind it flags, each after a space.
 * A menu asks for a kind with `viewItem =~ /^swarmpki\.node\.lab( |$)/`, and for a flag as well with
 * `viewItem =~ /^swarmpki\.node\.lab( .*)? cut( |$)/`.
 *
 * A command is handed the element, a `Clicked`: the id of its swarm, which `Swarms.find` knows, and whose it is.
 */
export const contextValues = {
  /** A lab whose host runs. Flags: of {@link EngineFlag}. */
  lab: 'swarmpki.lab',
  /** A lab that nobody hosts. */
  stoppedLab: 'swarmpki.lab.stopped',
  /** An engine of Docker's. Flags: of {@link EngineFlag}. */
  engine: 'swarmpki.engine',
  rootCA: 'swarmpki.rootCA',
  /** Both join tokens. */
  tokens: 'swarmpki.tokens',
  workerToken: 'swarmpki.token.worker',
  managerToken: 'swarmpki.token.manager',
  /** A rotation of the root CA that is under way, or has just ended. Flags: `underway`. */
  rotation: 'swarmpki.rotation',
  /** All nodes. Flags: `lab`. */
  nodes: 'swarmpki.nodes',
  /** Of a lab. Flags: of {@link NodeFlag}. */
  labNode: 'swarmpki.node.lab',
  /** Of a real swarm. Flags: of {@link NodeFlag}. */
  engineNode: 'swarmpki.node.engine',
  /** Lab time. Flags: `paused` or `running`. */
  clock: 'swarmpki.clock',
} as const;

type ContextValue = (typeof contextValues)[keyof typeof contextValues];

/**
 * `manager`: it shows a swarm; `empty`: it is in none; `worker`: it is in one, and no manager; `locked`; `lost`: out of reach;
 * `attached`: it is shown because the user has attached its context.
 */
type EngineFlag = 'manager' | 'empty' | 'worker' | 'locked' | 'lost' | 'attached';

/**
 * The role that it is to have; `leader`; `removed`: no member any more. Of a machine of a lab: `here`: it is simulated and runs,
 * `stopped`, or `outside`: somebody else's; `cut` and `silenced` say what is wrong with it.
 */
type NodeFlag = 'manager' | 'worker' | 'leader' | 'removed' | 'here' | 'stopped' | 'outside' | 'cut' | 'silenced';

export type Flag = EngineFlag | NodeFlag | 'underway' | 'paused' | 'running' | 'lab';

/** What menus are told of an element. */
export function viewItem(kind: ContextValue, flags: readonly Flag[] = []): string {
  return [kind, ...flags].join(' ');
}
