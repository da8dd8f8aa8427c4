import { refuse } from '../../swarm/refusal.ts';
import { requestCertificate } from '../../swarm/issue.ts';
import type { Node } from '../../swarm/state.ts';
import type { NodeCA } from '../../wire/gen/swarmkit_pb.ts';
import type { Implementation } from '../../wire/services.ts';
import { RpcError } from '../../wire/grpc/status.ts';
import { answer, rpcErrorOf } from '../calls.ts';
import type { ConnectionPeer } from '../calls.ts';
import type { Control } from '../control.ts';
import { certificateMessage, memberships, readAvailability } from '../messages.ts';
import { Bell } from '../watch.ts';
import type { Watch } from '../watch.ts';

/** Issues certificates and tells what became of a request (docs/protocol.md §5.3, §5.6). */
export function nodeCaService(control: Control, watch: Watch): Implementation<typeof NodeCA, ConnectionPeer> {
  return {
    issueNodeCertificate: (request, { peer }) =>
      answer(async () => {
        const { nodeId, membership } = await control.perform((state, context) =>
          requestCertificate(
            state,
            {
              csr: Buffer.from(request.csr).toString('latin1'),
              token: request.token,
              availability: readAvailability(request.availability),
              caller: peer.identity,
            },
            context,
          ),
        );
        return { nodeId, nodeMembership: memberships[membership] };
      }),

    /** Answers when the outcome is certain; how long to wait for that is the caller's business. */
    nodeCertificateStatus: async ({ nodeId }, { signal }) => {
      if (nodeId === '') throw rpcErrorOf(refuse('InvalidArgument', 'InvalidArgument'));
      const bell = new Bell();
      const stop = watch.on(nodeId, () => bell.ring());
      try {
        for (;;) {
          const node = control.state.nodes.get(nodeId);
          if (node === undefined) throw rpcErrorOf(refuse('NotFound', 'NotFound'));
          if (isFinal(node)) {
            const certificate = certificateMessage(node);
            return { status: certificate.status, certificate };
          }
          await bell.heard(signal);
          if (signal.aborted) throw new RpcError('Canceled', 'context canceled');
        }
      } finally {
        stop();
      }
    },
  };
}

function isFinal({ certificate: { state } }: Node): boolean {
  return state === 'issued' || state === 'failed' || state === 'rotate';
}
