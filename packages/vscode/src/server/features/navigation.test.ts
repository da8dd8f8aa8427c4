import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formatJoinToken } from '../../../../core/src/token/join-token.ts';
import { certificatesIn } from '@swarmpki/core/verify';
import { opened, smallSwarm } from '../../testing/documents.ts';
import { definition, references } from './navigation.ts';
import { workspaceSymbols } from './workspace-symbols.ts';

describe('from one to another', async () => {
  const { root, leaf, key } = await smallSwarm();
  const token = formatJoinToken(
    hash('sha256', root, 'buffer'),
    Uint8Array.from({ length: 16 }, (_, index) => index * 15 + 3),
  );
  const all = opened({
    'file:///n/swarm-node.crt': leaf,
    'file:///n/swarm-root-ca.crt': root,
    'file:///n/swarm-node.key': key,
    'untitled:note': `${token}\n`,
  });
  const { picture, documents } = all;
  const [crt, ca, keyFile, note] = documents;
  const start = { line: 0, character: 0 };

  it.each([
    ['a certificate', 'its issuer', crt, 'file:///n/swarm-root-ca.crt'],
    ['a key', 'its certificate', keyFile, 'file:///n/swarm-node.crt'],
    ['a token', 'its root', note, 'file:///n/swarm-root-ca.crt'],
    ['a root', 'itself', ca, 'file:///n/swarm-root-ca.crt'],
  ])('leads from %s to %s', (_from, _to, document, uri) => {
    expect(document && definition(document, picture, start)).toMatchObject([{ uri, range: { start } }]);
  });

  it('leads from a root to what it has issued and to its tokens, from a certificate to its key', () => {
    const uris = (document: typeof ca): readonly unknown[] =>
      document === undefined ? [] : references(document, picture, start).map(({ uri }) => uri);
    expect(uris(ca)).toEqual(['file:///n/swarm-node.crt', 'untitled:note']);
    expect(uris(crt)).toEqual(['file:///n/swarm-node.key']);
  });

  it('finds by name, and by fingerprint with colons or without', () => {
    const names = (query: string): readonly string[] =>
      workspaceSymbols(picture, query).map(({ location }) => location.uri);
    expect(names('k2f0')).toEqual(['file:///n/swarm-node.crt']);
    expect(names('')).toHaveLength(4);
    expect(names('nobody')).toEqual([]);
    const [certificate] = certificatesIn(Buffer.from(leaf), 'leaf');
    const digest = hash('sha256', certificate?.der ?? '', 'hex');
    const colons = digest.replaceAll(/..(?=.)/g, '$&:').toUpperCase();
    expect(names(colons)).toEqual(['file:///n/swarm-node.crt']);
    expect(names(digest.slice(0, 8))).toEqual(['file:///n/swarm-node.crt']);
    // Three digits are too few; with a colon among them they are in no name either.
    expect(names(colons.slice(0, 4))).toEqual([]);
  });
});
