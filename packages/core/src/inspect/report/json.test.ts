import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { crossSignAsDocker, makeLeaf, makeRoot, noon, pkcs8Pem } from '../../testing/certificates.ts';
import { judged } from '../../testing/judged.ts';
import { formatJoinToken } from '../../token/join-token.ts';
import { certificatePem } from '../../x509/certificate.ts';
import { encodePem } from '../../x509/pem.ts';
import { day } from '../../time-words.ts';
import { reportJson } from './json.ts';
import { Lines } from './lines.ts';

const document = readFileSync(new URL('../../../../../docs/inspect.md', import.meta.url), 'utf8');

/** Names of members at any depth; those of facts depend on the code. */
function memberNames(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(memberNames);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === 'facts' ? [name] : [name, ...memberNames(inner)]));
}

describe('a report as JSON', async () => {
  const [old, next] = [await makeRoot(noon - 100 * day), await makeRoot()];
  const leaf = await makeLeaf(next, { role: 'manager' });
  const json = reportJson(
    judged({
      'n/swarm-root-ca.crt': old.pem + old.pem,
      'n/swarm-node.crt': leaf.pem + certificatePem(await crossSignAsDocker(next, old)),
      'n/swarm-node.key': { contents: pkcs8Pem(leaf.key), file: { mode: 0o644, tracked: true } },
      token: formatJoinToken(hash('sha256', old.pem + old.pem, 'buffer'), new Uint8Array(16)),
      'no token': 'SWMTKN-1-1-2-3',
      'x.pem': encodePem('CERTIFICATE', Uint8Array.of(1)),
    }),
    { showSecrets: true },
  );

  it('has no member that is not written down', () => {
    const names = new Set(memberNames(json));
    expect([...names].filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
    expect([...names]).toEqual(expect.arrayContaining(['keyName', 'problem', 'inOrder', 'text', 'der', 'tracked']));
  });

  it('is data that JSON can carry, the same each time', () => {
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });

  it('means items by their index', () => {
    for (const relation of json.relations) {
      for (const name of ['items', 'path', 'issuers', 'order', 'roots']) {
        for (const index of (relation[name] ?? []) as readonly number[])
          expect(json.items[index]?.['index']).toBe(index);
      }
    }
    expect(new Set(json.relations.map(({ kind }) => kind))).toEqual(
      new Set(['same-key', 'same-certificate', 'same-name', 'issued-by', 'chain', 'bundle', 'token-root']),
    );
  });
});

describe('lines', () => {
  const lines = new Lines([{ name: 'a', contents: 'one\ntwo\n\nfour' }]);

  it('are found by halves', () => {
    const at = (offset: number): unknown => Object.values(lines.positionOf('a', offset) ?? {});
    expect([0, 3, 4, 8, 9, 12].map(at)).toEqual([
      [1, 1],
      [1, 4],
      [2, 1],
      [3, 1],
      [4, 1],
      [4, 4],
    ]);
    expect(lines.positionOf('b', 0)).toBeUndefined();
  });
});
