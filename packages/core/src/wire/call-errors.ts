import { RpcError } from './grpc/status.ts';
import type { CallOptions } from './network.ts';

/** Makes no call that would be over before it began. @throws {RpcError} `Canceled`, `DeadlineExceeded` */
export function checkStart({ timeoutMs, signal }: CallOptions): void {
  if (signal?.aborted) throw new RpcError('Canceled', 'the call was canceled before it was made');
  if (timeoutMs !== undefined && !(timeoutMs > 0)) throw new RpcError('DeadlineExceeded', 'context deadline exceeded');
}

/**
 * Why a call cannot be made, or has ended: there is no connection any more.
 *
 * @param ending why the connection ended, if that is known
 * @param accepted whether the server had taken the connection; that it refuses a certificate is not told otherwise
 */
export function connectionError(ending: Error | undefined, accepted: boolean): RpcError {
  const reason = ending?.message ?? 'the connection was closed';
  if (accepted) {
    return new RpcError('Unavailable', `connection error: ${reason}`, {
      next: 'Check that the manager is running, then try again.',
      cause: ending,
    });
  }
  return new RpcError('Unavailable', `connection error: the server ended the connection at its beginning: ${reason}`, {
    expected: 'a server that speaks gRPC and accepts the certificate that was shown',
    next:
      'Check that the node’s certificate is valid now and issued by this swarm: in TLS 1.3 a server that refuses a ' +
      'certificate breaks off just like this.',
    cause: ending,
  });
}
