import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { viewUri } from '../../shared/view-uri.ts';

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
    toString(): string {
      return this.text;
    }
  }
  const state = { texts: {} as Record<string, string>, opened: [] as string[], shown: [] as string[], active: '' };
  const api = {
    Uri,
    ViewColumn: { Beside: -2 },
    l10n: { t: (text: string, ...values: readonly string[]) => text.replace('{0}', values[0] ?? '') },
    window: {
      get activeTextEditor() {
        return state.active === '' ? undefined : { document: { uri: new Uri(state.active) } };
      },
      showInformationMessage: async (text: string) => void state.shown.push(text),
      showTextDocument: async ({ uri }: { uri: Uri }) => void state.opened.push(String(uri)),
      showQuickPick: async (items: readonly unknown[]) => items[0],
    },
    workspace: {
      asRelativePath: String,
      openTextDocument: async (uri: Uri) => {
        const text = state.texts[String(uri)] ?? '';
        if (String(uri).endsWith('.der')) throw new Error('it is binary');
        const positionAt = (at: number) => ({ line: text.slice(0, at).split('\n').length - 1, character: 0 });
        return { uri, getText: () => text, positionAt };
      },
    },
  };
  return { state, api };
});
vi.mock('vscode', () => editor.api);
vi.resetModules();

const { compareCertificates, verifyChain } = await import('./files.ts');

const { state, api } = editor;
afterEach(() => void Object.assign(state, { texts: {}, opened: [], shown: [], active: '' }));
// Other tests have an editor of their own.
afterAll(() => vi.resetModules());

const [a, b] = ['file:///a.pem', 'file:///b.pem'];
const pem = '-----BEGIN CERTIFICATE-----\n';
const at = (uri: string, line: number) => ({ uri, position: { line, character: 0 } });
const started: string[] = [];
const server = {
  start: async () => {
    started.push('server');
    const location = { uri: b, range: { start: { line: 0, character: 0 } } };
    return { symbols: async () => [{ name: 'b', location }] };
  },
} as unknown as Parameters<typeof verifyChain>[0];
const uri = (text: string): unknown => new api.Uri(text);

describe('certificates of files', () => {
  it('are verified where the first of them stands; the server knows them by then', async () => {
    state.texts = { [a]: `# mine\n${pem}` };
    await verifyChain(server, uri(a));
    expect([state.opened, started.length]).toEqual([[viewUri({ kind: 'verdict', of: at(a, 1) })], 1]);
    state.active = a;
    await verifyChain(server, undefined);
    expect(state.opened).toHaveLength(2);
  });

  it('are compared: two that are selected, or one with another that is asked for', async () => {
    state.texts = { [a]: pem, [b]: `\n\n${pem}` };
    await compareCertificates(server, uri(a), [uri(a), uri(b)]);
    await compareCertificates(server, uri(a), [uri(a)]);
    expect(state.opened).toEqual([
      viewUri({ kind: 'comparison', of: at(a, 0), with: at(b, 2) }),
      viewUri({ kind: 'comparison', of: at(a, 0), with: at(b, 0) }),
    ]);
  });

  it('may be none, and that is said', async () => {
    await verifyChain(server, uri(a));
    await verifyChain(server, uri('file:///a.der'));
    await compareCertificates(server, undefined, undefined);
    expect(state.opened).toEqual([]);
    expect(state.shown).toEqual([
      `There is no certificate in PEM in ${a}.`,
      'There is no certificate in PEM in file:///a.der.',
      'Open a certificate first, or choose one in the explorer.',
    ]);
  });

  it('do not make links of their names, which VS Code would open whatever they lead to', async () => {
    await verifyChain(server, uri('[Open](command:workbench.action.quit).pem'));
    expect(state.shown[0]).not.toContain('](');
  });

  it('are not said to be none where the server did not start', async () => {
    state.texts = { [a]: pem };
    const dead = { start: async () => Promise.reject(new Error('no memory')) } as unknown as typeof server;
    await expect(verifyChain(dead, uri(a))).rejects.toThrow('no memory');
    expect(state.shown).toEqual([]);
  });
});
