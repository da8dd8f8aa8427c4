import assert from 'node:assert/strict';
import { DiagnosticSeverity, Range, WorkspaceEdit, commands, env, languages, window, workspace } from 'vscode';
import type {
  CodeAction,
  CodeLens,
  Diagnostic,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  MarkdownString,
  SelectionRange,
  SymbolInformation,
  TextDocument,
  Uri,
} from 'vscode';
import { eventually } from '../../../tools/eventually.ts';
import { token as tokenOfAnother } from '../../../../packages/vscode/src/testing/documents.ts';
import { openFile, placeOf, plainOf } from '../files.ts';

const everything = new Range(0, 0, 10_000, 0);

/** Asks VS Code as another extension would. */
function ask<Result>(what: string, uri: Uri, ...more: readonly unknown[]): Promise<Result> {
  return Promise.resolve(commands.executeCommand<Result>(`vscode.execute${what}Provider`, uri, ...more));
}

async function hoverAt(document: TextDocument, text: string): Promise<string> {
  const hovers = await ask<Hover[]>('Hover', document.uri, placeOf(document, text));
  const contents = hovers.flatMap((hover) => hover.contents) as MarkdownString[];
  for (const each of contents) assert.ok(each.isTrusted !== true && each.supportHtml !== true);
  return plainOf(contents.map(({ value }) => value).join('\n'));
}

/** What VS Code has been told of a document, once it is as wanted. It asks only for those that are in an editor. */
async function diagnosed(document: TextDocument, codes: readonly string[]): Promise<readonly Diagnostic[]> {
  await window.showTextDocument(document);
  return eventually(
    `${codes.join()} in ${document.uri.path}`,
    (note) => {
      const diagnostics = languages.getDiagnostics(document.uri).filter(({ source }) => source === 'swarmpki');
      const found = note(diagnostics.map(codeOf));
      return found.toSorted().join() === codes.toSorted().join() ? diagnostics : undefined;
    },
    { timeoutMs: 10_000 },
  );
}

function codeOf({ code }: Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

async function labelsOf(uri: Uri): Promise<readonly string[]> {
  const hints = await ask<InlayHint[]>('InlayHint', uri, everything);
  return hints.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
}

describe('a text with certificates', () => {
  it('has a hover that says what a block is, and trusts nothing in it', async () => {
    const document = await openFile('node/certificates/swarm-node.crt');
    const text = await hoverAt(document, '-----BEGIN');
    assert.match(text, /certificate of a swarm manager/);
    assert.match(text, /69 days left|70 days left/);
  });

  it('has a hint behind each BEGIN line', async () => {
    const { uri } = await openFile('chain-out-of-order.pem');
    const labels = await labelsOf(uri);
    assert.equal(labels.length, 3);
    assert.match(labels[1] ?? '', /^swarm root [\da-f]{8} · 19 years left$/);
    for (const label of labels) assert.ok(label.length <= 43, label);
  });

  it('has lenses that open what the server writes, and copy a fingerprint', async () => {
    const { uri } = await openFile('node/certificates/swarm-node.crt');
    const lenses = await ask<CodeLens[]>('CodeLens', uri);
    assert.deepEqual(
      lenses.map(({ command }) => command?.title),
      ['Verify', 'Show chain', 'Decode', 'Copy fingerprint'],
    );
    const run = (title: string): Thenable<unknown> => {
      const command = lenses.find((lens) => lens.command?.title === title)?.command;
      return commands.executeCommand(command?.command ?? '', ...((command?.arguments ?? []) as unknown[]));
    };
    await run('Verify');
    assert.match(window.activeTextEditor?.document.getText() ?? '', /trusted/i);
    await run('Decode');
    assert.match(window.activeTextEditor?.document.getText() ?? '', /Signature Algorithm: ecdsa-with-SHA256/);
    await run('Copy fingerprint');
    assert.match(await env.clipboard.readText(), /^[\da-f]{64}$/);
  });

  it('is told what is wrong with it, where, and where to read of it', async () => {
    const diagnostics = await diagnosed(await openFile('expired.pem'), ['expired', 'issuer-other-key']);
    const diagnostic = diagnostics.find((each) => codeOf(each) === 'expired');
    assert.equal(diagnostic?.severity, DiagnosticSeverity.Error);
    assert.equal(diagnostic.range.start.line, 0);
    assert.equal(diagnostic.range.end.line, 0);
    const page = typeof diagnostic.code === 'object' ? diagnostic.code.target : undefined;
    assert.match((await workspace.openTextDocument(page?.fsPath ?? '')).getText(), /^# /);
  });

  it('has an outline, folds, and widens a selection block by block', async () => {
    const document = await openFile('chain-out-of-order.pem');
    const symbols = await ask<DocumentSymbol[]>('DocumentSymbol', document.uri);
    assert.deepEqual(
      symbols.map(({ name }) => name.replace(/[\da-f]{8}$/, '…')),
      ['intermediate', 'swarm root …', 'worker regi…'],
    );
    const folds = await ask<FoldingRange[]>('FoldingRange', document.uri);
    assert.equal(folds.length, 3);
    const [selection] = await ask<SelectionRange[]>('SelectionRange', document.uri, [document.positionAt(100)]);
    let widest = selection;
    while (widest?.parent !== undefined) widest = widest.parent;
    assert.ok((selection?.range.end.line ?? 0) < (widest?.range.end.line ?? 0));
  });

  it('leads to who issued a certificate, and what one has issued', async () => {
    const document = await openFile('node/certificates/swarm-node.crt');
    const issuers = await eventually('the issuer is known', async () => {
      const found = await ask<Location[]>('Definition', document.uri, placeOf(document, '-----BEGIN'));
      return found.length > 0 ? found : undefined;
    });
    assert.ok(issuers.some(({ uri }) => uri.path.endsWith('/swarm-root-ca.crt')));
    const known = await commands.executeCommand<SymbolInformation[]>(
      'vscode.executeWorkspaceSymbolProvider',
      'swarm root',
    );
    assert.ok(known.some(({ location }) => location.uri.path.endsWith('/swarm-root-ca.crt')));
  });

  it('is repaired by an action, and then nothing is wrong with its order', async () => {
    const document = await openFile('chain-out-of-order.pem');
    await diagnosed(document, ['chain-out-of-order', 'needless-root']);
    const actions = await ask<CodeAction[]>('CodeAction', document.uri, everything);
    const repair = actions.find(({ title }) => title === 'Put the chain in order');
    assert.ok(repair?.edit !== undefined);
    assert.ok(await workspace.applyEdit(repair.edit));
    await diagnosed(document, ['needless-root']);
    assert.match((await labelsOf(document.uri))[0] ?? '', /^worker regi…/);
    await commands.executeCommand('undo');
  });

  it('is shown as settings say, at once', async () => {
    const { uri } = await openFile('overdue.pem');
    const settings = workspace.getConfiguration('swarmpki');
    assert.equal((await labelsOf(uri)).length, 1);
    await settings.update('inlayHints', false, true);
    await eventually('there are no hints', async () => ((await labelsOf(uri)).length === 0 ? true : undefined));
    await settings.update('inlayHints', undefined, true);
    await eventually('hints are back', async () => ((await labelsOf(uri)).length === 1 ? true : undefined));
  });
});

describe('a text with a join token', () => {
  it('is understood in a compose file, whatever VS Code calls its language; the secret is in no answer', async () => {
    const document = await openFile('compose.yaml');
    const [, token = '', secret = ''] = /(SWMTKN-1-\w+-(\w+))/.exec(document.getText()) ?? [];
    const text = await hoverAt(document, secret);
    assert.match(text, /whoever has it can join/);
    assert.ok(!text.includes(secret));
    const actions = await ask<CodeAction[]>(
      'CodeAction',
      document.uri,
      new Range(placeOf(document, token), placeOf(document, secret)),
    );
    const redact = actions.find(({ title }) => title === 'Redact the token');
    assert.ok(redact?.edit !== undefined);
    assert.ok(!JSON.stringify(redact.edit).includes(secret));
  });

  it('of another root is said to be so, at the part that names the root, and nothing of its secret', async () => {
    const document = await openFile('compose.yaml');
    await diagnosed(document, ['token-in-text']);
    const [, digest = '', secret = ''] = /SWMTKN-1-(\w+)-(\w+)/.exec(document.getText()) ?? [];
    const [, strange = ''] = /SWMTKN-1-(\w+)-/.exec(tokenOfAnother) ?? [];
    const place = placeOf(document, digest);
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(place, place.translate(0, digest.length)), strange);
    assert.ok(await workspace.applyEdit(edit));
    const diagnostics = await diagnosed(document, ['token-in-text', 'token-of-other-root']);
    const ofRoot = diagnostics.find((each) => codeOf(each) === 'token-of-other-root');
    assert.equal(ofRoot && document.getText(ofRoot.range), strange);
    for (const { message } of diagnostics) assert.ok(!message.includes(secret));
    await commands.executeCommand('undo');
    await diagnosed(document, ['token-in-text']);
  });
});
