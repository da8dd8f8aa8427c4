import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import type { HttpEngineClient } from '../../../packages/core/src/engine/client/http-engine-client.ts';
import { layOutExtension } from '../../../scripts/package-extension.ts';
import { pseudo } from '../../../scripts/texts.ts';
import { eventually } from '../eventually.ts';
import { temporaryDirectory } from '../swarm.ts';
import { openTab } from './browser.ts';
import type { Tab } from './browser.ts';
import { EditorPane } from './editor-pane.ts';
import { installedWorkbench } from './installed.ts';
import { endLabs, labIn } from './labs.ts';
import type { WorkbenchVersion } from './installed.ts';
import { startServer } from './server.ts';
import type { WorkbenchServer } from './server.ts';

/** Which workbench is opened, and on what. */
export interface WorkbenchOptions {
  readonly version?: WorkbenchVersion;
  /** What lies in the workspace, by paths within it; or what writes it into a directory that exists. */
  readonly files?: Readonly<Record<string, string | Uint8Array>> | ((folder: string) => Promise<void>);
  /** The user's, beside those that keep VS Code quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Of the machine on which extensions run; left out, labs run by the Node.js that tests run by. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** `false` for Restricted Mode. */
  readonly trusted?: boolean;
  /** A `.vsix` that is installed; else the extension is built of the sources and opened as it is when it is developed. */
  readonly vsix?: string;
  /** For VS Code and what it starts. Its home, data and runtime directories are its own already. */
  readonly env?: Readonly<Record<string, string>>;
  /** For all of VS Code; of the extension everything is logged anyway. */
  readonly logLevel?: 'trace';
  /** The workspace lies elsewhere, where only VS Code can read it; there is no search by names in it. */
  readonly virtual?: boolean;
  /** A language that nobody speaks, in which each text of the extension stands in ⟦…⟧: what is not in it was not translated. */
  readonly pseudo?: boolean;
  /** A module with `run()`, by its path, that runs in the extension host. */
  readonly extensionTests?: string;
}

const virtualFiles = fileURLToPath(new URL('virtual-files', import.meta.url));

const pseudoLanguage = 'qps-ploc';

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'editor.minimap.enabled': false,
};

/** Labs run by the Node.js that tests run by. */
const usualMachineSettings = { 'swarmpki.nodePath': process.execPath };

/** Where pictures are put: `SWARMPKI_PICTURES`, else where nobody commits them. */
const pictures =
  process.env['SWARMPKI_PICTURES'] ?? fileURLToPath(new URL('../../../node_modules/.workbench', import.meta.url));

/** How long may pass until a swarm has done something, ms. */
const longestWorkMs = 60_000;
/** A palette offers what was registered when it was opened: after so long it is opened anew, ms. */
const paletteMs = 3_000;

/** VS Code itself, with our extension, in a browser. */
export class Workbench implements AsyncDisposable {
  readonly page: Page;
  /** The workspace. */
  readonly folder: string;
  /** The home of VS Code and of all that it starts, with their data and runtime directories. */
  readonly directory: string;
  /** The text editor that has the focus, or had it last. */
  readonly editor: EditorPane;
  readonly server: WorkbenchServer;
  /** With what the tests inside the extension host have ended, once they have. */
  testsExit: number | undefined;
  readonly #tab: Tab;
  readonly #held: AsyncDisposableStack;

  private constructor(tab: Tab, server: WorkbenchServer, directory: string, held: AsyncDisposableStack) {
    this.page = tab.page;
    this.directory = directory;
    this.folder = join(directory, 'workspace');
    this.editor = new EditorPane(tab.page);
    this.server = server;
    this.#tab = tab;
    this.#held = held;
  }

  /** Opens one, and waits until it is ready for a user. Disposed of, it has ended all that it started, or fails. */
  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    await using building = new AsyncDisposableStack();
    const { path: directory } = building.use(await temporaryDirectory());
    await writeFiles(join(directory, 'workspace'), options.files ?? {});
    const user = JSON.stringify({ ...quietSettings, ...options.settings });
    await writeFiles(join(directory, 'data/data/User'), { 'settings.json': user });
    await writeMachineSettings(directory, options.machineSettings ?? usualMachineSettings);
    const extension = join(directory, 'extension');
    if (options.vsix === undefined) {
      await mkdir(extension);
      await layOutExtension(extension);
      if (options.pseudo === true) await translate(extension);
    }
    const { version = 'current', trusted = true, vsix, virtual = false } = options;
    const env = { ...options.env, ...(virtual ? { SWARMPKI_VIRTUAL_FILES: join(directory, 'workspace') } : {}) };
    // Found by VS Code as one that is installed; of those that are developed it takes no more than one.
    if (virtual) await cp(virtualFiles, join(directory, 'data/extensions/virtual-files'), { recursive: true });
    const server = building.use(
      await startServer({ installed: installedWorkbench(version), directory, trusted, vsix, env }),
    );
    const tab = building.use(await openTab());
    const remote = (path: string): string => `vscode-remote://${server.authority}${path}`;
    const ours = 'swarmpki.swarmpki-vscode:trace';
    const payload = [
      ['logLevel', [...(options.logLevel === undefined ? [] : [options.logLevel]), ours].join(',')],
      ...(vsix === undefined ? [['extensionDevelopmentPath', remote(extension)]] : []),
      ...(options.extensionTests === undefined ? [] : [['extensionTestsPath', remote(options.extensionTests)]]),
    ];
    const workbench = new Workbench(tab, server, directory, building.move());
    try {
      if (options.pseudo === true) await tab.page.addInitScript(speak, pseudoLanguage);
      await workbench.#load(virtual ? 'vscode-vfs://elsewhere/' : workbench.folder, payload);
    } catch (error) {
      await workbench[Symbol.asyncDispose]();
      throw error;
    }
    return workbench;
  }

  async #load(folder: string, payload: readonly (readonly string[])[]): Promise<void> {
    // What the extension host calls when tests run in it.
    await this.page.exposeFunction('codeAutomationLog', () => undefined);
    await this.page.exposeFunction('codeAutomationExit', (code: number) => void (this.testsExit = code));
    const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
    await this.page.goto(`http://${this.server.authority}/?${query.toString()}`);
    await this.restored();
  }

  /** Waits until all parts of the window are there; also after a reload. */
  async restored(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor();
    // What VS Code's own tests wait for.
    await this.page.waitForFunction(() => 'driver' in globalThis);
    await this.page.evaluate(() => Reflect.get(globalThis, 'driver').whenWorkbenchRestored());
  }

  /** Writes the settings of the workspace, in the place of those before; VS Code takes notice of that. */
  async configure(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await writeFiles(join(this.folder, '.vscode'), { 'settings.json': JSON.stringify(settings) });
  }

  /** Writes the settings of the machine on which extensions run, beside what labs run by; VS Code takes notice of that. */
  async configureMachine(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await writeMachineSettings(this.directory, { ...usualMachineSettings, ...settings });
  }

  /** Reloads the window. A page that is just left has no time to write down what is open in it. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window');
    await loaded;
    await this.restored();
  }

  /** Opens a file of the workspace, and waits for its tab. @param name its path within, or an absolute one */
  async open(name: string): Promise<void> {
    const base = name.split('/').at(-1) ?? name;
    await this.#pick('Control+P', name.startsWith('/') ? name : join(this.folder, name), base);
    await this.tab(base).waitFor();
    // What is told of the tab or the row that the mouse is on would lie over the text.
    await this.page.mouse.move(0, 0);
  }

  /** The tab of an editor that is shown. */
  tab(title: string): Locator {
    return this.page.locator('.tab.active', { hasText: title }).first();
  }

  /** Runs a command by its title in the palette, `Swarm PKI: Restart Language Server`. */
  async command(title: string): Promise<void> {
    await this.#pick('F1', `>${title}`, title);
  }

  /** What the palette offers for what is typed. */
  async offered(typed: string): Promise<readonly string[]> {
    await this.#type('F1', `>${typed}`);
    // Below a title that is translated stands the English one.
    const rows = this.page.locator('.quick-input-list .monaco-list-row .quick-input-list-row:first-child .label-name');
    await rows.first().waitFor();
    const offered = await rows.allInnerTexts();
    await this.page.keyboard.press('Escape');
    return offered.map(plain);
  }

  async #pick(keys: string, typed: string, label: string): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row').filter({
      has: this.page.locator('.label-name', { hasText: exactly(label) }),
    });
    await eventually(`a choice of ${label}`, async () => {
      await this.#type(keys, typed);
      try {
        await row.first().waitFor({ timeout: paletteMs });
        return true;
      } catch (error) {
        await this.page.keyboard.press('Escape');
        throw error;
      }
    });
    await row.first().click();
  }

  async #type(keys: string, typed: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible input[type=text]');
    await this.page.keyboard.press(keys);
    await input.fill(typed);
  }

  /** Answers what VS Code asks in a box at its top. */
  async answer(text: string): Promise<void> {
    await this.page.locator('.quick-input-widget:visible input').first().fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Chooses a row of what VS Code asks in a box at its top. @param title of the box */
  async choose(title: RegExp, label: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget:visible');
    await box.filter({ has: this.page.locator('.quick-input-title', { hasText: title }) }).waitFor();
    await box.locator('.monaco-list-row', { hasText: label }).first().click();
  }

  /** Waits for a notification. The driver of tests keeps toasts back: it is looked for where all are kept. */
  async said(text: string | RegExp): Promise<Locator> {
    const center = this.page.locator('.notifications-center.visible');
    if (!(await center.isVisible())) await this.command('Notifications: Show Notifications');
    const found = center.locator('.notification-list-item', { hasText: text }).first();
    await found.waitFor({ timeout: longestWorkMs });
    return found;
  }

  async clearNotifications(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
  }

  /** The lab of the workspace. @throws where it does not run */
  lab(): Promise<HttpEngineClient> {
    return labIn(join(this.folder, '.swarmpki'), join(this.directory, 'run'));
  }

  /** Closes all editors, and whatever was written in them is lost. */
  async closeEditors(): Promise<void> {
    await this.command('View: Close All Editors');
    const discard = this.page.locator('.monaco-dialog-box .monaco-button', { hasText: "Don't Save" });
    await this.page.locator('.editor-group-container.empty').or(discard).first().waitFor();
    if (await discard.isVisible()) await discard.click();
    await this.page.locator('.editor-group-container.empty').first().waitFor();
  }

  /** The rows of the Problems view, which is opened. */
  async problems(): Promise<Locator> {
    await this.command('Problems: Focus on Problems View');
    return this.page.locator('.markers-panel .monaco-list-row');
  }

  /** The rows of the outline, which is opened. */
  async outline(): Promise<Locator> {
    await this.command('Explorer: Focus on Outline View');
    return this.page.locator('.outline-pane .monaco-list-row');
  }

  /** Notifications that are shown. */
  get notifications(): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item');
  }

  /** An item of the status bar, by what it says or is called for a screen reader. */
  status(text: string | RegExp): Locator {
    const items = this.page.locator('.statusbar-item');
    return items
      .filter({ hasText: text })
      .or(this.page.getByRole('button', { name: text }).and(items))
      .first();
  }

  /** Takes a picture to look at. @returns its path */
  async picture(name: string): Promise<string> {
    const path = join(pictures, `${name.replaceAll(/[^\w-]+/g, '-')}.png`);
    await this.page.screenshot({ path, animations: 'disabled' });
    return path;
  }

  /** What the extension has logged, its traces among it, by files; with `all`, what VS Code has logged as well. */
  async logs({ all = false } = {}): Promise<ReadonlyMap<string, string>> {
    const root = join(this.directory, 'data/data/logs');
    const logs = new Map<string, string>();
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || (!all && !path.includes('swarmpki'))) continue;
      logs.set(relative(root, path), await readFile(path, 'utf8'));
    }
    return logs;
  }

  /** What was said on the console of the page. */
  get console(): readonly string[] {
    return this.#tab.console;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const dialled = await this.server.dialled();
    await endLabs(join(this.directory, 'run'));
    await this.#held.disposeAsync();
    // One that looks elsewhere has an error, whatever else it did.
    const strayed = [...this.#tab.strayed, ...dialled.strayed];
    if (strayed.length > 0) throw new Error(`the workbench asked elsewhere: ${strayed.join(' ').slice(0, 1_000)}`);
  }
}

/** Writes the texts of an extension in the language of nobody. */
async function translate(extension: string): Promise<void> {
  for (const [from, to] of [
    ['package.nls.json', `package.nls.${pseudoLanguage}.json`],
    ['l10n/bundle.l10n.json', `l10n/bundle.l10n.${pseudoLanguage}.json`],
  ] as const) {
    const texts = JSON.parse(await readFile(join(extension, from), 'utf8')) as Readonly<Record<string, string>>;
    const translated = Object.entries(texts).map(([key, text]) => [key, pseudo(text)]);
    await writeFile(join(extension, to), JSON.stringify(Object.fromEntries(translated)));
  }
}

/** In the page: it says to be in a language, as VS Code does where a language pack is installed. */
function speak(language: string): void {
  Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { value: language });
}

async function writeMachineSettings(directory: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await writeFiles(join(directory, 'data/data/Machine'), { 'settings.json': JSON.stringify(settings) });
}

async function writeFiles(folder: string, files: WorkbenchOptions['files'] & {}): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (typeof files === 'function') return files(folder);
  for (const [name, contents] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
}

/** As it reads: VS Code writes spaces that do not break. */
export function plain(text: string): string {
  return text.replaceAll('\u{a0}', ' ');
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[ \\u00a0]')}$`);
}
