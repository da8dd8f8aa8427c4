import type { Disposable, ExtensionContext } from 'vscode';
import type { Standings } from '../../shared/protocol.ts';
import type { RunningClient } from './language-client.ts';

/** The language server as the extension sees it: not there until something is seen, and then there is one. */
export class Server implements Disposable {
  readonly #context: ExtensionContext;
  readonly #standings = new Set<(standings: Standings) => void>();
  readonly #views = new Set<() => void>();
  #running: Promise<RunningClient> | undefined;

  constructor(context: ExtensionContext) {
    this.#context = context;
  }

  /** Starts it, unless it runs. */
  start(): Promise<RunningClient> {
    this.#running ??= this.#launch();
    return this.#running;
  }

  /** Told how files stand, from when it runs. After a restart that begins anew. */
  onStandings(listener: (standings: Standings) => void): Disposable {
    this.#standings.add(listener);
    return { dispose: () => this.#standings.delete(listener) };
  }

  /** Told when a file that is viewed may look otherwise. */
  onViewsChanged(listener: () => void): Disposable {
    this.#views.add(listener);
    return { dispose: () => this.#views.delete(listener) };
  }

  async restart(): Promise<void> {
    const before = this.#running;
    this.#running = undefined;
    await (await before)?.stop();
    await this.start();
  }

  /** VS Code waits for this when a window is closed. */
  async dispose(): Promise<void> {
    const before = this.#running;
    this.#running = undefined;
    await (await before)?.stop();
  }

  async #launch(): Promise<RunningClient> {
    const { launch } = await import('./language-client.ts');
    return launch(this.#context.asAbsolutePath('dist/server.cjs'), {
      standings: (standings) => {
        for (const listener of this.#standings) listener(standings);
      },
      viewsChanged: () => {
        for (const listener of this.#views) listener();
      },
    });
  }
}
