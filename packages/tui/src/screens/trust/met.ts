import { EngineRefusal } from '@swarmpki/core/engine';
import type { NodeCertificates } from '@swarmpki/core/engine';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { isUp } from './groups.ts';
import type { Group } from './groups.ts';

/** A group by one of its nodes, and what that shows and trusts. */
export interface Met {
  readonly group: Group;
  readonly members: readonly NodeSight[];
  readonly node: NodeSight;
  readonly certificates: NodeCertificates;
}

/** Asks a node for what it shows and trusts; `undefined` of one that is not there any more. */
export type Ask = (id: string) => Promise<NodeCertificates | undefined>;

/** A group, or its parts: those who got their certificates in a rotation show one more than those who got theirs later. */
export async function meet(group: Group, asking: Ask): Promise<readonly Met[]> {
  const ask = remembering(asking);
  const parts = await partsOf(group.members, async ({ id }) => (await ask(id))?.Chain.slice(1).join() ?? '');
  const met = await Promise.all(
    parts.map(async (members): Promise<readonly Met[]> => {
      const node = members.find(isUp) ?? members[0];
      const certificates = node && (await ask(node.id));
      return node === undefined || certificates === undefined ? [] : [{ group, members, node, certificates }];
    }),
  );
  return met.flat();
}

/**
 * Cuts a list in which the same follows the same into parts, looking at few of its members: at the ends, and between where
 * those differ.
 */
export async function partsOf<Member>(
  members: readonly Member[],
  look: (member: Member) => Promise<string>,
): Promise<readonly (readonly Member[])[]> {
  const [first, last] = [members[0], members.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (members.length === 1 || (await look(first)) === (await look(last))) return [members];
  const middle = Math.floor(members.length / 2);
  const [left, right] = [await partsOf(members.slice(0, middle), look), await partsOf(members.slice(middle), look)];
  const [before, after] = [left.at(-1) ?? [], right[0] ?? []];
  const [end, begin] = [before.at(-1), after[0]];
  const isOne = end !== undefined && begin !== undefined && (await look(end)) === (await look(begin));
  return isOne ? [...left.slice(0, -1), [...before, ...after], ...right.slice(1)] : [...left, ...right];
}

/** Each node is asked once. */
function remembering(ask: Ask): Ask {
  const asked = new Map<string, ReturnType<Ask>>();
  return (id) => {
    const answer = asked.get(id) ?? ask(id);
    asked.set(id, answer);
    return answer;
  };
}

/** A node that has just gone is no failure. */
export async function unlessRefused<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof EngineRefusal) return undefined;
    throw error;
  }
}
