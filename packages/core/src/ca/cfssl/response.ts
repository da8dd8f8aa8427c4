import { reasonOf } from '../../problem.ts';
import { SigningProblem } from '../problem.ts';

/** What a foreign server says is repeated up to this length, in characters. */
const longestQuote = 2_048;

/** An error as cfssl tells it. */
interface CfsslMessage {
  readonly code: number;
  readonly message: string;
}

/**
 * Takes the certificate out of what an external CA answered (docs/protocol.md §9.3). Nothing is looked at but `success`,
 * `result.certificate` and `errors`.
 *
 * @param body the first 256 KiB at most
 * @returns PEM, as it stands there
 * @throws {SigningProblem} `recoverable` for what is no answer of a CA, `failed` for a refusal
 */
export function certificateFrom(status: number, body: string): string {
  if (status !== 200) throw recoverable(`unexpected status code in CSR response: ${status} - ${quote(body)}`);
  const { success, result, errors } = readResponse(body);
  if (!success || result === null || result === undefined) {
    throw final(errors.length > 0 ? `response errors: ${list(errors)}` : 'certificate signing request failed');
  }
  if (!isObject(result)) throw final(`invalid result type: ${goType(result)}`);
  const certificate = result['certificate'];
  if (typeof certificate === 'string') return certificate;
  throw final(`invalid result certificate field type: ${goType(certificate)}`);
}

/** @throws {SigningProblem} `recoverable` for what Go would not take for a response of cfssl */
function readResponse(body: string): {
  readonly success: boolean;
  readonly result: unknown;
  readonly errors: readonly CfsslMessage[];
} {
  let response: unknown;
  try {
    response = JSON.parse(body);
  } catch (cause) {
    throw notJson(quote(reasonOf(cause)), cause);
  }
  if (response === null) return { success: false, result: null, errors: [] };
  if (!isObject(response)) throw notJson(`json: cannot unmarshal ${goType(response)} into a response`);
  const { success = null, result, errors = null } = response;
  if (success !== null && typeof success !== 'boolean') throw notJson('json: success is no boolean');
  if (errors !== null && !(Array.isArray(errors) && errors.every(isObject))) throw notJson('json: errors is no list');
  return { success: success ?? false, result, errors: (errors ?? []).map(readMessage) };
}

function readMessage({ code = 0, message = '' }: Readonly<Record<string, unknown>>): CfsslMessage {
  if (!Number.isInteger(code)) throw notJson('json: an error’s code is no integer');
  if (typeof message !== 'string') throw notJson('json: an error’s message is no string');
  return { code: Number(code), message };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As Go prints a list of them. */
function list(errors: readonly CfsslMessage[]): string {
  return quote(`[${errors.map(({ code, message }) => `{${code} ${message}}`).join(' ')}]`);
}

/** The name of a JSON value's type in Go. */
function goType(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float64';
    default:
      return 'map[string]interface {}';
  }
}

function quote(text: string): string {
  return text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text;
}

/** What may pass by itself: the node's certificate is signed later. */
export function recoverable(message: string, cause?: unknown): SigningProblem {
  return new SigningProblem('recoverable', message, {
    expected: 'an external CA that answers with status 200 and JSON as cfssl does',
    next: 'Check that the external CA runs at its URL; signing is tried again by itself.',
    cause,
  });
}

function notJson(reason: string, cause?: unknown): SigningProblem {
  return recoverable(`unable to parse JSON response: ${reason}`, cause);
}

function final(message: string): SigningProblem {
  return new SigningProblem('failed', message, {
    expected: 'a certificate from the external CA',
    next: 'Look at the log and the configuration of the external CA.',
  });
}
