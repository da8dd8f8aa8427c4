import { authorise } from '../../swarm/authorise.ts';
import type { CA } from '../../wire/gen/swarmkit_pb.ts';
import type { Implementation } from '../../wire/services.ts';
import { answer } from '../calls.ts';
import type { ConnectionPeer } from '../calls.ts';
import type { Control } from '../control.ts';

/** What anyone may know of the CA, and what managers may (docs/protocol.md §5.2). */
export function caService(control: Control): Implementation<typeof CA, ConnectionPeer> {
  return {
    /** The root that is trusted now: during a rotation that is still the old one. */
    getRootCACertificate: () => ({ certificate: Buffer.from(control.state.cluster.rootCa.caCert, 'latin1') }),
    /** There is no key as long as managers are not locked; the version tells a node how new that answer is. */
    getUnlockKey: (_request, { peer }) =>
      answer(() => {
        authorise(control.state, peer.identity, ['manager']);
        return { unlockKey: new Uint8Array(), version: { index: BigInt(control.state.cluster.version) } };
      }),
  };
}
