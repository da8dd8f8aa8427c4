import { lengthOfTime, noParameters, onOff, text } from '@swarmpki/core/commands';
import type { Output } from '@swarmpki/core/commands';
import manifest from '../../../package.json' with { type: 'json' };
import { own } from './own-command.ts';

/** `swarmpki serve`: hosts a lab, and does nothing else. Clients start it where it does not run. */
export const serveCommand = own({
  name: 'serve',
  summary: 'Host a lab, as clients have it hosted that find none',
  parameters: noParameters,
  reaches: 'labs',
  flags: {
    socket: { kind: text, help: 'Where to listen; computed from the directory unless it is named' },
    'allow-remote': { kind: onOff, help: 'Let the lab listen where other machines reach it' },
    idle: { kind: lengthOfTime, help: 'End when nobody has used it for so long (default: go on)' },
  },
  examples: [
    { line: 'serve', about: 'until Ctrl-C' },
    { line: 'serve --state-dir ./.swarmpki', about: 'a lab of this project' },
  ],
  async run({ output, environment, workingDirectory, wish, signal }, { socket, 'allow-remote': allowRemote, idle }) {
    // All of a swarm is loaded with it.
    const [{ serveLab }, { findStateDirectory }] = await Promise.all([
      import('@swarmpki/core/host'),
      import('@swarmpki/core/host/where'),
    ]);
    const directory = wish.stateDirectory ?? (await findStateDirectory(workingDirectory, environment)).path;
    const host = await serveLab({
      stateDirectory: directory,
      environment,
      version: manifest.version,
      signal,
      ...(socket !== undefined && { socketPath: socket }),
      ...(allowRemote !== undefined && { allowRemote }),
      ...(idle !== undefined && { idleMs: idle / 1_000_000 }),
      onError: (error) => report(output, error),
    });
    output.note(`hosting the lab in ${host.directory} at unix://${host.socketPath}`);
    output.note(`ended: ${await host.ended}`);
    return 0;
  },
});

/** A log is read by people, and later: each fault with its time. */
function report(output: Output, error: unknown): void {
  output.note(`${new Date().toISOString()} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
