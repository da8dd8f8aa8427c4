import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { reasonOf } from '../../../problem.ts';
import { ClientProblem } from '../problem.ts';
import { connected } from './connected.ts';
import { ownerOf } from './owner.ts';

/** Connects to a socket of this machine. @throws {ClientProblem} */
export async function dialUnix(path: string, name: string, signal: AbortSignal): Promise<Socket> {
  try {
    return await connected(connect({ path }), 'connect', name, signal);
  } catch (error) {
    if (codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM') throw await forbidden(path, name, error);
    throw explainDial(error, name);
  }
}

/** Connects to a port, in the open. @throws {ClientProblem} */
export async function dialTcp(
  { host, port }: { readonly host: string; readonly port: number },
  name: string,
  signal: AbortSignal,
): Promise<Socket> {
  try {
    return await connected(connect({ host, port }), 'connect', name, signal);
  } catch (error) {
    throw explainDial(error, name);
  }
}

/** Why there is no connection, in the words that Docker's users know. */
export function explainDial(error: unknown, name: string): ClientProblem {
  if (error instanceof ClientProblem) return error;
  const nobody = `Cannot connect to the Docker daemon at ${name}. Is the docker daemon running?`;
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new ClientProblem('no-engine', nobody, {
        expected: 'a socket there; there is none',
        next: 'Start the engine (`systemctl start docker`), or give the address at which it listens.',
        cause: error,
      });
    case 'ECONNREFUSED':
      return new ClientProblem('refused-connection', nobody, {
        expected: 'an engine that listens there; nobody does',
        next: 'Start the engine (`systemctl start docker`), or give the address at which it listens.',
        cause: error,
      });
    case 'ECONNRESET':
    case 'EPIPE':
      return new ClientProblem('closed', `${name} closed the connection at its beginning`, {
        expected: 'an engine that takes connections',
        next: 'Look at the log of the engine.',
        cause: error,
      });
    default:
      return new ClientProblem('unreachable', `there is no way to ${name}: ${reasonOf(error)}`, {
        next: 'Check the address and the network.',
        cause: error,
      });
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

async function forbidden(path: string, name: string, cause: unknown): Promise<ClientProblem> {
  const owner = await ownerOf(path);
  const message = `permission denied while trying to connect to the Docker daemon socket at ${name}`;
  return new ClientProblem('permission-denied', message, {
    expected:
      owner === undefined
        ? 'that you may look into its directory'
        : `that you are ${owner.user} or of the group ${owner.group}, to whom the socket belongs (mode ${owner.mode})`,
    next:
      owner === undefined || owner.group === 'root'
        ? 'Run this as the owner of the socket.'
        : `Have yourself added to that group (\`sudo usermod -aG ${owner.group} "$USER"\`), and log in anew.`,
    cause,
  });
}
