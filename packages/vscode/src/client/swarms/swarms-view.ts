import { commands, l10n, workspace } from 'vscode';
import type { Disposable, EventEmitter, TreeItem, TreeView } from 'vscode';
import { systemClock } from '@swarmpki/core/commands';
import { askForSwarm } from '../dialogs/ask.ts';
import { tell, tellProblem } from '../dialogs/outcome.ts';
import { tellRestricted } from '../dialogs/restricted.ts';
import { subjectOf } from '../engines/subject.ts';
import { attachContext } from './commands/attach-context.ts';
import { copyRootFingerprint } from './commands/copy-root-fingerprint.ts';
import { openTerminal } from './commands/open-terminal.ts';
import type { Programs } from '../engines/programs.ts';
import { startLab } from './commands/start-lab.ts';
import type { ShownSwarm } from '../engines/shown-swarm.ts';
import type { ShownSwarms } from '../engines/shown-swarms.ts';
import { badgeOf } from './tree/badge.ts';
import { engineElement } from './tree/element.ts';
import type { TreeElement } from './tree/element.ts';
import { SwarmTree } from './tree/swarm-tree.ts';
import { treeItem } from './tree/tree-item.ts';

/** The view as VS Code has it, and how it is told that elements are otherwise. */
export interface Drawn {
  readonly view: TreeView<TreeElement>;
  readonly changed: EventEmitter<TreeElement | TreeElement[] | undefined>;
}

/** The swarms that are shown, as a tree, and the commands that are about which those are. */
export class SwarmsView implements Disposable {
  readonly #swarms: ShownSwarms;
  readonly #programs: Programs;
  readonly #onLook: () => void;
  #tree: SwarmTree | undefined;
  #drawn: Drawn | undefined;
  #following: readonly Disposable[] = [];

  /** @param onLook is called when something was seen of a swarm */
  constructor(swarms: ShownSwarms, programs: Programs, onLook: () => void) {
    this.#swarms = swarms;
    this.#programs = programs;
    this.#onLook = onLook;
  }

  /** Draws the tree from now on. */
  drawIn(drawn: Drawn): SwarmTree {
    if (this.#tree !== undefined) return this.#tree;
    const { view, changed } = drawn;
    this.#drawn = drawn;
    const tree = new SwarmTree(this.#swarms, systemClock, {
      changed: (elements) => changed.fire(elements && [...elements]),
      looked: (pictures) => {
        view.badge = badgeOf(pictures);
        this.#onLook();
      },
    });
    this.#following = [
      tree,
      view.onDidChangeVisibility(({ visible }) => tree.show(visible)),
      view.onDidExpandElement(({ element }) => tree.opened(element, true)),
      view.onDidCollapseElement(({ element }) => tree.opened(element, false)),
    ];
    tree.show(view.visible);
    this.#tree = tree;
    return tree;
  }

  itemOf(element: TreeElement): TreeItem {
    const row = this.#tree?.rowOf(element);
    if (row === undefined) throw new Error(`${element.id} is shown no more`);
    return treeItem(element, row);
  }

  /** Looks which engines there are, and at those that are out of reach, at once. */
  async refresh(given: unknown): Promise<void> {
    await this.#orTell(l10n.t('Refresh'), async () => {
      const one = this.#given(given);
      if (one === undefined) await this.#swarms.refresh();
      for (const swarm of one === undefined ? this.#swarms.all : [one]) swarm.retry();
      this.#drawn?.changed.fire(undefined);
    });
  }

  async attachContext(): Promise<void> {
    await this.#orTell(l10n.t('Attach to a Docker Context'), async () => {
      const shown = await attachContext(this.#swarms, this.#programs.environment);
      if (shown === undefined) return;
      await commands.executeCommand('swarmpki.swarms.focus');
      await this.#reveal(shown);
    });
  }

  async detachContext(given: unknown): Promise<void> {
    const title = l10n.t('Detach from a Docker Context');
    await this.#orTell(title, async () => {
      const swarm = await this.#which(given, title, ({ place }) => place.kind === 'context');
      if (swarm?.place.kind === 'context') await this.#swarms.detach(swarm.place.context);
    });
  }

  async startLab(given: unknown): Promise<void> {
    const title = l10n.t('Start a Lab');
    await this.#orTell(title, async () => {
      const lab = await this.#which(given, title, ({ isStopped }) => isStopped);
      if (lab !== undefined) await startLab(lab);
    });
  }

  async copyRootFingerprint(given: unknown): Promise<void> {
    const title = l10n.t('Copy Fingerprint of the Root CA');
    await this.#orTell(title, async () => {
      const swarm = await this.#which(given, title, ({ sight }) => sight?.swarm !== undefined);
      if (swarm !== undefined) await copyRootFingerprint(swarm, title);
    });
  }

  async openTerminal(given: unknown): Promise<void> {
    const title = l10n.t('Open the Terminal UI');
    await this.#orTell(title, async () => {
      const swarm = await this.#which(given, title, () => true);
      if (swarm !== undefined) await openTerminal(swarm, this.#programs);
    });
  }

  dispose(): void {
    for (const each of this.#following) each.dispose();
  }

  async #reveal({ id }: ShownSwarm): Promise<void> {
    const root = this.#tree?.childrenOf(undefined).find((each) => each.id === id) ?? engineElement(id);
    await this.#drawn?.view.reveal(root, { expand: true, select: true, focus: true });
  }

  #given(given: unknown): ShownSwarm | undefined {
    return subjectOf(given, undefined, (id) => this.#swarms.find(id))?.swarm;
  }

  /** What was clicked on, else the one that it can be, else the one that is chosen. */
  async #which(given: unknown, title: string, fits: (swarm: ShownSwarm) => boolean): Promise<ShownSwarm | undefined> {
    const clicked = this.#given(given);
    if (clicked !== undefined) return clicked;
    const able = this.#swarms.all.filter(fits);
    if (able.length > 0) return askForSwarm(title, able);
    const create = { title: l10n.t('Create a Lab'), run: () => commands.executeCommand('swarmpki.createLab') };
    tell('info', l10n.t('{0}: no engine is shown for which that can be done.', title), [create]);
    return undefined;
  }

  async #orTell(title: string, what: () => Promise<void>): Promise<void> {
    if (!workspace.isTrusted) return tellRestricted();
    try {
      await what();
    } catch (error) {
      tellProblem(title, error);
    }
  }
}
