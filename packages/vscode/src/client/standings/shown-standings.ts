import { EventEmitter, Uri, window, workspace } from 'vscode';
import type { Disposable } from 'vscode';
import { section } from '../../shared/protocol.ts';
import type { Standing, StandingSum, Standings } from '../../shared/protocol.ts';
import { decorationOf } from './decoration.ts';
import { FileStatus } from './file-status.ts';
import { pickStanding } from './pick-standing.ts';
import { WorkspaceStatus } from './workspace-status.ts';

const marking = `${section}.fileDecorations`;

/** Whether files are marked beside their names. */
function areMarked(): boolean {
  return workspace.getConfiguration().get(marking) !== false;
}

/** How files stand, as the server has told, and where that is shown. */
export class ShownStandings implements Disposable {
  /** By URIs as the editor writes them. */
  readonly #files = new Map<string, Standing>();
  readonly #changed = new EventEmitter<Uri[]>();
  readonly #workspaceStatus = new WorkspaceStatus();
  readonly #fileStatus = new FileStatus((uri) => this.#files.get(uri.toString()));
  readonly #held: readonly Disposable[];
  #sum: StandingSum | undefined;

  constructor() {
    this.#held = [
      this.#changed,
      this.#workspaceStatus,
      this.#fileStatus,
      window.registerFileDecorationProvider({
        onDidChangeFileDecorations: this.#changed.event,
        provideFileDecoration: (uri) => (areMarked() ? decorationOf(this.#files.get(uri.toString())) : undefined),
      }),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(marking))
          this.#changed.fire([...this.#files.keys()].map((uri) => Uri.parse(uri)));
      }),
    ];
  }

  /** What the server has told by now. */
  take({ all, files, sum }: Standings): void {
    const changed = new Map<string, Uri>();
    if (all) for (const uri of this.#files.keys()) changed.set(uri, Uri.parse(uri));
    if (all) this.#files.clear();
    for (const file of files) {
      const uri = Uri.parse(file.uri);
      const key = uri.toString();
      changed.set(key, uri);
      if (file.holds === undefined) this.#files.delete(key);
      else this.#files.set(key, file);
    }
    this.#sum = sum;
    if (changed.size > 0) this.#changed.fire([...changed.values()]);
    this.#workspaceStatus.show(sum);
    this.#fileStatus.show();
  }

  /** Lists what is worst, to go there. */
  async pick(): Promise<void> {
    await pickStanding(this.#files, this.#sum);
  }

  dispose(): void {
    for (const each of this.#held) each.dispose();
  }
}
