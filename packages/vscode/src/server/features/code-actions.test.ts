import { TextDocument } from 'vscode-languageserver-textdocument';
import { describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver';
import { makeAuthority, makeLeaf, makeRoot, pkcs8Pem } from '../../../../core/src/testing/certificates.ts';
import { clientCommands } from '../../shared/protocol.ts';
import { noon, opened, secret, smallSwarm, token, whole } from '../../testing/documents.ts';
import type { Opened } from '../../testing/documents.ts';
import { codeActions } from './code-actions.ts';

const able = { commands: new Set(Object.values(clientCommands)), createsFiles: true };

function offered({ document, picture }: Opened, only?: readonly string[]): readonly CodeAction[] {
  return codeActions(document, picture, whole(document), { ...able, only });
}

/** The document after an action, by its title. */
function after(all: Opened, title: string): string {
  const action = offered(all).find((each) => each.title === title);
  if (action === undefined)
    throw new Error(
      `it is not offered; there are ${offered(all)
        .map((each) => each.title)
        .join(', ')}`,
    );
  const { uri, text } = all.document;
  return TextDocument.applyEdits(TextDocument.create(uri, '', 1, text), action.edit?.changes?.[uri] ?? []);
}

const titles = (all: Opened): readonly string[] => offered(all).map(({ title }) => title);

/** What is still to be said once an action is done. */
const codes = (text: string): readonly string[] => opened(text).picture.report.findings.map(({ code }) => code);

describe('code actions', async () => {
  const { root, leaf, key } = await smallSwarm();

  it('put a chain in order and leave what stands between where it is', () => {
    const all = opened(`# root\n${root}# leaf\n${leaf}# key\n${key}`);
    expect(after(all, 'Put the chain in order')).toBe(`# root\n${leaf}# leaf\n${root}# key\n${key}`);
    expect(offered(all).filter(({ isPreferred }) => isPreferred)).toHaveLength(1);
    expect(titles(opened(leaf + root))).not.toContain('Put the chain in order');
  });

  it('leave a root out, and a copy', () => {
    expect(after(opened(`${leaf}${root}# end\n`), 'Leave the root out')).toBe(`${leaf}# end\n`);
    expect(after(opened(leaf + root + leaf), 'Remove this copy')).toBe(leaf + root);
  });

  it('write a damaged block anew, as it is laid', () => {
    const lines = leaf.trimEnd().split('\n');
    const broken = [lines[0], lines.slice(1, -1).join(''), lines.at(-1)?.slice(0, -1) ?? ''].join('\n');
    expect(after(opened(`${broken}\n`), 'Write the block anew')).toBe(leaf);
    const yaml = (pem: string): string => `cert: |\n${pem.replaceAll(/^(?=.)/gm, '  ')}`;
    expect(after(opened(yaml(leaf.replace('-----END', '----END'))), 'Write the block anew')).toBe(yaml(leaf));
    expect(
      after(
        opened([lines[0], lines.slice(1, -1).join(''), lines.at(-1), ''].join('\r\n')),
        'Wrap the block after 64 characters',
      ),
    ).toBe(leaf.replaceAll('\n', '\r\n'));
    expect(titles(opened(leaf))).not.toContain('Write the block anew');
    expect(codes(leaf.replace('-----END', '----END'))).toContain('pem-damaged');
  });

  it('drop what follows a certificate in its block', async () => {
    const der = Buffer.from(leaf.replace(/-----.*-----|\n/g, ''), 'base64');
    const more = Buffer.concat([der, Buffer.from('more')])
      .toString('base64')
      .replaceAll(/.{64}/g, '$&\n');
    const text = `-----BEGIN CERTIFICATE-----\n${more}\n-----END CERTIFICATE-----\n`;
    expect(codes(text)).toContain('trailing-data');
    expect(after(opened(text), 'Write the block anew')).toBe(leaf);
  });

  it('mend markers, of a key without a byte of it in the edit', () => {
    const wrong = key.replace('END PRIVATE', 'END RSA PRIVATE');
    expect(after(opened(wrong), 'Mend the BEGIN and END lines')).toBe(key);
    expect(after(opened(leaf.replaceAll('CERTIFICATE', 'PKCS7')), 'Call it CERTIFICATE')).toBe(leaf);
    const sent = JSON.stringify(offered(opened(leaf + wrong + token)));
    for (const line of key.split('\n').slice(1, -2)) expect(sent).not.toContain(line);
    expect(sent).not.toContain(secret);
  });

  it('take the secret out of a token, and then there is nothing more to say', () => {
    const all = opened(`join --token ${token} now`);
    const redacted = after(all, 'Redact the token');
    expect(redacted).toBe(`join --token ${token.replace(secret, 'xxxx')} now`);
    expect(codes(redacted)).toEqual([]);
    expect(titles(opened(redacted))).not.toContain('Redact the token');
    expect(after(opened('k: SWMKEY-1-7c37Cc8654o6p38HnroywCi19pllOnGtbdZEgtKxZu8 '), 'Redact the unlock key')).toBe(
      'k: SWMKEY-1-xxxx ',
    );
  });

  it('put an intermediate behind its leaf that lies in another file', async () => {
    const top = await makeRoot();
    const intermediate = await makeAuthority({ issuer: top, subject: 'between' });
    const node = await makeLeaf(intermediate);
    const all = opened({
      'file:///a/node.pem': node.pem,
      'file:///a/between.pem': intermediate.pem,
      'file:///a/top.pem': top.pem,
    });
    expect(after(all, 'Put its issuer behind it')).toBe(node.pem + intermediate.pem);
  });

  it('split a bundle into new files, where the client makes some, and keys stay out of it', () => {
    const all = opened({ 'file:///a/bundle.pem': leaf + key + root });
    const split = offered(all).find(({ title }) => title === 'Split into 2 files');
    expect(split?.edit?.documentChanges).toMatchObject([
      { kind: 'create', uri: 'file:///a/bundle-1.pem', options: { overwrite: false, ignoreIfExists: false } },
      { textDocument: { uri: 'file:///a/bundle-1.pem' }, edits: [{ newText: leaf }] },
      { kind: 'create', uri: 'file:///a/bundle-2.pem' },
      { textDocument: { uri: 'file:///a/bundle-2.pem' }, edits: [{ newText: root }] },
    ]);
    const { document, picture } = all;
    const unable = codeActions(document, picture, whole(document), { ...able, createsFiles: false });
    expect(unable.map(({ title }) => title)).not.toContain('Split into 2 files');
  });

  it('name commands that the client carries out, and no others', () => {
    const { workspace, document } = opened({ 'file:///a/node.key': key });
    workspace.setFacts('/a/node.key', { mode: 0o644 });
    const picture = workspace.picture(noon);
    const named = (commands: readonly string[]): readonly unknown[] =>
      codeActions(document, picture, whole(document), { commands: new Set(commands), createsFiles: false }).map(
        ({ command }) => command?.command,
      );
    expect(named(Object.values(clientCommands))).toEqual([
      clientCommands.restrictPermissions,
      clientCommands.compareWith,
    ]);
    expect(named([])).toEqual([]);
  });

  it('are those of the kinds that are asked for, where the selection is', () => {
    const all = opened(root + leaf);
    expect(offered(all, ['refactor']).map(({ kind }) => kind)).toEqual([]);
    expect(offered(all, ['quickfix']).map(({ title }) => title)).toEqual([
      'Put the chain in order',
      'Leave the root out',
    ]);
    const nowhere = { start: { line: 999, character: 0 }, end: { line: 999, character: 0 } };
    expect(codeActions(opened('words').document, all.picture, nowhere, able)).toEqual([]);
  });

  it('say nothing of keys that cannot be read', async () => {
    const damaged = pkcs8Pem((await makeRoot()).key).replace(/\n.{30}/, '\n?');
    expect(titles(opened(damaged))).not.toContain('Write the block anew');
  });
});
