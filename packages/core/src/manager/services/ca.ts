import { authorise } from '../../swarm/authorise.ts';
import { parseUnlockKey } from '../../token/unlock-key.ts';
import type { CA } from '../../wire/gen/swarmkit_pb.ts';
import type { Implementation } from '../../wire/services.ts';
import { answer, callingOf } from '../calls.ts';
import type { Peer } from '../calls.ts';
import type { Decider } from '../decider.ts';

/** What anyone may know of the CA, and what managers may (docs/protocol.md §5.2). */
export function caService(swarm: Decider): Implementation<typeof CA, Peer> {
  return {
    /** The root that is trusted now: during a rotation that is still the old one. */
    getRootCACertificate: () => ({ certificate: Buffer.from(swarm.state.cluster.rootCa.caCert, 'latin1') }),
    /** There is no key as long as managers are not locked; the version tells a node how new that answer is. */
    getUnlockKey: (_request, call) =>
      answer(() => {
        const { state } = swarm;
        authorise(state, callingOf(call), ['manager']);
        const { unlockKey } = state.secrets;
        return {
          unlockKey: unlockKey === undefined ? new Uint8Array() : parseUnlockKey(unlockKey),
          version: { index: BigInt(state.cluster.version) },
        };
      }),
  };
}
