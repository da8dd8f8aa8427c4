import { commands, l10n } from 'vscode';
import type { Disposable, Uri, WebviewPanel } from 'vscode';
import { systemClock } from '@swarmpki/core/commands';
import { connectLab } from '@swarmpki/core/engine';
import type { LabRotation } from '@swarmpki/core/engine';
import { progressOf } from '@swarmpki/core/engine/rotation';
import type { SwarmSight } from '@swarmpki/core/engine/watch';
import { readFromPage } from '../../shared/rotation-messages.ts';
import type { Deed, FromPage, RotationPage, Target, ToPage } from '../../shared/rotation-messages.ts';
import { harmless } from '../words/harmless.ts';
import { loadPage } from '../webview/page.ts';
import type { ShownSwarm, Swarms } from '../engines/shown-swarm.ts';
import { groupsOf, standingsOf } from './node-rows.ts';
import { pageOf, pageOfForgotten } from './page-of.ts';
import type { Rotations } from './rotations.ts';

/** No more often is it drawn, ms. */
const gatherMs = 300;

/** Whose swarm is meant, and not its nodes. */
const ofSwarm: ReadonlySet<Deed> = new Set(['rotate', 'run', 'retry', 'init', 'unlock']);

/** What the buttons of the page are for: commands of the extension. */
const commandOf: Readonly<Record<Deed, string>> = {
  rotate: 'swarmpki.swarm.ca.rotate',
  start: 'swarmpki.node.start',
  heal: 'swarmpki.node.heal',
  wake: 'swarmpki.node.wake',
  demote: 'swarmpki.node.demote',
  remove: 'swarmpki.node.rm',
  run: 'swarmpki.startLab',
  retry: 'swarmpki.refresh',
  init: 'swarmpki.swarm.init',
  unlock: 'swarmpki.swarm.unlock',
};

interface Surroundings {
  readonly swarms: Swarms;
  readonly rotations: Rotations;
  readonly extension: Uri;
}

/** The rotation view of a swarm. It listens for as long as it is seen. */
export class RotationPanel {
  readonly #panel: WebviewPanel;
  readonly #id: string;
  readonly #surroundings: Surroundings;
  readonly #disposables: Disposable[];
  /** What it listens to while it is seen. */
  #listening: Disposable | undefined;
  #told: LabRotation | undefined;
  #isStale = false;
  #isDrawing = false;
  #isClosed = false;
  /** What the page was told last. */
  #shown = '';

  /** @param id of the swarm, which may not be shown (yet) */
  constructor(panel: WebviewPanel, id: string, surroundings: Surroundings) {
    this.#panel = panel;
    this.#id = id;
    this.#surroundings = surroundings;
    this.#disposables = [
      panel.webview.onDidReceiveMessage((given: unknown) => this.#hear(readFromPage(given))),
      panel.onDidChangeViewState(() => this.#listen()),
      surroundings.swarms.onDidChange(() => this.#listen()),
    ];
    panel.onDidDispose(() => {
      this.#isClosed = true;
      this.#listening?.dispose();
      for (const each of this.#disposables) each.dispose();
    });
  }

  async load(): Promise<void> {
    await loadPage(this.#panel.webview, this.#surroundings.extension, 'rotation', l10n.t('Rotation'));
    if (!this.#isClosed) this.#listen();
  }

  reveal(): void {
    this.#panel.reveal();
  }

  get #swarm(): ShownSwarm | undefined {
    return this.#surroundings.swarms.find(this.#id);
  }

  /** Nobody watches a swarm for what nobody sees. */
  #listen(): void {
    this.#listening?.dispose();
    const swarm = this.#swarm;
    if (swarm !== undefined) this.#panel.title = l10n.t('Rotation: {0}', harmless(swarm.name, 40));
    this.#listening = this.#panel.visible ? swarm?.onDidChange(() => void this.#draw()) : undefined;
    void this.#draw();
  }

  /** Draws what is seen now, soon: many changes are one. */
  async #draw(): Promise<void> {
    this.#isStale = true;
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    try {
      while (this.#isStale && !this.#isClosed && this.#panel.visible) {
        this.#isStale = false;
        this.#told = await this.#ask();
        if (!this.#isClosed) this.#post();
        await pause(gatherMs);
      }
    } finally {
      this.#isDrawing = false;
    }
  }

  /** What a lab knows of those that are waited for, or may have been cut off. */
  async #ask(): Promise<LabRotation | undefined> {
    const swarm = this.#swarm;
    if (swarm?.sight?.lab === undefined || !isOfInterest(swarm.sight)) return undefined;
    try {
      await using client = await swarm.connect(false);
      return await (await connectLab(client))?.rotation();
    } catch {
      // The swarm itself tells that its lab is out of reach; until then less is said of its nodes.
      return undefined;
    }
  }

  #post(): void {
    const message: ToPage = { swarm: this.#id, page: this.#page() };
    const shown = JSON.stringify(message);
    if (shown === this.#shown) return;
    this.#shown = shown;
    void this.#panel.webview.postMessage(message);
  }

  #page(): RotationPage {
    const swarm = this.#swarm;
    if (swarm === undefined) return pageOfForgotten(this.#id);
    const { name, place, sight, problem, isStopped } = swarm;
    const { ended } = this.#surroundings.rotations.of(swarm);
    return pageOf({ name, place, sight, problem, isStopped, told: this.#told, ended });
  }

  #hear(message: FromPage | undefined): void {
    if (message?.type === 'ready') {
      this.#shown = '';
      void this.#draw();
    } else if (message !== undefined) void this.#act(message.deed, message);
  }

  async #act(deed: Deed, target: Target): Promise<void> {
    const swarm = this.#swarm;
    if (swarm === undefined) return;
    const given = { swarm: swarm.id };
    if (ofSwarm.has(deed)) return void (await commands.executeCommand(commandOf[deed], given));
    const elements = this.#nodesOf(swarm, target).map((node) => ({ ...given, node }));
    if (elements.length > 0) await commands.executeCommand(commandOf[deed], elements[0], elements);
  }

  /** Those that are there now, whoever the page has named. */
  #nodesOf({ sight }: ShownSwarm, { node, group }: Target): readonly string[] {
    if (sight === undefined) return [];
    if (node !== undefined) return sight.nodes.has(node) ? [node] : [];
    const standings = standingsOf(sight, progressOf(sight), this.#told);
    return (groupsOf(standings).get(group ?? '') ?? []).map((each) => each.node.id);
  }
}

/** Whether a lab may know more of its nodes than their rows tell. */
function isOfInterest(sight: SwarmSight): boolean {
  return progressOf(sight).stage !== 'none' || [...sight.nodes.values()].some(({ state }) => state === 'down');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.after(ms, resolve));
}
