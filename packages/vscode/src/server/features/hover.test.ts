import { marked } from 'marked';
import { MarkupContent } from 'vscode-languageserver';
import { describe, expect, it } from 'vitest';
import { makeAuthority, makeLeaf, makeRoot } from '../../../../core/src/testing/certificates.ts';
import { day, noon, opened, placeOf, secret, smallSwarm, token } from '../../testing/documents.ts';
import { hostileSubjects } from '../../testing/hostile.ts';
import { hover } from './hover.ts';

const options = { now: noon, markdown: true };

async function hoverOn(text: string | Readonly<Record<string, string>>, on: string, further = 0): Promise<string> {
  const { document, picture } = opened(text);
  const shown = await hover(document, picture, placeOf(document, on, further), options);
  return MarkupContent.is(shown?.contents) ? shown.contents.value : '';
}

/** Tags, with where they lead to, that VS Code's own renderer makes of markdown; it leaves HTML as it is unless told to. */
function tagsIn(markdown: string): readonly string[] {
  const html = marked.parse(markdown, { async: false });
  return [...html.matchAll(/<(\w+)([^>]*)>/g)].map(([, tag = '', rest = '']) => {
    return `${tag} ${/(?:href|src)="([^"]*)"/.exec(rest)?.[1] ?? ''}`.trim();
  });
}

describe('a hover', async () => {
  const { root, leaf, key } = await smallSwarm();

  it('says of a certificate what it is, until when, and who issued it where', async () => {
    const shown = await hoverOn({ 'file:///a/swarm-node.crt': leaf, 'file:///a/swarm-root-ca.crt': root }, 'BEGIN');
    expect(shown).toContain('certificate of a swarm worker');
    expect(shown).toContain('81 days left');
    expect(shown).toMatch(/issuer {4}swarm root [\da-f]{8}, swarm-root-ca\.crt, line 1/);
  });

  it('covers its block, and is nothing elsewhere', async () => {
    const { document, picture } = opened(`words\n${leaf}`);
    expect((await hover(document, picture, { line: 3, character: 5 }, options))?.range).toEqual({
      start: { line: 1, character: 0 },
      end: document.positionAt(document.text.length - 1),
    });
    expect(await hover(document, picture, { line: 0, character: 2 }, options)).toBeNull();
    expect(await hover(document, picture, { line: 9_999, character: 9_999 }, options)).toBeNull();
  });

  it.each([
    ['1-3u', 'The version of a join token', '1'],
    ['3u87', 'The SHA\\-256 of the swarm’s root', '3u87bywrn3xo86tiqf4sgnd5scm4eyqk3lzgtglfjd3kjh7gb8'],
    ['0tey', 'The secret of a join token', secret],
  ])('explains each part of a token: at %s %s', async (on, text, part) => {
    const { document, picture } = opened(`docker swarm join --token ${token} host`);
    const shown = await hover(document, picture, placeOf(document, on), options);
    expect(MarkupContent.is(shown?.contents) && shown.contents.value).toContain(text);
    expect(
      document.textIn(
        document.textRange(shown?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }),
      ),
    ).toBe(part);
    expect(JSON.stringify(shown)).not.toContain(secret);
  });

  it('says of a private key whose it is, and no byte of it', async () => {
    const shown = await hoverOn(leaf + key, 'BEGIN PRIVATE');
    expect(shown).toMatch(/key {7}worker k2f0…, line 1/);
    for (const line of key.split('\n').slice(1, -2)) expect(shown).not.toContain(line);
    const der = Buffer.from(key.replace(/-----.*-----|\n/g, ''), 'base64');
    expect(shown.toLowerCase()).not.toContain(der.subarray(36, 68).toString('hex'));
  });

  it('lets nothing that a certificate says be markdown: no link, command, image, HTML, or end of a block', async () => {
    for (const subject of hostileSubjects) {
      const root2 = await makeRoot();
      const authority = await makeAuthority({ subject, notAfter: noon + day });
      const node = await makeLeaf(root2, { nodeId: subject.slice(0, 60) });
      for (const pem of [authority.pem, node.pem]) {
        const shown = await hoverOn(pem, 'BEGIN');
        expect(shown).toContain('text\n');
        const tags = tagsIn(shown).filter((tag) => !['p', 'pre', 'code', 'strong'].includes(tag));
        expect(tags).toEqual([]);
        expect(tagsIn(shown).filter((tag) => tag === 'code')).toHaveLength(1);
        expect(shown).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
      }
    }
  });

  it('is plain text for a client that shows no markdown', async () => {
    const { document, picture } = opened(leaf);
    const shown = await hover(document, picture, { line: 0, character: 0 }, { ...options, markdown: false });
    expect(shown?.contents).toMatchObject({ kind: 'plaintext', value: expect.not.stringContaining('```') });
  });
});
