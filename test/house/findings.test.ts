import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { doctorCatalogue, ownCatalogue } from '../../packages/core/src/doctor/catalogue.ts';
import type { DoctorCode } from '../../packages/core/src/doctor/catalogue.ts';
import { findingCodes as codesOfFiles } from '../../packages/core/src/inspect/findings/catalogue.ts';
import type { CatalogueEntry } from '../../packages/core/src/inspect/findings/catalogue.ts';

const docs = new URL('../../docs/findings/', import.meta.url);
const rooms = ['inspect', 'doctor'].map((room) => new URL(`../../packages/core/src/${room}/`, import.meta.url));

const page = (code: string): string => readFileSync(new URL(`${code}.md`, docs), 'utf8');
const entries: Readonly<Record<DoctorCode, CatalogueEntry>> = doctorCatalogue;
const findingCodes = [...codesOfFiles, ...Object.keys(ownCatalogue)] as readonly DoctorCode[];

describe('the findings', () => {
  it('have a page each, and each page its finding', () => {
    const pages = readdirSync(docs).filter((name) => name !== 'README.md');
    expect(pages.toSorted()).toEqual(findingCodes.map((code) => `${code}.md`).toSorted());
  });

  it.each(findingCodes)('are explained: %s', (code) => {
    const text = page(code);
    const { title, severity, meaning } = entries[code];
    expect(text).toMatch(
      new RegExp(`^# ${title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\n\n\`${code}\` · ${severity}`),
    );
    expect(text.replaceAll(/\s+/g, ' ')).toContain(meaning);
    for (const heading of ['How to see it', 'Why it happens', 'How to mend it', 'What it is not']) {
      expect(text).toContain(`\n## ${heading}\n`);
    }
  });

  it('are each made by a test', () => {
    const tests = rooms
      .flatMap((room) =>
        readdirSync(room, { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.test.ts'))
          .map((name) => readFileSync(new URL(name, room), 'utf8')),
      )
      .join('\n');
    expect(
      findingCodes.filter(
        (code) => !new RegExp(`\\b(error|warning|information|hint) ${code}[ ']|'${code}[ ']`).test(tests),
      ),
    ).toEqual([]);
  });

  it('answer what users have met: every row of the table names its codes, and every code its rows', () => {
    const rows = [...readFileSync(new URL('README.md', docs), 'utf8').matchAll(/^\| (\d+) +\|[^|]*\|([^|]*)\|/gm)];
    expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 26 }, (_, at) => at + 1));
    const told = rows.flatMap(([, number = '', codes = '']) =>
      [...codes.matchAll(/\[`([a-z-]+)`\]/g)].map(([, code = '']) => `${number} ${code}`),
    );
    const known = findingCodes.flatMap((code) => (entries[code].rows ?? []).map((row) => `${row} ${code}`));
    expect(told.toSorted()).toEqual(known.toSorted());
  });

  it('are listed in the overview, worst first of each kind', () => {
    const text = readFileSync(new URL('README.md', docs), 'utf8');
    expect(findingCodes.filter((code) => !text.includes(`[\`${code}\`](${code}.md)`))).toEqual([]);
  });
});
