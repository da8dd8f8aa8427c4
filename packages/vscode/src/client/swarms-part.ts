import { homedir } from 'node:os';
import { join } from 'node:path';
import { realPathOf } from '@swarmpki/core/host/where';
import { l10n, window, workspace } from 'vscode';
import type { Disposable, ExtensionContext } from 'vscode';
import { section } from '../shared/protocol.ts';
import { Acts } from './acts/acts.ts';
import { tell, tellProblem } from './dialogs/outcome.ts';
import type { Server } from './language/server.ts';
import { RotationPanels } from './rotation/rotation-panels.ts';
import { wayTo } from './engines/engine-ways.ts';
import { findLabs, usualLab } from './engines/labs.ts';
import type { LabSearch } from './engines/labs.ts';
import { ShownSwarms } from './engines/shown-swarms.ts';
import type { Places } from './engines/shown-swarms.ts';
import { SwarmsView } from './swarms/swarms-view.ts';

/** Contexts of Docker's that are shown, in the memory of the extension. */
const attachedKey = 'swarmpki.attached';

/** All that has to do with swarms. */
export interface SwarmsPart extends Disposable {
  readonly swarms: ShownSwarms;
  readonly acts: Acts;
  readonly view: SwarmsView;
  readonly rotations: RotationPanels;
}

/** Looks once which engines there are, and from then on whenever there may be others. */
export async function openSwarms(context: ExtensionContext, server: Server): Promise<SwarmsPart> {
  const ending = new AbortController();
  const programs = {
    environment: process.env,
    program: context.asAbsolutePath(join('dist', 'program', 'main.js')),
    nodePath: () => setting('nodePath'),
    directory: homedir(),
  };
  const swarms = new ShownSwarms(placesOf(context), wayTo({ ...programs, signal: ending.signal }));
  await swarms.refresh();
  const look = (): void =>
    void swarms.refresh().catch((error: unknown) => tellProblem(l10n.t('Looking for labs'), error));
  const rotations = new RotationPanels(swarms, context.extensionUri, () => acts.createLab());
  const acts = new Acts({
    swarms,
    memory: context.globalState,
    tell: (seen) => server.tell(seen),
    showRotation: ({ id }) => void rotations.show({ swarm: id }),
  });
  const view = new SwarmsView(swarms, programs, () => acts.look());
  const disposables = [
    view,
    rotations,
    acts,
    workspace.onDidChangeWorkspaceFolders(look),
    workspace.onDidGrantWorkspaceTrust(look),
    workspace.onDidChangeConfiguration((change) => {
      if (deciding.some((name) => change.affectsConfiguration(`${section}.${name}`))) look();
    }),
    // Somebody may have made a lab in a terminal.
    window.onDidChangeWindowState(({ focused }) => {
      if (focused) look();
    }),
  ];
  return {
    swarms,
    acts,
    view,
    rotations,
    dispose: () => {
      ending.abort();
      for (const each of disposables) each.dispose();
    },
  };
}

function placesOf({ globalState }: ExtensionContext): Places {
  const told = new Set<string>();
  /** Why a lab is not shown is said once: it is looked for again and again. */
  const tellOnce = (sentence: string): void => {
    if (told.has(sentence)) return;
    told.add(sentence);
    tell('warn', sentence);
  };
  return {
    host: () => setting('host'),
    labs: async () => {
      const { directories, passedOver } = await findLabs(search());
      passedOver.forEach(tellOnce);
      return directories;
    },
    usualLab: () => usualLab(search()),
    realPath: realPathOf,
    attached: () => namesIn(globalState.get(attachedKey)),
    attach: async (contexts) => globalState.update(attachedKey, contexts),
  };
}

/** A workspace that is not trusted has no say in what is shown. */
function search(): LabSearch {
  const folders = workspace.isTrusted ? (workspace.workspaceFolders ?? []) : [];
  return {
    named: setting('stateDirectory'),
    folders: folders.flatMap(({ uri }) => (uri.scheme === 'file' ? [uri.fsPath] : [])),
    environment: process.env,
  };
}

/** Settings that say which engines are shown. */
const deciding = ['host', 'stateDirectory'] as const;

/** A path or address of the user's settings for this machine; empty for none. */
function setting(name: 'nodePath' | (typeof deciding)[number]): string {
  return workspace.getConfiguration(section).get<string>(name)?.trim() ?? '';
}

/** What is kept may have been written by another version. */
function namesIn(kept: unknown): readonly string[] {
  return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
}
