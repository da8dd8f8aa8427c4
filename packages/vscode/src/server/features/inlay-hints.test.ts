import { describe, expect, it } from 'vitest';
import { makeAuthority } from '../../../../core/src/testing/certificates.ts';
import { day, noon, opened, smallSwarm, token, whole } from '../../testing/documents.ts';
import { inlayHints } from './inlay-hints.ts';

const labels = (text: string, now = noon): readonly unknown[] => {
  const { document } = opened(text);
  return inlayHints(document, whole(document), now).map(({ label }) => label);
};

describe('inlay hints', async () => {
  const { root, leaf, key } = await smallSwarm();

  it('say behind the BEGIN line what it is, and how long it lasts', () => {
    const { document } = opened(`${root}${leaf}`);
    const [first, second] = inlayHints(document, whole(document), noon);
    expect(first?.label).toMatch(/^swarm root [\da-f]{8} · 19 years left$/);
    expect(second).toMatchObject({ label: 'worker k2f0… · 81 days left', position: { character: 27 } });
  });

  it('change as time passes', () => {
    expect(labels(leaf, noon + day)).toEqual(['worker k2f0… · 80 days left']);
    expect(labels(leaf, noon + 80 * day + 1)).toEqual(['worker k2f0… · 23 hours left']);
    expect(labels(leaf, noon + 84 * day)).toEqual(['worker k2f0… · expired 3 days ago']);
    expect(labels(leaf, noon - 12 * day)).toEqual(['worker k2f0… · valid in 3 days']);
  });

  it('are never longer than VS Code shows, and show nothing that steers', async () => {
    const subject = `\u{202e}[x](command:evil)${'長'.repeat(300)}`;
    const { pem } = await makeAuthority({ subject });
    const [label] = labels(pem);
    expect(Array.from(String(label)).length).toBeLessThanOrEqual(43);
    expect(label).toMatch(/left$/);
    expect(label).not.toContain('\u{202e}');
  });

  it('tell of a key whose it is and nothing that is in it, and nothing of tokens', () => {
    expect(labels(key)[0]).toMatch(/^private key [\da-f]{8}$/);
    expect(labels(token)).toEqual([]);
  });

  it('stand behind values in base64 as well', () => {
    expect(labels(`data:\n  ca.crt: ${Buffer.from(leaf + root).toString('base64')}\n`)).toHaveLength(2);
    expect(labels(`{"cert": ${JSON.stringify(leaf)}}`)).toEqual(['worker k2f0… · 81 days left']);
  });
});
