import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { readViewUri } from '../../shared/view-uri.ts';
import type { Standing, StandingSum } from '../../shared/protocol.ts';

/** As much of the editor as is touched. */
const editor = vi.hoisted(() => {
  class Uri {
    readonly text: string;
    constructor(text: string) {
      this.text = text;
    }
    static parse(text: string): Uri {
      return new Uri(text);
    }
    get path(): string {
      return new URL(this.text).pathname;
    }
    toString(): string {
      return this.text;
    }
  }
  class ThemeColor {
    readonly id: string;
    constructor(id: string) {
      this.id = id;
    }
  }
  class FileDecoration {
    propagate = false;
    readonly badge: string;
    readonly tooltip: string;
    readonly color: ThemeColor;
    constructor(badge: string, tooltip: string, color: ThemeColor) {
      this.badge = badge;
      this.tooltip = tooltip;
      this.color = color;
    }
  }
  class EventEmitter {
    readonly #listeners = new Set<(value: unknown) => void>();
    readonly event = (listener: (value: unknown) => void): object => {
      this.#listeners.add(listener);
      return { dispose: () => this.#listeners.delete(listener) };
    };
    fire(value: unknown): void {
      for (const listener of this.#listeners) listener(value);
    }
    dispose(): void {
      this.#listeners.clear();
    }
  }
  interface Shown {
    text?: string;
    detail?: string;
    tooltip?: string;
    severity?: number;
    backgroundColor?: ThemeColor;
    command?: { title: string; arguments: readonly string[] } | string;
    visible: boolean;
  }
  const state = {
    active: undefined as string | undefined,
    activated: undefined as (() => void) | undefined,
    decorations: undefined as
      | {
          provideFileDecoration(uri: Uri): FileDecoration | undefined;
          onDidChangeFileDecorations: EventEmitter['event'];
        }
      | undefined,
    settings: {} as Record<string, boolean>,
    configured: undefined as ((change: { affectsConfiguration(name: string): boolean }) => void) | undefined,
    status: undefined as Shown | undefined,
    language: undefined as Shown | undefined,
    offered: [] as readonly { label: string; detail?: string; description?: string; kind?: number }[],
    chosen: '',
    ran: [] as string[],
  };
  const api = {
    Uri,
    ThemeColor,
    FileDecoration,
    EventEmitter,
    StatusBarAlignment: { Left: 1 },
    LanguageStatusSeverity: { Information: 0, Warning: 1, Error: 2 },
    QuickPickItemKind: { Separator: -1 },
    l10n: {
      t: (text: string, ...values: readonly unknown[]) =>
        text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)])),
    },
    commands: { executeCommand: async (name: string, of?: Uri) => void state.ran.push([name, of].join(' ').trim()) },
    languages: {
      createLanguageStatusItem: () =>
        (state.language = { visible: true, dispose: () => (state.language = undefined) } as Shown),
    },
    workspace: {
      asRelativePath: (uri: Uri) => uri.path.slice(1),
      getConfiguration: () => ({ get: (name: string) => state.settings[name] }),
      onDidChangeConfiguration: (listener: NonNullable<typeof state.configured>) => {
        state.configured = listener;
        return { dispose: () => (state.configured = undefined) };
      },
    },
    window: {
      get activeTextEditor() {
        return state.active === undefined ? undefined : { document: { uri: new Uri(state.active) } };
      },
      onDidChangeActiveTextEditor: (listener: () => void) => {
        state.activated = listener;
        return { dispose: () => undefined };
      },
      registerFileDecorationProvider: (provider: NonNullable<typeof state.decorations>) => {
        state.decorations = provider;
        return { dispose: () => (state.decorations = undefined) };
      },
      createStatusBarItem: () => {
        const item: Shown & { show(): void; hide(): void; dispose(): void } = {
          visible: false,
          show: () => (item.visible = true),
          hide: () => (item.visible = false),
          dispose: () => (item.visible = false),
        };
        return (state.status = item);
      },
      showQuickPick: async (items: typeof state.offered) => {
        state.offered = items;
        return items.find(({ label }) => label.includes(state.chosen));
      },
    },
  };
  return { state, api };
});
vi.mock('vscode', () => editor.api);
vi.resetModules();

const { ShownStandings } = await import('./standings-part.ts');

const { state } = editor;
afterEach(() => void Object.assign(state, { active: undefined, offered: [], chosen: '', ran: [] }));
// Other tests have an editor of their own.
afterAll(() => vi.resetModules());

const nothing: StandingSum = { files: 0, certificates: 0, expired: 0, errors: 0, warnings: 0 };
const standing = (name: string, more: Partial<Standing> = {}): Standing => ({
  uri: `file:///w/${name}`,
  holds: '1 certificate',
  errors: 0,
  warnings: 0,
  ...more,
});
const expired = standing('old.pem', {
  errors: 1,
  mark: { kind: 'expired' },
  worst: {
    code: 'expired',
    severity: 'error',
    title: 'Expired',
    reason: 'worker $(trash): expired [now](command:evil).',
  },
});
const soon = standing('soon.pem', {
  warnings: 2,
  mark: { kind: 'expires-soon', left: '5d' },
  worst: { code: 'expires-soon', severity: 'warning', title: 'Expires soon', reason: 'worker: expires.' },
});

function shown(): InstanceType<typeof ShownStandings> & { changed: string[] } {
  const made = Object.assign(new ShownStandings(), { changed: [] as string[] });
  state.decorations?.onDidChangeFileDecorations((uris) => made.changed.push(...(uris as object[]).map(String)));
  return made;
}

const decorationOf = (name: string) =>
  state.decorations?.provideFileDecoration(new editor.api.Uri(`file:///w/${name}`));

describe('marks beside the names of files', () => {
  it('say what is worst in two characters, and as a sentence; folders have only what is grave', () => {
    const all = shown();
    all.take({ all: true, files: [expired, soon, standing('good.pem')], sum: nothing });
    expect(decorationOf('old.pem')).toEqual({
      badge: '✕',
      color: { id: 'list.errorForeground' },
      propagate: true,
      tooltip: 'worker $ (trash): expired [now] (command:evil).',
    });
    expect(decorationOf('soon.pem')).toEqual({
      badge: '5d',
      color: { id: 'list.warningForeground' },
      propagate: false,
      tooltip: 'worker: expires. There is one more finding.',
    });
    expect([decorationOf('good.pem'), decorationOf('other.pem')]).toEqual([undefined, undefined]);
    all.dispose();
  });

  it.each(['secret', 'error', 'warning'] as const)('are short for all that may be wrong: %s', (kind) => {
    const all = shown();
    all.take({ all: true, files: [{ ...soon, mark: { kind } }], sum: nothing });
    expect(decorationOf('soon.pem')?.badge).toMatch(/^.{1,2}$/);
    all.dispose();
  });

  it('follow what the server tells: one file, all anew, one that is gone', () => {
    const all = shown();
    all.take({ all: true, files: [expired], sum: nothing });
    all.take({ all: false, files: [soon], sum: nothing });
    expect(all.changed.splice(0)).toEqual([expired.uri, soon.uri]);
    const { holds: _, ...gone } = standing('old.pem');
    all.take({ all: false, files: [gone], sum: nothing });
    expect([all.changed.splice(0), decorationOf('old.pem')]).toEqual([[expired.uri], undefined]);
    all.take({ all: true, files: [], sum: nothing });
    expect([all.changed, decorationOf('soon.pem')]).toEqual([[soon.uri], undefined]);
    all.dispose();
  });

  it('are not there where a setting says so, and are back with it', () => {
    const all = shown();
    all.take({ all: true, files: [expired], sum: nothing });
    const set = (value: boolean): void => {
      state.settings['swarmpki.fileDecorations'] = value;
      all.changed.splice(0);
      state.configured?.({ affectsConfiguration: (name) => name === 'swarmpki.fileDecorations' });
    };
    set(false);
    expect([all.changed, decorationOf('old.pem')]).toEqual([[expired.uri], undefined]);
    set(true);
    expect([all.changed, decorationOf('old.pem')?.badge]).toEqual([[expired.uri], '✕']);
    all.changed.splice(0);
    state.configured?.({ affectsConfiguration: () => false });
    expect(all.changed).toEqual([]);
    all.dispose();
    expect(state.configured).toBeUndefined();
  });
});

describe('the status bar', () => {
  it('says what is worst of the workspace, and nothing while nothing is known', () => {
    const all = shown();
    state.status = undefined;
    const tell = (sum: Partial<StandingSum>): void => all.take({ all: false, files: [], sum: { ...nothing, ...sum } });
    tell({});
    expect(state.status).toBeUndefined();
    tell({ files: 2, expired: 1, errors: 3 });
    expect(state.status).toMatchObject({
      visible: true,
      text: '$(shield) 1 expired',
      backgroundColor: { id: 'statusBarItem.warningBackground' },
    });
    tell({ files: 2, errors: 1, warnings: 1 });
    expect(state.status).toMatchObject({ text: '$(shield) 2 problems', backgroundColor: undefined });
    tell({ files: 1, warnings: 1 });
    expect(state.status).toMatchObject({ text: '$(shield) 1 problem' });
    tell({ files: 1, certificates: 1, next: { uri: soon.uri, name: '$(x)', left: '81 days' } });
    expect(state.status).toMatchObject({ text: '$(shield) 81 days' });
    expect(state.status).toMatchObject({ tooltip: expect.stringContaining('$ (x), in 81 days') });
    tell({ files: 1 });
    expect(state.status).toMatchObject({ visible: false });
    all.dispose();
  });

  it('leads to what is worst', async () => {
    const all = shown();
    const sum = { ...nothing, next: { uri: 'file:///w/good.pem', name: 'worker', left: '81 days' } };
    all.take({ all: true, files: [soon, standing('good.pem'), expired], sum });
    state.chosen = 'soon.pem';
    await all.pick();
    expect(state.offered.filter(({ kind }) => kind === undefined).map(({ label }) => label)).toEqual([
      '$(error) old.pem',
      '$(warning) soon.pem',
      '$(watch) worker',
      '$(warning) Open Problems',
    ]);
    expect(state.offered[0]?.detail).toBe('worker $ (trash): expired [now] (command:evil).');
    state.chosen = 'Problems';
    await all.pick();
    state.chosen = 'no such thing';
    await all.pick();
    expect(state.ran).toEqual([`vscode.open ${soon.uri}`, 'workbench.actions.view.problems']);
    all.dispose();
  });
});

describe('what is said of the file in front', () => {
  const first = { line: 3, character: 2, isCertificate: true };
  const next = { at: Date.UTC(2027, 0, 5), what: 'worker: may renew itself' };

  it('is what is in it, what is worst or next, and what can be done', () => {
    const all = shown();
    state.active = 'file:///w/good.pem';
    all.take({ all: true, files: [standing('good.pem', { first, next }), { ...soon, next }], sum: nothing });
    expect(state.language).toMatchObject({
      text: '1 certificate',
      detail: 'worker: may renew itself, 2027-01-05',
      severity: 0,
      command: { title: 'Verify' },
    });
    const command = state.language?.command;
    const view = typeof command === 'object' ? readViewUri(command.arguments[0] ?? '') : undefined;
    expect(view).toEqual({ kind: 'verdict', of: { uri: state.active, position: { line: 3, character: 2 } } });
    state.active = soon.uri;
    state.activated?.();
    expect(state.language).toMatchObject({ detail: 'Expires soon, and 1 more', severity: 1, command: undefined });
    all.take({
      all: false,
      files: [{ ...expired, uri: soon.uri, first: { ...first, isCertificate: false } }],
      sum: nothing,
    });
    expect(state.language).toMatchObject({ detail: 'Expired', severity: 2, command: { title: 'Decode' } });
    state.active = 'file:///w/notes.txt';
    state.activated?.();
    expect(state.language).toBeUndefined();
    all.dispose();
  });
});
