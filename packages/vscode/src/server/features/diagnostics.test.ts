import { describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import { day, noon, opened, pages, secret, smallSwarm, token } from '../../testing/documents.ts';
import type { Opened } from '../../testing/documents.ts';
import { OpenDocument } from '../open-document.ts';
import { Workspace } from '../workspace.ts';
import { diagnostics } from './diagnostics.ts';

function said({ picture, document }: Opened): readonly Diagnostic[] {
  return diagnostics(picture, document.name, pages);
}

function textOf({ document }: Opened, { range }: Diagnostic): string {
  return document.textIn(document.textRange(range));
}

describe('diagnostics', async () => {
  const { root, leaf, key, other } = await smallSwarm();

  it('have the code of the finding, its page, and the BEGIN line of the block', () => {
    const all = opened(`# old\n${leaf}`, noon + 84 * day);
    const [first] = said(all);
    expect(first).toMatchObject({
      code: 'expired',
      severity: 1,
      source: 'swarmpki',
      codeDescription: { href: `${pages}expired.md` },
      message: expect.stringContaining('3 days ago. It can no longer renew itself'),
    });
    expect(first && textOf(all, first)).toBe('-----BEGIN CERTIFICATE-----');
  });

  it('name the other of two that do not match, in its own document', () => {
    const all = opened({ 'file:///a/node.key': key, 'file:///a/node.crt': other });
    expect(said(all)).toMatchObject([
      {
        code: 'key-mismatch',
        relatedInformation: [
          {
            location: { uri: 'file:///a/node.crt', range: { start: { line: 0 } } },
            message: expect.stringMatching(/^swarm root /),
          },
        ],
      },
    ]);
  });

  it('are about the part of a token that is wrong, and say nothing secret', () => {
    const all = opened({ 'file:///a/join.sh': `join ${token}`, 'file:///a/swarm-root-ca.crt': root });
    const byCode = new Map(said(all).map((each) => [each.code, textOf(all, each)]));
    expect(byCode.get('token-of-other-root')).toBe(token.split('-')[2]);
    expect(byCode.get('token-in-text')).toBe(secret);
    expect(JSON.stringify(said(all))).not.toContain(secret);
  });

  it('are about exactly what is damaged', () => {
    const damaged = leaf.replace(/^(.{100})./s, '$1?');
    const all = opened(`a: 1\n${damaged}`);
    expect(said(all).map((each) => [each.code, textOf(all, each)])).toContainEqual(['pem-damaged', '?']);
  });

  it('tell of what need not be there that it need not', () => {
    expect(said(opened(leaf + root)).map(({ code, tags }) => [code, tags])).toEqual([['needless-root', [1]]]);
  });

  it('say where a document was not read to its end', () => {
    const workspace = new Workspace();
    const document = new OpenDocument('untitled:a', `${leaf}${' '.repeat(2000)}${root}`, 1, {
      text: leaf.length,
      block: 1e5,
      finds: 9,
    });
    workspace.open(document);
    expect(diagnostics(workspace.picture(noon), document.name, pages)).toMatchObject([
      { code: 'not-read', range: { start: document.positionAt(leaf.length) } },
    ]);
  });

  it('are bounded, and say so', () => {
    const all = opened('SWMTKN-1-abc-d1\n'.repeat(1_500));
    expect(said(all)).toHaveLength(1_001);
    expect(said(all).at(-1)).toMatchObject({
      code: 'not-told',
      message: '500 more findings in this document are not shown.',
    });
  });

  it('come and go with the warning time that is set', () => {
    const { workspace } = opened('');
    workspace.open(new OpenDocument('untitled:b', leaf));
    workspace.settings = { ...workspace.settings, expiryWarningDays: 0 };
    expect(workspace.picture(noon).findingsIn('untitled:b')).toEqual([]);
  });
});
