import { ViewColumn, l10n, window, workspace } from 'vscode';
import type { Disposable, Uri, WebviewPanel } from 'vscode';
import { readKept } from '../../shared/rotation-messages.ts';
import { askForSwarm } from '../dialogs/ask.ts';
import { tell } from '../dialogs/outcome.ts';
import { tellRestricted } from '../dialogs/restricted.ts';
import { subjectOf } from '../engines/subject.ts';
import type { ShownSwarm, Swarms } from '../engines/shown-swarm.ts';
import { RotationPanel } from './rotation-panel.ts';
import { Rotations } from './rotations.ts';
import { rotationView } from './view-type.ts';

/** The rotation views: one for a swarm at most. */
export class RotationPanels implements Disposable {
  readonly #swarms: Swarms;
  readonly #extension: Uri;
  readonly #rotations: Rotations;
  readonly #panels = new Map<string, RotationPanel>();
  readonly #createLab: () => Promise<void>;

  constructor(swarms: Swarms, extension: Uri, createLab: () => Promise<void>) {
    this.#swarms = swarms;
    this.#extension = extension;
    this.#createLab = createLab;
    this.#rotations = new Rotations(swarms);
  }

  /** Shows that of what was clicked on, else of the swarm that is chosen. @param given as VS Code hands it to a command */
  async show(given: unknown): Promise<void> {
    if (!workspace.isTrusted) return tellRestricted();
    const swarm = subjectOf(given, undefined, (id) => this.#swarms.find(id))?.swarm ?? (await this.#choose());
    if (swarm === undefined) return;
    const open = this.#panels.get(swarm.id);
    if (open !== undefined) return open.reveal();
    const panel = window.createWebviewPanel(rotationView, l10n.t('Rotation'), ViewColumn.Active, {
      enableFindWidget: true,
    });
    await this.#fill(panel, swarm.id);
  }

  /** Fills one that was open before the window was reloaded. @param kept what its page had kept */
  async restore(panel: WebviewPanel, kept: unknown): Promise<void> {
    const id = readKept(kept);
    if (id === undefined || this.#panels.has(id)) panel.dispose();
    else await this.#fill(panel, id);
  }

  dispose(): void {
    this.#rotations.dispose();
  }

  async #fill(panel: WebviewPanel, id: string): Promise<void> {
    const filled = new RotationPanel(panel, id, {
      swarms: this.#swarms,
      rotations: this.#rotations,
      extension: this.#extension,
    });
    this.#panels.set(id, filled);
    panel.onDidDispose(() => this.#panels.delete(id));
    await filled.load();
  }

  async #choose(): Promise<ShownSwarm | undefined> {
    const { all } = this.#swarms;
    if (all.length > 1) return askForSwarm(l10n.t('Show the Rotation'), all);
    if (all.length === 0) {
      const create = { title: l10n.t('Create a Lab'), run: this.#createLab };
      tell('warn', l10n.t('No engine is shown: create a lab, or attach to a Docker context.'), [create]);
    }
    return all[0];
  }
}
