import { create } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import { authorise } from '../../swarm/authorise.ts';
import { managersOf } from '../../swarm/managers.ts';
import { registerNode } from '../../swarm/members.ts';
import { AssignmentsMessage_Type, SessionMessageSchema } from '../../wire/gen/swarmkit_pb.ts';
import type { Dispatcher, SessionMessage, SessionRequest } from '../../wire/gen/swarmkit_pb.ts';
import { Sequence } from '../../wire/sequence.ts';
import type { Source } from '../../wire/sequence.ts';
import type { Implementation } from '../../wire/services.ts';
import { answer, callingOf, hostOf } from '../calls.ts';
import type { Call, Peer } from '../calls.ts';
import type { Decider } from '../decider.ts';
import type { Leader } from '../leader.ts';
import { nodeMessage, readDescription } from '../messages.ts';
import { Bell } from '../watch.ts';

/** What an engine is told as the weight of every manager. */
const managerWeight = 10n;

/** The sessions of nodes: what they say, what they are told, and that they are there (docs/protocol.md §7.7). */
export function dispatcherService(swarm: Decider, leader: Leader): Implementation<typeof Dispatcher, Peer> {
  const { sessions, watch } = leader;
  /** A node that may speak for itself, also after it was removed in the midst of a session. */
  const memberId = (call: Call): Promise<string> =>
    answer(() => authorise(swarm.state, callingOf(call), ['worker', 'manager']).nodeId);

  const messageFor = (nodeId: string, sessionId: string): SessionMessage => {
    const { state } = swarm;
    const node = state.nodes.get(nodeId);
    const managers = managersOf(state).map(({ id, manager }) => ({
      peer: { nodeId: id, addr: manager?.addr ?? '' },
      weight: managerWeight,
    }));
    return create(SessionMessageSchema, {
      sessionId,
      ...(node && { node: nodeMessage(node) }),
      managers,
      rootCa: Buffer.from(state.cluster.rootCa.caCert, 'latin1'),
    });
  };

  /** @returns the session's id */
  const register = (nodeId: string, request: SessionRequest, call: Call): Promise<string> =>
    answer(async () => {
      const description = readDescription(request.description);
      const sessionId = sessions.open(nodeId, request.sessionId);
      const host = hostOf(call);
      await swarm.perform((state, context) => registerNode(state, nodeId, description, host, context));
      return sessionId;
    });

  /** What a node is told, from its registration on. */
  const telling = (request: SessionRequest, call: Call): Source<SessionMessage> => {
    const bell = new Bell();
    let opening: SessionRequest | undefined = request;
    let [sessionId, stop, isOver] = ['', (): void => undefined, false];
    return {
      next: async () => {
        if (opening) {
          const nodeId = await memberId(call);
          if (isOver) return undefined;
          stop = watch.on(nodeId, () => bell.ring());
          sessionId = await register(nodeId, opening, call);
          opening = undefined;
        } else {
          await bell.heard();
          leader.check();
        }
        return isOver ? undefined : messageFor(await memberId(call), sessionId);
      },
      end: () => {
        isOver = true;
        stop();
        bell.ring();
      },
    };
  };

  return {
    session: (request, call) => new Sequence(() => telling(request, call)),

    heartbeat: async (request, call) => {
      const nodeId = await memberId(call);
      return answer(() => ({ period: durationFromMs(sessions.heartbeat(nodeId, request.sessionId)) }));
    },

    /** Swarm's nodes run tasks; those of a lab get none, and are told so once. */
    assignments: async function* (request, call) {
      const nodeId = await memberId(call);
      await answer(() => sessions.check(nodeId, request.sessionId));
      yield { type: AssignmentsMessage_Type.COMPLETE, resultsIn: request.sessionId };
      const bell = new Bell();
      const stop = watch.on(nodeId, () => bell.ring());
      try {
        while (!call.signal.aborted) {
          await bell.heard(call.signal);
          leader.check();
        }
      } finally {
        stop();
      }
    },
  };
}
