import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ProposedFeatures, createConnection } from 'vscode-languageserver';
import type { WatchDog } from 'vscode-languageserver';
import {
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
  createProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import packageJson from '../../package.json' with { type: 'json' };
import { systemClock } from './clock.ts';
import { serve } from './server.ts';

const usage = `swarmpki-language-server --stdio | --node-ipc

A language server for certificates, keys and join tokens, wherever they stand in a text.
`;

/** When the other end is gone, so are we: that is seen, and need not be asked for every few seconds. */
const watchDog: WatchDog = {
  shutdownReceived: false,
  initialize: () => undefined,
  exit: (code) => process.exit(code),
};
const gone = (): never => process.exit(watchDog.shutdownReceived ? 0 : 1);

function main(flags: readonly string[]): void {
  const channel = flags.find((flag) => flag === '--stdio' || flag === '--node-ipc');
  if (channel === undefined) {
    process.stderr.write(usage);
    process.exitCode = 2;
    return;
  }
  const connection = createConnection(
    (logger) =>
      channel === '--stdio'
        ? createProtocolConnection(
            new StreamMessageReader(process.stdin),
            new StreamMessageWriter(process.stdout),
            logger,
          )
        : createProtocolConnection(new IPCMessageReader(process), new IPCMessageWriter(process), logger),
    watchDog,
    ProposedFeatures.all,
  );
  if (channel === '--stdio') process.stdin.once('end', gone).once('close', gone);
  else process.once('disconnect', gone);
  // Built, the pages lie beside the program.
  const findings = pathToFileURL(join(dirname(process.argv[1] ?? ''), 'findings')).href;
  serve(connection, { clock: systemClock, version: packageJson.version, findings: `${findings}/` });
  connection.listen();
}

main(process.argv.slice(2));
