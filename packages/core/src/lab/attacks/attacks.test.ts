import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { attacks } from './index.ts';
import { bytesShown, firstDifference } from './words.ts';

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8');

describe('attacks', () => {
  it('have ids and titles of their own', () => {
    expect(attacks).toHaveLength(20);
    expect(new Set(attacks.map(({ id }) => id)).size).toBe(attacks.length);
    expect(new Set(attacks.map(({ title }) => title)).size).toBe(attacks.length);
    for (const { id, title } of attacks) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(title.length, title).toBeLessThanOrEqual(24);
    }
  });

  it.each(attacks)('$id: of its answers one is right for either outcome, and one for none', ({ answers }) => {
    expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(['neither', 'refused', 'succeeded']);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(3);
  });

  it.each(attacks)('$id: what refuses it stands where it says, in the program and in the protocol', async (attack) => {
    const { code, paragraph } = attack.defence;
    expect(await read('../../../../../docs/protocol.md')).toMatch(
      new RegExp(`^##+ ${paragraph.replace('.', String.raw`\.`)}[. ]`, 'm'),
    );
    if (code === '') return;
    const [file = '', name = ''] = code.split(' ');
    expect(await read(`../../${file}`)).toMatch(new RegExp(String.raw`\b${name}\b`));
  });

  it.each(attacks)('$id: its texts are sentences', ({ situation, question, short, long }) => {
    for (const text of [situation, short, ...long]) expect(text).toMatch(/^[A-Z“].*[.]$/s);
    expect(question).toMatch(/\?$/);
    expect(long.length).toBeGreaterThan(0);
  });
});

describe('digests', () => {
  it('are shown in part, and compared byte by byte', () => {
    expect(bytesShown('00112233445566778899aabbccddeeff0011')).toBe('0011 2233 4455 6677 8899 aabb ccdd eeff …');
    expect(firstDifference('0011ff', '0011fe')).toBe('first at byte 3 of 3');
    expect(firstDifference('ab', 'ab')).toBe('nowhere');
  });
});
