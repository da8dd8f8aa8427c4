import type { TextDocument, TextDocumentChangeEvent } from 'vscode';
import { describe, expect, it } from 'vitest';
import { whenSomethingIsSeen } from './sightings.ts';

function documentOf(text: string, scheme = 'file'): TextDocument {
  const lines = text.split('\n');
  const document = { uri: { scheme }, lineCount: lines.length, getText: () => text };
  return { ...document, lineAt: (line: number) => ({ text: lines[line] ?? '' }) } as unknown as TextDocument;
}

/** As much of an editor as is watched, and what has been seen in it. */
function editor(...open: readonly TextDocument[]): {
  readonly open: (document: TextDocument) => void;
  readonly type: (document: TextDocument, line: number, text: string) => void;
  readonly state: { seen: number; listeners: number };
  readonly dispose: () => void;
} {
  const opens = new Set<(document: TextDocument) => void>();
  const changes = new Set<(event: TextDocumentChangeEvent) => void>();
  const state = {
    seen: 0,
    get listeners() {
      return opens.size + changes.size;
    },
  };
  const listen =
    <Listener>(to: Set<Listener>) =>
    (listener: Listener) => {
      to.add(listener);
      return { dispose: () => to.delete(listener) };
    };
  const documents = {
    textDocuments: open,
    onDidOpenTextDocument: listen(opens),
    onDidChangeTextDocument: listen(changes),
  };
  const watching = whenSomethingIsSeen(documents, () => state.seen++);
  return {
    state,
    dispose: () => watching.dispose(),
    open: (document) => opens.forEach((listener) => listener(document)),
    type: (document, line, text) => {
      const event = { document, contentChanges: [{ text, range: { start: { line } } }] };
      changes.forEach((listener) => listener(event as unknown as TextDocumentChangeEvent));
    },
  };
}

const block = '-----BEGIN CERTIFICATE-----';

describe('the first certificate or token', () => {
  it.each([block, 'x: SWMTKN-1-a', 'SWMKEY-1-', 'ca.crt: LS0tLS1CRUdJTiBD'])('is seen in what is open: %s', (text) => {
    expect(editor(documentOf('nothing'), documentOf(`# a\n${text}`)).state).toMatchObject({ seen: 1, listeners: 0 });
  });

  it('is seen in what is opened later, once', () => {
    const { open, state } = editor(documentOf('nothing'));
    expect(state.seen).toBe(0);
    open(documentOf('still nothing'));
    open(documentOf(block));
    open(documentOf(block));
    expect(state).toMatchObject({ seen: 1, listeners: 0 });
  });

  it('is seen when it is pasted, and when its last letter is typed', () => {
    const pasted = editor(documentOf(''));
    pasted.type(documentOf(`\n${block}`), 0, `\n${block}`);
    expect(pasted.state.seen).toBe(1);
    const typed = editor(documentOf(''));
    typed.type(documentOf('TOKEN=SWMTKN'), 0, 'N');
    expect(typed.state.seen).toBe(0);
    typed.type(documentOf('TOKEN=SWMTKN-'), 0, '-');
    expect(typed.state.seen).toBe(1);
  });

  it('is not looked for in outputs, where a trace of it would be', () => {
    expect(editor(documentOf(block, 'output')).state.seen).toBe(0);
  });

  it('is no longer looked for when the extension ends', () => {
    const { dispose, open, state } = editor();
    dispose();
    open(documentOf(block));
    expect(state).toMatchObject({ seen: 0, listeners: 0 });
  });
});
