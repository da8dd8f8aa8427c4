import { spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { EngineAddress } from '../address.ts';
import type { Environment } from '../endpoint.ts';
import { ClientProblem } from '../problem.ts';
import { ProcessStream } from './process-stream.ts';

type SshAddress = Extract<EngineAddress, { readonly kind: 'ssh' }>;

/**
 * Connects to the engine of another machine as Docker does: by the user's own `ssh`, with their keys, settings and known
 * hosts, and `docker system dial-stdio` at the other end. It is not to ask for anything: there may be nobody to answer, or a
 * screen that its question would be written across.
 *
 * @throws {ClientProblem} `ssh`; what ssh says comes later, from the stream
 */
export async function dialSsh(
  address: SshAddress,
  name: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<Duplex> {
  if (signal.aborted) throw signal.reason as Error;
  const child = spawn('ssh', sshArguments(address), { env: environment, stdio: 'pipe', windowsHide: true });
  const stream = new ProcessStream(child, (ending, said) => broken(name, ending, said));
  const onAbort = (): void => void stream.destroy(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      stream.once('error', reject);
    });
    return stream;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Behind `--` nothing is an option, whatever it looks like. */
function sshArguments({ host, user, port }: SshAddress): readonly string[] {
  const settings = ['-o', 'ConnectTimeout=10', '-o', 'BatchMode=yes', '-T'];
  if (user !== undefined) settings.push('-l', user);
  if (port !== undefined) settings.push('-p', String(port));
  return [...settings, '--', host, 'docker', 'system', 'dial-stdio'];
}

function broken(name: string, ending: string, said: string): ClientProblem {
  return new ClientProblem('ssh', `no connection to ${name}: ssh ${ending}${said === '' ? '' : `: ${said}`}`, {
    expected: 'that `ssh` reaches the host without asking for anything, and finds Docker 18.09 or later there',
    next: 'Try `ssh HOST docker version`. A key that needs a passphrase belongs into the agent: `ssh-add`.',
  });
}
