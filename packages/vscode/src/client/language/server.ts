import type { LiveSwarm } from '@swarmpki/core/inspect/report';
import type { Disposable, ExtensionContext } from 'vscode';
import type { Standings } from '../../shared/protocol.ts';
import type { RunningClient } from './language-client.ts';

/** The language server as the extension sees it: not there until something is seen, and then there is one. */
export class Server implements Disposable {
  readonly #context: ExtensionContext;
  readonly #standings = new Set<(standings: Standings) => void>();
  readonly #views = new Set<() => void>();
  #running: Promise<RunningClient> | undefined;
  #swarms: readonly LiveSwarm[] = [];

  constructor(context: ExtensionContext) {
    this.#context = context;
  }

  /** Starts it, unless it runs. */
  start(): Promise<RunningClient> {
    if (this.#running !== undefined) return this.#running;
    const running = this.#launch();
    this.#running = running;
    // One that did not come up is tried again by whoever asks for it next.
    running.catch(() => {
      if (this.#running === running) this.#running = undefined;
    });
    return running;
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

  /** Tells it of the swarms that are watched, now and whenever it starts. It is not started for that. */
  tell(swarms: readonly LiveSwarm[]): void {
    this.#swarms = swarms;
    // One that could not be started has said so where it was started.
    this.#running?.then((client) => client.tell(swarms)).catch(() => undefined);
  }

  async restart(): Promise<void> {
    await this.#stop();
    await this.start();
  }

  /** VS Code waits for this when a window is closed. */
  dispose(): Promise<void> {
    return this.#stop();
  }

  /** Also one that hangs, or that never came up: VS Code's client has said so, and another may take its place. */
  async #stop(): Promise<void> {
    const before = this.#running;
    this.#running = undefined;
    try {
      await (await before)?.stop();
    } catch {
      // Its process is ended by the client, whether it has answered or not.
    }
  }

  async #launch(): Promise<RunningClient> {
    const { launch } = await import('./language-client.ts');
    const client = await launch(this.#context.asAbsolutePath('dist/server.cjs'), {
      standings: (standings) => {
        for (const listener of this.#standings) listener(standings);
      },
      viewsChanged: () => {
        for (const listener of this.#views) listener();
      },
    });
    if (this.#swarms.length > 0) await client.tell(this.#swarms);
    // It has been shown none yet.
    for (const listener of this.#views) listener();
    return client;
  }
}
