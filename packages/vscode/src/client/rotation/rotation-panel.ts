import { commands, env, l10n, workspace } from 'vscode';
import type { Disposable, Uri, WebviewPanel } from 'vscode';
import { systemClock } from '@swarmpki/core/commands';
import { connectLab } from '@swarmpki/core/engine';
import type { LabRotation } from '@swarmpki/core/engine';
import { progressOf } from '@swarmpki/core/engine/rotation';
import { readFromPage } from '../../shared/rotation-messages.ts';
import type { Deed, FromPage, RotationPage, Target, ToPage } from '../../shared/rotation-messages.ts';
import { tellProblem, tellRestricted } from '../acts/outcome.ts';
import { harmless } from '../harmless.ts';
import { loadPage } from '../page.ts';
import type { ShownSwarm, Swarms } from '../swarms/shown-swarm.ts';
import { groupsOf, standingsOf } from './node-rows.ts';
import { pageOf, pageOfForgotten } from './page-of.ts';
import type { Rotations } from './rotations.ts';

/** No more often is it drawn, ms. */
const gatherMs = 300;

/** What the buttons of the page do with nodes: commands of the extension. */
const commandOf: Readonly<Record<Exclude<Deed, 'run' | 'retry' | 'trust'>, string>> = {
  rotate: 'swarmpki.swarm.ca.rotate',
  start: 'swarmpki.node.start',
  heal: 'swarmpki.node.heal',
  wake: 'swarmpki.node.wake',
  demote: 'swarmpki.node.demote',
  remove: 'swarmpki.node.rm',
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
      workspace.onDidGrantWorkspaceTrust(() => void this.#draw()),
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

  /** What a lab knows of those that are waited for. */
  async #ask(): Promise<LabRotation | undefined> {
    const swarm = this.#swarm;
    if (swarm?.sight?.lab === undefined) return undefined;
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
    const times = new Intl.DateTimeFormat(env.language, { dateStyle: 'medium', timeStyle: 'medium' });
    const { ended } = this.#surroundings.rotations.of(swarm);
    const canAct = workspace.isTrusted;
    const moment = (time: number): string => times.format(time);
    return pageOf({ name, place, sight, problem, isStopped, told: this.#told, ended, canAct, moment });
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
    if (deed === 'retry') return swarm.retry();
    if (deed === 'trust') return void commands.executeCommand('workbench.trust.manage');
    if (!workspace.isTrusted) return tellRestricted();
    if (deed === 'run') return runLab(swarm);
    const nodes = this.#nodesOf(swarm, target);
    if (deed === 'rotate') await commands.executeCommand(commandOf.rotate, { swarm: swarm.id });
    else if (nodes.length > 0) {
      const elements = nodes.map((node) => ({ swarm: swarm.id, node }));
      await commands.executeCommand(commandOf[deed], elements[0], elements);
    }
  }

  /** Those that are there now, whoever the page has named. */
  #nodesOf({ sight }: ShownSwarm, { node, group }: Target): readonly string[] {
    if (sight === undefined) return [];
    if (node !== undefined) return sight.nodes.has(node) ? [node] : [];
    const standings = standingsOf(sight, progressOf(sight), this.#told);
    return (groupsOf(standings).get(group ?? '') ?? []).map((each) => each.node.id);
  }
}

async function runLab(swarm: ShownSwarm): Promise<void> {
  try {
    await using _ = await swarm.connect(true);
  } catch (error) {
    tellProblem(l10n.t('Start the Lab'), error);
  }
  swarm.retry();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.after(ms, resolve));
}
