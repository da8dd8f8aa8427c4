import type { EngineEvent } from '../../engine/shapes/event.ts';
import type { NodeChange } from '../../manager/control.ts';
import type { JournalEntry } from '../../swarm/decision.ts';
import type { Node } from '../../swarm/state.ts';
import { nanoseconds } from './go-time.ts';

/**
 * What an engine tells of a node that changed, came or went: in an update, what of it is another now (docs/protocol.md
 * §11.7).
 *
 * @param now lab time, ms since epoch: of a node that is gone nobody wrote down when
 */
export function nodeEvent({ before, after }: NodeChange, now: number): EngineEvent {
  const node = after ?? before;
  if (node === undefined) throw new TypeError('a node that never was');
  const action = before === undefined ? 'create' : after === undefined ? 'remove' : 'update';
  const attributes = { name: nameOf(node), ...(before && after && differences(before, after)) };
  return eventAt(after?.updatedAt ?? now, 'node', action, node.id, attributes);
}

/**
 * What happened to the swarm as a whole. Docker tells nothing of that; whoever does not know this kind passes it over.
 *
 * @returns `undefined` for what happened to a node
 */
export function swarmEvent({ at, event, nodeId, detail }: JournalEntry, clusterId: string): EngineEvent | undefined {
  if (nodeId !== undefined) return undefined;
  const details = Object.entries(detail ?? {}).map(([name, value]) => [name, String(value)]);
  return eventAt(at, 'swarm', 'update', clusterId, { name: 'default', event, ...Object.fromEntries(details) });
}

function nameOf({ name, description }: Node): string {
  return name === '' ? (description?.hostname ?? '') : name;
}

function differences(before: Node, after: Node): Readonly<Record<string, string>> {
  const aspects = {
    availability: [before.availability, after.availability],
    role: [before.role, after.role],
    state: [before.status.state, after.status.state],
    // Only of those that go on as managers.
    leader: before.manager && after.manager ? [before.manager.leader, after.manager.leader] : [],
  };
  return Object.fromEntries(
    Object.entries(aspects).flatMap(([aspect, [was, is]]) =>
      was === is
        ? []
        : [
            [`${aspect}.new`, String(is)],
            [`${aspect}.old`, String(was)],
          ],
    ),
  );
}

function eventAt(
  at: number,
  type: EngineEvent['Type'],
  action: EngineEvent['Action'],
  id: string,
  attributes: Readonly<Record<string, string>>,
): EngineEvent {
  return {
    Type: type,
    Action: action,
    Actor: { ID: id, Attributes: attributes },
    scope: 'swarm',
    time: Math.floor(at / 1000),
    timeNano: nanoseconds(at),
  };
}
