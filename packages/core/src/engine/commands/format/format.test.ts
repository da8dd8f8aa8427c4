import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandProblem } from '../problem.ts';
import { goJson } from './go-json.ts';
import { bytesSize, capitalised, goTime } from './go-words.ts';
import { inNaturalOrder } from './natural-order.ts';
import { layOut } from './table.ts';
import { readTemplate } from './template.ts';

const data = { Name: 'a', On: true, Count: 3, Inner: { Text: 'x<y' }, List: ['p'], Nothing: undefined };

describe('a template', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['{{.Name}} {{ .On }}\t{{.Count}}', 'a true\t3'],
    ['{{.Inner.Text}}', 'x<y'],
    ['{{json .Inner}}{{json .List}}{{json .Name}}', '{"Text":"x<y"}["p"]"a"'],
    ['{{json .Nothing}} {{.Nothing}}', 'null <no value>'],
    ['{{"a }} b\\n"}}|', 'a }} b\n|'],
    ['a  {{- .Name -}}  b', 'aab'],
    ['a {{- "x" }} b', 'ax b'],
    ['}} {', '}} {'],
  ])('%j is %j', (source, text) => {
    expect(readTemplate(source)(data)).toBe(text);
  });

  it('writes as JSON what stands in JSON, and else what there is', () => {
    expect(readTemplate('{{json .Inner}}{{json .Name}}')(data, { Inner: {} })).toBe('{}"a"');
  });

  it.each([
    ['{{.Name', 'unclosed action', ''],
    ['{{range .List}}', 'swarmpki does not know {{range .List}}', '{{json .Field}}'],
    ['{{.Name | json}}', 'swarmpki does not know {{.Name | json}}', '{{json .Field}}'],
    ['{{"a" "b"}}', 'swarmpki does not know {{"a" "b"}}', ''],
    ['{{}}', 'swarmpki does not know {{}}', ''],
  ])('refuses %s', (source, message, expected) => {
    expect(() => readTemplate(source)).toThrow(
      expect.objectContaining({
        message: `template parsing error: ${message}`,
        expected: expect.stringContaining(expected),
      }),
    );
  });

  it.each([
    ['{{.Foo}}', "at <.Foo>: can't evaluate field Foo", 'Name, On'],
    ['{{.Name.X}}', "at <.Name.X>: can't evaluate field X", 'a field'],
    ['{{.toString}}', "at <.toString>: can't evaluate field toString", 'Name'],
    ['{{.Nothing.X}}', 'at <.Nothing.X>: nil pointer evaluating X', ''],
    ['{{.Inner}}', 'at <.Inner>: it is no single value', '{{json .Inner}}'],
  ])('refuses to fill in %s', (source, message, expected) => {
    const template = readTemplate(source);
    expect(() => template(data)).toThrow(
      expect.objectContaining({
        message: `template parsing error: ${message}`,
        expected: expect.stringContaining(expected),
      }),
    );
  });

  it('comes to text or to a complaint, whatever is typed', () => {
    const piece = fc.oneof(
      fc.constantFrom('{{', '}}', '-', ' ', '.', '.Name', 'json ', '"', '\\', '{{.Inner.Text}}'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        try {
          expect(readTemplate(pieces.join(''))(data)).toBeTypeOf('string');
        } catch (error) {
          expect(error).toBeInstanceOf(CommandProblem);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes a time that grows with its length alone', () => {
    const many = '{{.Name}}'.repeat(7_000);
    expect(readTemplate(many)(data)).toHaveLength(7_000);
    expect(() => readTemplate(`{{"${'\\"'.repeat(30_000)}`)).toThrow('unclosed action');
    expect(() => readTemplate('{'.repeat(70_000))).toThrow('too long');
  });
});

describe('words and tables', () => {
  it('lay out as Docker’s tabwriter does', () => {
    expect(layOut([['A', 'LONG HEADER', 'B'], ['12345678', 'x', ''], []])).toEqual([
      'A          LONG HEADER   B',
      '12345678   x             ',
      '',
    ]);
  });

  it('sort names as people do', () => {
    const names = ['n10', 'n9', 'n09', 'n', 'm2', 'n9a', 'N1'];
    expect(inNaturalOrder(names, (name) => name)).toEqual(['N1', 'm2', 'n', 'n9', 'n9a', 'n09', 'n10']);
  });

  it.each([
    ['2026-11-24T22:30:00.5Z', '2026-11-24 22:30:00.5 +0000 utc'],
    ['2026-11-24T22:30:00.100Z', '2026-11-24 22:30:00.1 +0000 utc'],
    ['2026-11-24T22:30:00.000000000Z', '2026-11-24 22:30:00 +0000 utc'],
    ['2026-11-24T22:30:10Z', '2026-11-24 22:30:10 +0000 utc'],
    ['lately', 'lately'],
  ])('print the time %s as Go does', (time, text) => {
    expect(goTime(time)).toBe(text);
  });

  it.each([
    [0, '0B'],
    [1023, '1023B'],
    [1024, '1KiB'],
    [25_276_502_016, '23.54GiB'],
  ])('print %d bytes as %s', (bytes, text) => {
    expect(bytesSize(bytes)).toBe(text);
  });

  it('capitalise one letter', () => {
    expect(['', 'x', 'heard FROM'].map(capitalised)).toEqual(['', 'X', 'Heard from']);
  });

  it('escape in JSON what could harm a terminal', () => {
    const harmful = '\u001b[2J\u009b1m\u202e\u{e0001}';
    const json = goJson({ harmful });
    expect(json).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(json)).toEqual({ harmful });
  });
});
