import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';

/** As much of the editor as the extension touches. */
const editor = vi.hoisted(() => {
  const registered = new Map<string, () => Promise<void>>();
  const shown: { kind: 'information' | 'warning' | 'error'; message: string; detail: string | undefined }[] = [];
  const show = (kind: 'information' | 'warning' | 'error') => async (message: string, options?: { detail?: string }) =>
    void shown.push({ kind, message, detail: options?.detail });
  return {
    registered,
    viewers: new Set<string>(),
    views: new Set<string>(),
    shown,
    text: '',
    selected: '',
    typed: undefined as string | undefined,
    asked: 0,
    api: {
      l10n: {
        t: (text: string, ...values: readonly unknown[]) =>
          text.replaceAll(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)])),
      },
      commands: {
        registerCommand: (name: string, run: () => Promise<void>) => {
          registered.set(name, run);
          return { dispose: () => registered.delete(name) };
        },
      },
      workspace: {
        isTrusted: false,
        textDocuments: [],
        onDidOpenTextDocument: () => ({ dispose: () => undefined }),
        onDidChangeTextDocument: () => ({ dispose: () => undefined }),
        onDidGrantWorkspaceTrust: () => ({ dispose: () => undefined }),
      },
      EventEmitter: class {
        readonly event = (): void => undefined;
        dispose(): void {}
      },
      TabInputCustom: class {
        readonly viewType = '';
      },
      TabInputText: class {
        readonly uri = '';
      },
      window: {
        registerCustomEditorProvider: (type: string) => {
          editor.viewers.add(type);
          return { dispose: () => editor.viewers.delete(type) };
        },
        createTreeView: (id: string) => {
          editor.views.add(id);
          return { dispose: () => editor.views.delete(id) };
        },
        registerWebviewPanelSerializer: () => ({ dispose: () => undefined }),
        tabGroups: { all: [], onDidChangeTabs: () => ({ dispose: () => undefined }) },
        get activeTextEditor() {
          return editor.text === ''
            ? undefined
            : {
                selection: { active: {} },
                document: {
                  getText: (range: { found?: string }) => range.found ?? editor.selected,
                  getWordRangeAtPosition: (_at: unknown, pattern: RegExp) => {
                    const found = pattern.exec(editor.text)?.[0];
                    return found === undefined ? undefined : { found };
                  },
                },
              };
        },
        showInformationMessage: show('information'),
        showErrorMessage: show('error'),
        showWarningMessage: show('warning'),
        showInputBox: async () => {
          editor.asked++;
          return editor.typed;
        },
      },
    },
  };
});
vi.mock('vscode', () => editor.api);

const { activate } = await import('./extension.ts');
const { offers } = await import('./acts/offers.ts');

const secret = '0tey60uet1m4m2gnodr22ujex';
const token = `SWMTKN-1-3u87bywrn3xo86tiqf4sgnd5scm4eyqk3lzgtglfjd3kjh7gb8-${secret}`;

async function explain(): Promise<(typeof editor.shown)[number] | undefined> {
  const subscriptions: { dispose(): unknown }[] = [];
  activate({ subscriptions } as unknown as Parameters<typeof activate>[0]);
  await editor.registered.get('swarmpki.explainJoinToken')?.();
  for (const subscription of subscriptions) subscription.dispose();
  expect(editor.registered.size).toBe(0);
  return editor.shown.pop();
}

afterEach(() => {
  Object.assign(editor, { text: '', selected: '', typed: undefined, asked: 0 });
});

describe('swarmpki: Explain Join Token', () => {
  it('explains the token under the cursor, without its secret', async () => {
    editor.text = `docker swarm join --token ${token} 10.0.0.1:2377`;
    const shown = await explain();
    expect(shown).toMatchObject({ kind: 'information', message: 'A join token of version 1' });
    expect(shown?.detail).toMatch(/Root CA: sha256:[0-9a-f]{64}/);
    expect(JSON.stringify(shown)).not.toContain(secret);
  });

  it('prefers what is selected', async () => {
    Object.assign(editor, { text: 'x', selected: token.replace('-1-', '-2-1-') });
    expect((await explain())?.message).toBe('A join token of version 2, for a swarm that demands FIPS');
  });

  it('asks where there is none, and leaves it at that when nothing is given', async () => {
    expect(await explain()).toBeUndefined();
    editor.typed = token;
    expect((await explain())?.kind).toBe('information');
    expect(editor.asked).toBe(2);
  });

  it('says what is wrong with one that is none, and what to do', async () => {
    editor.text = token.slice(0, -1);
    const shown = await explain();
    expect(shown).toMatchObject({ kind: 'error', message: 'invalid join token' });
    expect(shown?.detail).toContain('its secret has 24 characters');
    expect(shown?.detail).toContain('docker swarm join-token');
    expect(JSON.stringify(shown)).not.toContain(secret.slice(0, -1));
  });
});

describe('Restricted Mode', () => {
  it('looks for no swarm and loads nothing of it, whoever calls a command', async () => {
    const loaded = vi.fn();
    vi.doMock('./swarms-part.ts', () => ({
      openSwarms: async () => {
        loaded();
        throw new Error('swarms are looked for');
      },
    }));
    activate({ subscriptions: [] } as unknown as Parameters<typeof activate>[0]);
    const others = 'createLab doctor refresh startLab attachContext detachContext openTerminal showRotation';
    const acting = [...offers.map(({ action }) => action), ...others.split(' ')].map((name) => `swarmpki.${name}`);
    for (const name of acting) {
      editor.shown.length = 0;
      await editor.registered.get(name)?.();
      expect(editor.shown, name).toMatchObject([
        { message: expect.stringContaining('In Restricted Mode nothing is done') },
      ]);
    }
    expect(loaded).not.toHaveBeenCalled();
    vi.doUnmock('./swarms-part.ts');
    editor.registered.clear();
    editor.shown.length = 0;
  });
});

describe('the manifest', () => {
  it('contributes the view that is registered', () => {
    const manifest: { contributes: { views: Record<string, readonly { id: string }[]> } } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    activate({ subscriptions: [] } as unknown as Parameters<typeof activate>[0]);
    const views = Object.values(manifest.contributes.views).flat();
    expect(views.map(({ id }) => id)).toEqual([...editor.views]);
    editor.registered.clear();
  });

  it('contributes the commands that are registered, and no others', () => {
    const manifest: { contributes: { commands: { command: string }[] } } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    activate({ subscriptions: [] } as unknown as Parameters<typeof activate>[0]);
    expect(manifest.contributes.commands.map(({ command }) => command)).toEqual([...editor.registered.keys()]);
    editor.registered.clear();
  });
});
