import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { Uri as VscodeUri } from 'vscode';
import type { FileView } from '../../shared/file-view.ts';
import { largestViewed, methods } from '../../shared/protocol.ts';

/** As much of the editor as is touched. */
const editor = vi.hoisted(() => {
  class Uri {
    readonly text: string;
    constructor(text: string) {
      this.text = text;
    }
    static joinPath({ text }: Uri, ...parts: readonly string[]): Uri {
      return new Uri(new URL(parts.join('/'), `${text}/`).href);
    }
    get path(): string {
      return new URL(this.text).pathname;
    }
    get scheme(): string {
      return this.text.split(':')[0] ?? '';
    }
    toString(): string {
      return this.text;
    }
  }
  class TabInputText {
    readonly uri: Uri;
    constructor(uri: Uri) {
      this.uri = uri;
    }
  }
  class TabInputCustom {
    readonly uri: Uri;
    readonly viewType: string;
    constructor(uri: Uri, viewType: string) {
      this.uri = uri;
      this.viewType = viewType;
    }
  }
  class FileSystemError extends Error {
    readonly code: string;
    constructor(code: string) {
      super(code);
      this.code = code;
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
  interface Change {
    readonly opened: readonly object[];
    readonly closed: readonly object[];
  }
  const state = {
    files: new Map<string, Uint8Array>(),
    tabs: [] as { input: object; group: object; isActive: boolean; isPreview: boolean }[],
    changed: undefined as ((change: Change) => void) | undefined,
    fileChanged: undefined as ((uri: Uri) => void) | undefined,
    ran: [] as unknown[],
    closed: [] as object[],
    opens: undefined as (() => Promise<void>) | undefined,
    warned: [] as string[],
    typed: [] as string[],
    complaints: [] as (string | undefined)[],
  };
  const group = {
    viewColumn: 2,
    isActive: true,
    get tabs() {
      return state.tabs;
    },
  };
  const api = {
    Uri,
    TabInputText,
    TabInputCustom,
    EventEmitter,
    FileSystemError,
    RelativePattern: class {
      readonly pattern = '*';
    },
    l10n: { t: (text: string, ...values: readonly unknown[]) => `${text} ${values.join()}` },
    commands: {
      executeCommand: async (...given: readonly unknown[]) => {
        state.ran.push(given);
        await state.opens?.();
      },
    },
    workspace: {
      fs: {
        stat: async (uri: Uri) => ({ size: (state.files.get(String(uri)) ?? fail(uri)).length }),
        readFile: async (uri: Uri) => state.files.get(String(uri)) ?? fail(uri),
      },
      createFileSystemWatcher: () => {
        const listen = (listener: (uri: Uri) => void): object => {
          state.fileChanged = listener;
          return { dispose: () => (state.fileChanged = undefined) };
        };
        return { onDidChange: listen, onDidCreate: listen, onDidDelete: listen, dispose: () => undefined };
      },
    },
    window: {
      tabGroups: {
        get all() {
          return [group];
        },
        onDidChangeTabs: (listener: (change: Change) => void) => {
          state.changed = listener;
          return { dispose: () => (state.changed = undefined) };
        },
        close: async (tab: object) => void state.closed.push(tab),
      },
      showWarningMessage: async (text: string) => void state.warned.push(text),
      createInputBox: () => {
        const listeners = { accept: async () => undefined, hide: () => undefined, change: () => undefined };
        const box = {
          value: '',
          password: false,
          validationMessage: undefined as string | undefined,
          onDidChangeValue: (listener: () => undefined) => (listeners.change = listener),
          onDidHide: (listener: () => undefined) => (listeners.hide = listener),
          onDidAccept: (listener: () => Promise<undefined>) => (listeners.accept = listener),
          hide: () => listeners.hide(),
          dispose: () => undefined,
          show: async () => {
            if (!box.password) throw new Error('what is typed is seen');
            for (const typed of state.typed) {
              box.value = typed;
              listeners.change();
              await listeners.accept();
              state.complaints.push(box.validationMessage);
            }
            listeners.hide();
          },
        };
        return box;
      },
    },
  };
  function fail(uri: Uri): never {
    throw new FileSystemError(String(uri).endsWith('kept.p12') ? 'NoPermissions' : 'FileNotFound');
  }
  return { state, api, group };
});
vi.mock('vscode', () => editor.api);
vi.resetModules();

const { FittingEditors } = await import('./fitting-editors.ts');
const { askPassword } = await import('./ask-password.ts');
const { ViewedDocument } = await import('./viewed-document.ts');

const { state, api, group } = editor;
afterEach(() => {
  state.files.clear();
  Object.assign(state, { opens: undefined, tabs: [], ran: [], closed: [], warned: [], typed: [], complaints: [] });
});
// Other tests have an editor of their own.
afterAll(() => vi.resetModules());

const der = Uint8Array.of(0x30, 0x82, 1, 0);
const pem = Buffer.from('-----BEGIN CERTIFICATE-----');
const uri = (name: string): InstanceType<typeof api.Uri> => new api.Uri(`file:///w/${name}`);
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a file in the editor that VS Code has chosen by its name', () => {
  const tabOf = (name: string, viewType?: string): (typeof state.tabs)[number] => {
    const input =
      viewType === undefined ? new api.TabInputText(uri(name)) : new api.TabInputCustom(uri(name), viewType);
    return { input, group, isActive: true, isPreview: true };
  };
  const open = async (tab: (typeof state.tabs)[number], closed: readonly object[] = []): Promise<void> => {
    state.tabs.push(tab);
    state.changed?.({ opened: [tab], closed: [] });
    if (closed.length > 0) state.changed?.({ opened: [], closed });
    await settled();
  };
  const opened = (): readonly string[] => state.ran.map((given) => (given as readonly unknown[]).slice(0, 3).join(' '));

  it.each([
    ['a.crt', der, undefined, 'swarmpki.optionalViewer'],
    ['a.KEY', der, undefined, 'swarmpki.optionalViewer'],
    ['a.p7b', pem, 'swarmpki.viewer', 'default'],
    ['a.crl', pem, 'swarmpki.viewer', 'default'],
  ])('is reopened in the other one that fits what it holds: %s', async (name, contents, viewType, fitting) => {
    const watching = new FittingEditors();
    state.files.set(`file:///w/${name}`, contents);
    const tab = tabOf(name, viewType);
    await open(tab);
    expect(opened()).toEqual([`vscode.openWith file:///w/${name} ${fitting}`]);
    expect(state.closed).toEqual([tab]);
    watching.dispose();
    expect(state.changed).toBeUndefined();
  });

  it.each([
    ['a.crt', der, undefined],
    ['a.p7b', pem, 'swarmpki.viewer'],
  ])('is left where somebody has gone over to it from the other: %s', async (name, contents, viewType) => {
    const watching = new FittingEditors();
    state.files.set(`file:///w/${name}`, contents);
    const other = viewType === undefined ? tabOf(name, 'swarmpki.optionalViewer') : tabOf(name);
    await open(tabOf(name, viewType), [other]);
    expect(opened()).toEqual([]);
    // That holds for this time.
    state.tabs = [];
    await open(tabOf(name, viewType));
    expect(opened()).toHaveLength(1);
    watching.dispose();
  });

  it.each([
    ['a.p7b', 'swarmpki.viewer'],
    ['a.crt', 'swarmpki.optionalViewer'],
  ])('is opened in the viewer for whoever wants that, whatever it holds: %s', async (name, viewType) => {
    const fitting = new FittingEditors();
    state.files.set(`file:///w/${name}`, pem);
    state.opens = () => open(tabOf(name, viewType));
    await fitting.openInViewer(uri(name) as unknown as VscodeUri);
    expect(opened()).toEqual([`vscode.openWith file:///w/${name} ${viewType}`]);
    fitting.dispose();
  });

  it('is reopened also where its tab was there before', async () => {
    state.files.set('file:///w/a.cer', der);
    state.tabs = [{ ...tabOf('a.cer'), isActive: false, isPreview: false }];
    const watching = new FittingEditors();
    await settled();
    expect(state.ran).toEqual([
      [
        'vscode.openWith',
        expect.anything(),
        'swarmpki.optionalViewer',
        { viewColumn: 2, preview: false, preserveFocus: true },
      ],
    ]);
    watching.dispose();
  });

  it.each([
    ['a.crt', pem, undefined],
    ['a.p7b', der, 'swarmpki.viewer'],
    // Somebody wants to see it there.
    ['a.pem', pem, 'swarmpki.optionalViewer'],
    ['a.p7b', new Uint8Array(), 'swarmpki.viewer'],
    ['a.der', pem, 'another.viewer'],
    ['a.bin', der, undefined],
    ['large.crt', Buffer.concat([der, new Uint8Array(largestViewed)]), undefined],
    ['gone.crt', undefined, undefined],
  ])('is left where that fits, or is nothing of ours: %s', async (name, contents, viewType) => {
    const watching = new FittingEditors();
    if (contents !== undefined) state.files.set(`file:///w/${name}`, contents);
    await open(tabOf(name, viewType));
    expect(state.ran).toEqual([]);
    watching.dispose();
  });
});

describe('a viewed document', () => {
  const view = (lock?: FileView['lock']): FileView => ({
    uri: 'file:///w/a.p12',
    size: 4,
    items: [],
    more: 0,
    findings: [],
    links: [],
    now: 0,
    ...(lock === undefined ? {} : { lock }),
  });

  function documentOf(answer: (method: string, params: { password?: string }) => unknown) {
    const asked: [string, object][] = [];
    let changed = (): void => undefined;
    const server = {
      start: async () => ({
        ask: async (method: string, params: { password?: string }) => {
          asked.push([method, params]);
          return answer(method, params);
        },
        notify: async (method: string, params: object) => void asked.push([method, params]),
      }),
      onViewsChanged: (listener: () => void) => {
        changed = listener;
        return { dispose: () => undefined };
      },
    };
    const document = new ViewedDocument(
      uri('a.p12') as unknown as VscodeUri,
      server as unknown as ConstructorParameters<typeof ViewedDocument>[1],
    );
    return { document, asked, changed: () => changed() };
  }

  it('is read by the server from what the file system has, and again when the file changes', async () => {
    state.files.set('file:///w/a.p12', der);
    const { document, asked } = documentOf(() => view());
    const told: unknown[] = [];
    document.onDidChange((change) => told.push(change));
    expect(await document.state()).toEqual({ kind: 'view', view: view(), isText: false });
    expect(asked).toEqual([[methods.viewFile, { uri: 'file:///w/a.p12', contents: 'MIIBAA==' }]]);
    state.files.set('file:///w/a.p12', Buffer.from('a text'));
    state.fileChanged?.(uri('b.p12'));
    state.fileChanged?.(uri('a.p12'));
    expect(await document.state()).toMatchObject({ isText: true });
    expect(asked).toHaveLength(2);
    state.files.delete('file:///w/a.p12');
    state.fileChanged?.(uri('a.p12'));
    expect(await document.state()).toMatchObject({
      kind: 'not-read',
      reason: expect.stringContaining('it is not there any more'),
    });
    expect(told).toHaveLength(3);
    document.dispose();
    await settled();
    expect(asked.at(-1)).toEqual([methods.forgetFile, { uri: 'file:///w/a.p12' }]);
  });

  it('stays gone, whatever else changes, until it is there again; also after a server has gone', async () => {
    state.files.set('file:///w/a.p12', der);
    let answers = true;
    const { document, asked, changed } = documentOf(() => {
      if (!answers) throw new Error('gone');
      return view();
    });
    await document.state();
    state.files.delete('file:///w/a.p12');
    state.fileChanged?.(uri('a.p12'));
    changed();
    expect(await document.state()).toMatchObject({ kind: 'not-read' });
    await settled();
    expect(asked.map(([method]) => method)).toEqual([methods.viewFile, methods.forgetFile]);
    state.files.set('file:///w/a.p12', der);
    changed();
    expect(await document.state()).toMatchObject({ kind: 'view' });
    answers = false;
    changed();
    expect(await document.state()).toMatchObject({ reason: expect.stringContaining('the language server') });
    answers = true;
    changed();
    expect(await document.state()).toMatchObject({ kind: 'view' });
    document.dispose();
  });

  it('says how large it is where it is too large, and sends nothing', async () => {
    state.files.set('file:///w/a.p12', new Uint8Array(largestViewed + 1));
    const { document, asked } = documentOf(() => view());
    expect(await document.state()).toEqual({ kind: 'too-large', size: largestViewed + 1, most: largestViewed });
    expect(asked).toEqual([]);
  });

  it('is opened by the password that is asked for, and says kindly that one is wrong', async () => {
    state.files.set('file:///w/a.p12', der);
    const { document, asked } = documentOf((_, { password }) =>
      view(password === 'right' ? undefined : 'wrong-password'),
    );
    await document.state();
    state.typed = ['wrong', 'right'];
    await askPassword(document, '$(x).p12');
    expect(state.complaints).toEqual([expect.stringContaining('does not open it'), undefined]);
    expect(asked.map(([, params]) => Reflect.get(params, 'password'))).toEqual([undefined, 'wrong', 'right']);
    expect(document.view?.lock).toBeUndefined();
  });

  it('takes no more than five passwords in a row', async () => {
    state.files.set('file:///w/a.p12', der);
    const { document, asked } = documentOf(() => view('wrong-password'));
    await document.state();
    state.typed = ['1', '2', '3', '4', '5'];
    await askPassword(document, 'a.p12');
    expect(asked).toHaveLength(6);
    expect(state.warned).toEqual([expect.stringContaining('Ask whoever made the file')]);
    expect(JSON.stringify([state.warned, state.complaints])).not.toMatch(/"[1-4]"/);
  });
});
