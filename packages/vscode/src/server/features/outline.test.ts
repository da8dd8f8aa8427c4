import { describe, expect, it } from 'vitest';
import type { SelectionRange } from 'vscode-languageserver';
import { day, noon, opened, placeOf, secret, smallSwarm, token, whole } from '../../testing/documents.ts';
import { foldingRanges } from './folding.ts';
import { selectionRanges } from './selection-ranges.ts';
import { semanticTokens } from './semantic-tokens.ts';
import { documentSymbols, flatSymbols } from './symbols.ts';

describe('the outline of a document', async () => {
  const { root, leaf, key } = await smallSwarm();
  const text = `# a bundle\n${leaf}${root}${key}\nTOKEN=${token}\n`;

  it('lists what stands in it, and how long that lasts', () => {
    const { document } = opened(text);
    expect(
      documentSymbols(document, noon).map(({ name, detail }) => [name.replace(/[\da-f]{8}/, 'KEY'), detail]),
    ).toEqual([
      ['worker k2f0…', '81 days left'],
      ['swarm root KEY', '19 years left'],
      ['private key KEY', ''],
      ['join token', ''],
    ]);
    expect(flatSymbols(document, noon)[0]).toMatchObject({
      name: 'worker k2f0… · 81 days left',
      location: { uri: 'untitled:a' },
    });
    expect(JSON.stringify(documentSymbols(document, noon))).not.toContain(secret);
  });

  it('lays what one value holds below its first', () => {
    const { document } = opened(`ca: ${Buffer.from(leaf + root).toString('base64')}`);
    const symbols = documentSymbols(document, noon);
    expect(symbols).toHaveLength(2);
    expect(foldingRanges(document)).toEqual([]);
  });

  it('folds each block', () => {
    const { document } = opened(text);
    const lines = (pem: string): number => pem.trimEnd().split('\n').length;
    expect(foldingRanges(document).map(({ startLine, endLine }) => endLine - startLine + 1)).toEqual(
      [leaf, root, key].map(lines),
    );
    expect(foldingRanges(document)[0]).toMatchObject({ startLine: 1, kind: 'region' });
  });

  it('grows a selection from a line to the body, the block, the bundle and the document', () => {
    const { document } = opened(text);
    const [selection] = selectionRanges(document, [placeOf(document, leaf, 70)]);
    const texts: string[] = [];
    for (let each: SelectionRange | undefined = selection; each !== undefined; each = each.parent) {
      texts.push(document.textIn(document.textRange(each.range)));
    }
    const [, line = ''] = leaf.split('\n');
    expect(texts.map((each) => each.trim())).toEqual(
      [
        line,
        leaf.trimEnd().split('\n').slice(1, -1).join('\n'),
        leaf.trim(),
        (leaf + root + key + '\n').trim(),
        text.trim(),
      ].map((each, at) => (at === 3 ? expect.stringContaining(root.trim()) : each)),
    );
    expect(selectionRanges(document, [{ line: 0, character: 1 }])[0]?.parent?.range).toEqual(whole(document));
  });

  it('colours markers and the parts of tokens, and strikes out what has expired', () => {
    const { document } = opened(`${leaf}${token}\n`);
    const { data } = semanticTokens(document, undefined, noon + 90 * day);
    const tokens = Array.from({ length: data.length / 5 }, (_, at) => data.slice(5 * at, 5 * at + 5));
    expect(tokens.map(([, , length, type, modifier]) => [length, type, modifier])).toEqual([
      [27, 0, 1],
      [25, 0, 1],
      [1, 1, 0],
      [50, 2, 0],
      [25, 3, 0],
    ]);
    expect(
      semanticTokens(document, { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } }, noon).data,
    ).toHaveLength(10);
  });
});
