import type { LocalNodeState } from '../../engine/shapes/info.ts';
import type { EngineRefusal } from '../../engine/shapes/refused.ts';
import type { JoinedNode } from './joined-node.ts';
import type { LabMembership } from './lab-membership.ts';
import { texts, unavailable } from './refusals.ts';

/** How an engine stands to a swarm. */
export type Standing =
  | { readonly kind: 'inactive' }
  /** Its swarm is the lab of its directory. */
  | { readonly kind: 'lab'; readonly membership: LabMembership }
  /** So is it, and its managers are locked. */
  | { readonly kind: 'locked'; readonly address: string }
  /** It is a node of another swarm. */
  | { readonly kind: 'joined'; readonly node: JoinedNode }
  /** It is about to be. */
  | { readonly kind: 'pending'; readonly joining: Joining }
  /** What lies in its directory cannot be taken up. */
  | { readonly kind: 'error'; readonly error: unknown; readonly holdsLab: boolean };

/** A join that has not come to its end. */
interface Joining {
  /** Gives it up. */
  readonly abort: () => void;
  /** Settles when nothing of it goes on; the engine stands then as it has turned out. */
  readonly ended: Promise<void>;
}

const states: Readonly<Record<Standing['kind'], LocalNodeState>> = {
  inactive: 'inactive',
  lab: 'active',
  locked: 'locked',
  joined: 'active',
  pending: 'pending',
  error: 'error',
};

/** As `GET /info` calls it. */
export function localNodeState({ kind }: Standing): LocalNodeState {
  return states[kind];
}

/**
 * The manager that an engine is.
 *
 * @throws {EngineRefusal} 503, with what it is instead
 */
export function managerOf(standing: Standing): LabMembership {
  switch (standing.kind) {
    case 'lab': {
      const { membership } = standing;
      if (membership.part === 'manager') return membership;
      throw unavailable(membership.part === 'preparing' ? texts.preparing : texts.worker);
    }
    case 'joined':
      throw unavailable(texts.worker);
    case 'locked':
      throw unavailable(texts.locked);
    case 'inactive':
    case 'pending':
    case 'error':
      throw unavailable(texts.outside);
  }
}

/**
 * Why an engine does not leave its swarm without force (docs/protocol.md §11.6). A lab ends with its engine: so a lab is
 * never left without.
 *
 * @returns `undefined` where nothing speaks against it
 */
export function whyNotLeave(standing: Standing): EngineRefusal | undefined {
  switch (standing.kind) {
    case 'lab':
      return unavailable(leavingLab(standing.membership));
    case 'locked':
      return unavailable(texts.leaveLocked);
    case 'error':
      return standing.holdsLab ? unavailable(texts.leaving + texts.mayLose + texts.lostConsensus) : undefined;
    case 'inactive':
      return unavailable(texts.noMember);
    case 'joined':
    case 'pending':
      return undefined;
  }
}

function leavingLab(membership: LabMembership): string {
  const { leaving, lastManager, lostConsensus, mayLose } = texts;
  if (membership.part === 'preparing') return leaving + mayLose + lostConsensus;
  if (membership.part === 'worker') return endsLab;
  const { reachable, unreachable } = membership.managers;
  if (reachable === 1 && unreachable === 0) return leaving + lastManager;
  const losesQuorum = reachable - 2 <= unreachable;
  if (!losesQuorum) return leaving + lostConsensus;
  const left = `Removing this node leaves ${reachable - 1} managers out of ${reachable + unreachable}. `;
  return `${leaving}${left}Without a Raft quorum your swarm will be inaccessible. ${lostConsensus}`;
}

const endsLab =
  'All nodes of a lab live in its engine, and end with it when it leaves. Use `--force` to remove the lab with all its state.';

/** Ends what runs of it; what it has on the disk stays. */
export async function endOf(standing: Standing): Promise<void> {
  switch (standing.kind) {
    case 'lab':
      return standing.membership.close();
    case 'joined':
      return standing.node.stop();
    case 'pending':
      standing.joining.abort();
      return standing.joining.ended;
    case 'inactive':
    case 'locked':
    case 'error':
  }
}
