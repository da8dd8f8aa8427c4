import type { Disposable, ExtensionContext } from 'vscode';
import type { RunningClient } from './language-client.ts';

/** The language server as the extension sees it: not there until something is seen, and then there is one. */
export class Server implements Disposable {
  readonly #context: ExtensionContext;
  #running: Promise<RunningClient> | undefined;

  constructor(context: ExtensionContext) {
    this.#context = context;
  }

  /** Starts it, unless it runs. */
  start(): Promise<RunningClient> {
    this.#running ??= this.#launch();
    return this.#running;
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
    return launch(this.#context.asAbsolutePath('dist/server.cjs'));
  }
}
