import type { Socket } from 'node:net';
import { ClientProblem } from '../problem.ts';

/** The system gives up later than anybody wants to wait, ms. */
const connectTimeoutMs = 10_000;
/** After this long without a byte the system asks whether the other end is still there, ms. */
const keepAliveMs = 30_000;

/**
 * Waits until a socket is connected.
 *
 * @param event `secureConnect` of a TLS socket
 * @throws what the socket says, `timeout`, or the signal's reason; the socket is destroyed then
 */
export async function connected<Kind extends Socket>(
  socket: Kind,
  event: 'connect' | 'secureConnect',
  name: string,
  signal: AbortSignal,
): Promise<Kind> {
  const onAbort = (): void => void socket.destroy(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  socket.setTimeout(connectTimeoutMs, () => socket.destroy(tooSlow(name)));
  try {
    if (signal.aborted) throw signal.reason as Error;
    await new Promise<void>((resolve, reject) => {
      socket.once(event, resolve).once('error', reject);
      // Hung up without a word.
      socket.once('close', () => reject(new ClientProblem('closed', `${name} closed the connection at its beginning`)));
    });
    return socket.setTimeout(0).removeAllListeners('timeout').setNoDelay(true).setKeepAlive(true, keepAliveMs);
  } catch (error) {
    socket.on('error', () => undefined).destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function tooSlow(name: string): ClientProblem {
  return new ClientProblem('timeout', `no answer from ${name} within ${connectTimeoutMs / 1000} s`, {
    next: 'Check the address, and that nothing blocks the port.',
  });
}
