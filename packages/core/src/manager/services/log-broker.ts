import { authoriseWrapped } from '../../swarm/authorise.ts';
import type { LogBroker } from '../../wire/gen/swarmkit_pb.ts';
import type { Implementation } from '../../wire/services.ts';
import { answer } from '../calls.ts';
import type { ConnectionPeer } from '../calls.ts';
import type { Control } from '../control.ts';
import { Bell } from '../watch.ts';

/** Every engine waits here for requests for its logs. There are none: the call stays open and nothing is sent. */
export function logBrokerService(control: Control): Implementation<typeof LogBroker, ConnectionPeer> {
  return {
    listenSubscriptions: async function* (_request, { peer, signal }) {
      await answer(() => authoriseWrapped(control.state, peer.identity, ['worker', 'manager']));
      await new Bell().heard(signal);
    },
  };
}
