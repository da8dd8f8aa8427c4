import { badValue } from '../problem.ts';

/**
 * The first record of a CSV text, as Go's `encoding/csv` reads it: fields in quotes may hold commas, line breaks, and
 * quotes written twice.
 *
 * @throws {CommandProblem} `bad-value`; `EOF` when there is no record
 */
export function readCsvRecord(text: string): readonly string[] {
  const record = text.replace(/^(\r?\n)+/, '');
  if (record === '') throw badValue('EOF', 'fields with commas between them');
  const fields: string[] = [];
  for (let at = 0; ;) {
    const [raw, field] = record[at] === '"' ? quotedField(record, at) : bareField(record, at);
    fields.push(field);
    at += raw.length;
    if (record[at] !== ',') return fields;
    at++;
  }
}

function bareField(record: string, at: number): readonly [raw: string, field: string] {
  const [raw = ''] = /^[^,\r\n]*/.exec(record.slice(at)) ?? [];
  const quote = raw.indexOf('"');
  if (quote >= 0) throw badValue(`parse error on line 1, column ${at + quote + 1}: bare " in non-quoted field`);
  return [raw, raw];
}

function quotedField(record: string, at: number): readonly [raw: string, field: string] {
  const [raw, inner] = /^"((?:[^"]|"")*)"/.exec(record.slice(at)) ?? [];
  const next = record[at + (raw?.length ?? 0)] ?? ',';
  if (raw === undefined || inner === undefined || !',\r\n'.includes(next)) {
    throw badValue(
      `parse error on line 1, column ${at + (raw?.length ?? record.length)}: extraneous or missing " in quoted-field`,
    );
  }
  return [raw, inner.replaceAll('""', '"')];
}
