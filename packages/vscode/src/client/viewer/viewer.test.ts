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
  class TabInputCustom extends TabInputText {
    readonly viewType = 'swarmpki.optionalViewer';
  }
  Object.setPrototypeOf(TabInputCustom.prototype, Object.prototype);
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
    RelativePattern: class {
      readonly pattern = '*';
    },
    l10n: { t: (text: string, ...values: readonly unknown[]) => `${text} ${values.join()}` },
    commands: { executeCommand: async (...given: readonly unknown[]) => void state.ran.push(given) },
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
    throw new Error(`EntryNotFound: ${String(uri)}`);
  }
  return { state, api, group };
});
vi.mock('vscode', () => editor.api);
vi.resetModules();

const { openBinariesInViewer } = await import('./binary-tabs.ts');
const { askPassword } = await import('./ask-password.ts');
const { ViewedDocument } = await import('./viewed-document.ts');

const { state, api, group } = editor;
afterEach(() => {
  state.files.clear();
  Object.assign(state, { tabs: [], ran: [], closed: [], warned: [], typed: [], complaints: [] });
});
// Other tests have an editor of their own.
afterAll(() => vi.resetModules());

const der = Uint8Array.of(0x30, 0x82, 1, 0);
const uri = (name: string): InstanceType<typeof api.Uri> => new api.Uri(`file:///w/${name}`);
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a file that may be a text, and holds DER', () => {
  const open = async (name: string, isCustom = false): Promise<void> => {
    const input = isCustom ? new api.TabInputCustom(uri(name)) : new api.TabInputText(uri(name));
    const tab = { input, group, isActive: true, isPreview: true };
    state.tabs.push(tab);
    state.changed?.({ opened: [tab], closed: [] });
    await settled();
  };
  const opened = (): readonly string[] => state.ran.map((given) => (given as readonly unknown[]).slice(0, 3).join(' '));

  it('is shown in the viewer in the place of the text editor, unless that is wanted', async () => {
    const watching = openBinariesInViewer();
    state.files.set('file:///w/a.crt', der);
    await open('a.crt');
    expect(opened()).toEqual(['vscode.openWith file:///w/a.crt swarmpki.optionalViewer']);
    expect(state.closed).toEqual([state.tabs[0]]);
    state.tabs = [];
    await open('a.crt', true);
    // From the viewer somebody goes over to the text editor.
    await open('a.crt');
    expect(opened()).toHaveLength(1);
    watching.dispose();
    expect(state.changed).toBeUndefined();
  });

  it('is shown in it also where its tab was there before', async () => {
    state.files.set('file:///w/a.cer', der);
    state.tabs = [{ input: new api.TabInputText(uri('a.cer')), group, isActive: false, isPreview: false }];
    const watching = openBinariesInViewer();
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

  it('is left where it is a text, something else, elsewhere, or gone', async () => {
    const watching = openBinariesInViewer();
    state.files.set('file:///w/a.crt', Buffer.from('-----BEGIN CERTIFICATE-----'));
    state.files.set('file:///w/a.bin', der);
    state.files.set('file:///w/large.crt', Buffer.concat([der, new Uint8Array(largestViewed)]));
    for (const name of ['a.crt', 'a.bin', 'large.crt', 'gone.crt']) await open(name);
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
    const server = {
      start: async () => ({
        ask: async (method: string, params: { password?: string }) => {
          asked.push([method, params]);
          return answer(method, params);
        },
        notify: async (method: string, params: object) => void asked.push([method, params]),
      }),
      onViewsChanged: () => ({ dispose: () => undefined }),
    };
    const document = new ViewedDocument(
      uri('a.p12') as unknown as VscodeUri,
      server as unknown as ConstructorParameters<typeof ViewedDocument>[1],
    );
    return { document, asked };
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
      reason: expect.stringContaining('EntryNotFound'),
    });
    expect(told).toHaveLength(3);
    document.dispose();
    await settled();
    expect(asked.at(-1)).toEqual([methods.forgetFile, { uri: 'file:///w/a.p12' }]);
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
