import type { LiveSwarm } from '@swarmpki/core/inspect/report';
import { l10n, window, workspace } from 'vscode';
import type { CodeAction, Command, LogOutputChannel } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { SymbolInformation } from 'vscode-languageclient/node';
import { liveSwarmsMethod } from '../../shared/live-swarms.ts';
import type { LiveSwarms } from '../../shared/live-swarms.ts';
import { clientCommands, methods } from '../../shared/protocol.ts';
import type { Initialization, Standings } from '../../shared/protocol.ts';
import { withoutContents } from '../../shared/trace.ts';
import { schemes } from './sightings.ts';

/** As much of a client as commands use. */
export interface RunningClient {
  /** Whatever is known in open documents and in the files of the workspace, by name or fingerprint. */
  symbols(query: string): Promise<readonly SymbolInformation[]>;
  /** Tells the server of the swarms that are watched. */
  tell(swarms: readonly LiveSwarm[]): Promise<void>;
  /** One of `methods`, answered. */
  ask<Answer>(method: string, params: object): Promise<Answer>;
  /** One of `methods`, of which nothing comes back. */
  notify(method: string, params: object): Promise<void>;
  stop(): Promise<void>;
}

/** Who listens to what the server says by itself. */
export interface Told {
  standings(standings: Standings): void;
  viewsChanged(): void;
}

/** Starts the server in a process of its own. @param module its program */
export async function launch(module: string, told: Told): Promise<RunningClient> {
  const initializationOptions: Initialization = {
    commands: Object.values(clientCommands),
    texts: l10n.bundle ?? {},
    standings: true,
  };
  const trace = traceChannel();
  const run = { module, transport: TransportKind.ipc };
  const client = new LanguageClient(
    'swarmpki',
    'swarmpki',
    { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6011'] } } },
    {
      documentSelector: schemes.map((scheme) => ({ scheme })),
      initializationOptions,
      traceOutputChannel: trace,
      // What certificates say is shown in hovers: no links to commands, no HTML.
      markdown: { isTrusted: false, supportHtml: false },
      middleware: {
        provideCodeActions: async (document, range, context, token, next) => {
          const actions = await next(document, range, context, token);
          return workspace.isTrusted ? actions : actions?.filter((action) => !changesFiles(action));
        },
      },
    },
  );
  client.onNotification(methods.standings, (standings: Standings) => told.standings(standings));
  client.onNotification(methods.viewsChanged, () => told.viewsChanged());
  try {
    await client.start();
  } catch (error) {
    trace.dispose();
    throw error;
  }
  return {
    symbols: async (query) =>
      (await client.sendRequest<SymbolInformation[] | null>('workspace/symbol', { query })) ?? [],
    tell: (swarms) => client.sendNotification(liveSwarmsMethod, { swarms } satisfies LiveSwarms),
    ask: (method, params) => client.sendRequest(method, params),
    notify: (method, params) => client.sendNotification(method, params),
    stop: async () => {
      try {
        await client.dispose();
      } finally {
        trace.dispose();
      }
    },
  };
}

/** Whether it acts on what lies on a disk, and not on an open document alone: in Restricted Mode nothing does. */
function changesFiles({ command }: Command | CodeAction): boolean {
  const name = typeof command === 'object' ? command.command : command;
  return name === clientCommands.restrictPermissions;
}

/** Where messages are traced if that is switched on: with lengths and hashes in the place of what they carry. */
function traceChannel(): LogOutputChannel {
  const channel = window.createOutputChannel('swarmpki: messages', { log: true });
  return new Proxy(channel, {
    get(target, name) {
      if (name === 'trace') return (message: string) => target.trace(withoutContents(message));
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
