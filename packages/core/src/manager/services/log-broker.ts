import { authorise } from '../../swarm/authorise.ts';
import type { LogBroker } from '../../wire/gen/swarmkit_pb.ts';
import type { Implementation } from '../../wire/services.ts';
import { answer, callingOf } from '../calls.ts';
import type { Peer } from '../calls.ts';
import type { Decider } from '../decider.ts';
import { Bell } from '../watch.ts';

/** Every engine waits here for requests for its logs. There are none: the call stays open and nothing is sent. */
export function logBrokerService(swarm: Decider): Implementation<typeof LogBroker, Peer> {
  return {
    listenSubscriptions: async function* (_request, call) {
      await answer(() => authorise(swarm.state, callingOf(call), ['worker', 'manager']));
      await new Bell().heard(call.signal);
    },
  };
}
