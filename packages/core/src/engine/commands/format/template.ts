import { CommandProblem } from '../problem.ts';
import { goJson } from './go-json.ts';

/**
 * What a template can name: texts, numbers and switches, and objects and lists of them. Where something is known to be
 * nothing at all it is `undefined`, like the manager status of a worker.
 */
type Data = unknown;

/**
 * A template, or a piece of one, that is ready to be filled in.
 *
 * @param json the same data as it stands in JSON, where that is something else: Go leaves empty members out of it
 */
export type Template = (data: Data, json?: Data) => string;

const known = 'text, {{.Field.Member}}, {{json .Field}}, {{"text"}}, and {{- -}} to drop white space';

/** No template that a person writes is longer. */
const longest = 64 * 1024;

/**
 * Reads a template in the part of Go's `text/template` that `docker … --format` is mostly used with.
 *
 * @throws {CommandProblem} `bad-template`, also when it is filled in
 */
export function readTemplate(source: string): Template {
  if (source.length > longest) throw badTemplate('the template is too long');
  const pieces: Template[] = [];
  let trimNext = false;
  const literal = (text: string): void => {
    const kept = trimNext ? text.trimStart() : text;
    if (kept !== '') pieces.push(() => kept);
  };
  let rest = source;
  for (let open = rest.indexOf('{{'); open >= 0; open = rest.indexOf('{{')) {
    const action = readAction(rest.slice(open));
    literal(action.trimsBefore ? rest.slice(0, open).trimEnd() : rest.slice(0, open));
    pieces.push(action.piece);
    trimNext = action.trimsAfter;
    rest = rest.slice(open + action.length);
  }
  literal(rest);
  return (data, json) => pieces.map((piece) => piece(data, json)).join('');
}

interface ReadAction {
  readonly piece: Template;
  readonly length: number;
  readonly trimsBefore: boolean;
  readonly trimsAfter: boolean;
}

function readAction(text: string): ReadAction {
  const [whole, before, body, after] =
    /^\{\{(-(?=\s))?((?:"(?:[^"\\\n]|\\.)*"|[^"}]|\}(?!\}))*?)((?<=\s)-)?\}\}/.exec(text) ?? [];
  if (whole === undefined || body === undefined) throw badTemplate('unclosed action');
  return {
    piece: pieceOf(body.trim()),
    length: whole.length,
    trimsBefore: before !== undefined,
    trimsAfter: after !== undefined,
  };
}

function pieceOf(action: string): Template {
  if (action.startsWith('"')) return quoted(action);
  const [, json, path] = /^(json\s+)?((?:\.[\p{L}_][\p{L}\d_]*)+|\.)$/u.exec(action) ?? [];
  if (path === undefined) throw notKnown(action);
  if (json === undefined) return (data) => printed(valueAt(data, path), path);
  return (data, written = data) => goJson(memberOf(written, path) ?? valueAt(data, path));
}

/** @returns `undefined` where nothing stands */
function memberOf(json: Data, path: string): Data {
  let value = json;
  for (const name of namesOf(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, Data>>)[name];
  }
  return value;
}

function namesOf(path: string): readonly string[] {
  return path.split('.').filter((name) => name !== '');
}

function quoted(action: string): Template {
  try {
    const value: unknown = JSON.parse(action);
    if (typeof value === 'string') return () => value;
  } catch {
    // Something stands behind the text, or an escape is none of JSON's.
  }
  throw notKnown(action);
}

function valueAt(data: Data, path: string): Data {
  let value = data;
  for (const name of namesOf(path)) {
    if (value === undefined) throw badTemplate(`at <${path}>: nil pointer evaluating ${name}`);
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
      throw badTemplate(`at <${path}>: can't evaluate field ${name}`, membersOf(value));
    }
    value = (value as Readonly<Record<string, Data>>)[name];
  }
  return value;
}

/** Go prints objects and lists too, in a form of its own that is of no use to anybody. */
function printed(value: Data, path: string): string {
  if (value === undefined || value === null) return '<no value>';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return `${value}`;
  throw badTemplate(`at <${path}>: it is no single value`, `{{json ${path}}}, or a member of it: ${membersOf(value)}`);
}

function membersOf(value: Data): string {
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return names.length === 0 ? 'a field' : names.slice(0, 20).join(', ');
}

function notKnown(action: string): CommandProblem {
  return badTemplate(`swarmpki does not know {{${action}}}`);
}

function badTemplate(why: string, expected = known): CommandProblem {
  return new CommandProblem('bad-template', `template parsing error: ${why}`, { expected });
}
