import { reasonOf } from '../../problem.ts';
import { readBasicConstraints } from '../../x509/extensions.ts';
import type { Extension } from '../../x509/extensions.ts';
import { DerReader } from '../../x509/der-reader.ts';
import type { NameAttribute } from '../../x509/name.ts';
import { Oid } from '../../x509/oid.ts';
import { Refusal } from './refusal.ts';

/** A request to sign, as far as our server heeds it. */
export interface ReadRequest {
  /** PEM, unread. */
  readonly csr: string;
  /** `undefined` for null: then the names are those of the CSR. */
  readonly hosts: readonly string[] | undefined;
  /** In the order in which Go writes a Name. */
  readonly subject: readonly NameAttribute[];
  readonly profile: string;
  readonly extensions: readonly Extension[];
}

/** So many names, hosts and extensions at most, each. */
const mostEntries = 100;

/**
 * Reads a request to sign (docs/protocol.md §9.2). Keys that are not known are passed over: engines send different ones.
 *
 * @param body JSON
 * @throws {Refusal}
 */
export function readSigningRequest(body: string): ReadRequest {
  const request = objectIn(parse(body), 'sign request');
  const { subject } = request;
  if (isAbsent(subject)) {
    throw new Refusal('badRequest', 'sign request must contain a subject field');
  }
  const { hosts } = request;
  const extensions = listIn(request['extensions'], 'extensions').map(readExtension);
  if (extensions.length > 1) throw violation();
  return {
    csr: textIn(request['certificate_request'], 'certificate_request'),
    hosts: isAbsent(hosts) ? undefined : listIn(hosts, 'hosts').map((host) => textIn(host, 'hosts')),
    subject: readSubject(objectIn(subject, 'subject')),
    profile: textIn(request['profile'], 'profile'),
    extensions,
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw undecodable(reasonOf(cause), cause);
  }
}

/** Types of a Name in Go's order, by their keys. */
const columns = [
  ['C', Oid.country],
  ['O', Oid.organization],
  ['OU', Oid.organizationalUnit],
  ['L', Oid.locality],
  ['ST', Oid.province],
] as const;

function readSubject(subject: Readonly<Record<string, unknown>>): readonly NameAttribute[] {
  const entries = listIn(subject['names'], 'names').map((entry) => objectIn(entry, 'names'));
  const attributes = [
    ...columns.flatMap(([key, type]) => entries.map((entry) => ({ type, value: textIn(entry[key], key) }))),
    { type: Oid.serialNumber, value: textIn(subject['SerialNumber'], 'SerialNumber') },
    { type: Oid.commonName, value: textIn(subject['CN'], 'CN') },
  ];
  return attributes.filter(({ value }) => value !== '');
}

/** The one extension that may be asked for is the basicConstraints of a CA. */
function readExtension(entry: unknown): Extension {
  const extension = objectIn(entry, 'extensions');
  const oid = textIn(extension['id'], 'id');
  const hex = textIn(extension['value'], 'value');
  if (oid !== Oid.basicConstraints || !/^([\da-f]{2})+$/i.test(hex)) throw violation();
  const value = Buffer.from(hex, 'hex');
  if (!isForCa(value)) throw violation();
  return { oid, critical: extension['critical'] === true, value };
}

function isForCa(basicConstraints: Uint8Array): boolean {
  try {
    return readBasicConstraints(new DerReader(basicConstraints))?.ca ?? false;
  } catch (cause) {
    throw violation(cause);
  }
}

function violation(cause?: unknown): Refusal {
  return new Refusal(
    'policyViolation',
    'Policy violation request: the only extension is the basicConstraints of a CA',
    {
      cause,
    },
  );
}

/** Go takes null for what is missing. */
function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function objectIn(value: unknown, what: string): Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject) throw undecodable(`${what} is no object`);
  return value as Readonly<Record<string, unknown>>;
}

/** A string; what is missing is empty. */
function textIn(value: unknown, what: string): string {
  if (isAbsent(value)) return '';
  if (typeof value !== 'string') throw undecodable(`${what} is no string`);
  return value;
}

function listIn(value: unknown, what: string): readonly unknown[] {
  if (isAbsent(value)) return [];
  if (!Array.isArray(value)) throw undecodable(`${what} is no list`);
  if (value.length > mostEntries) throw undecodable(`${what} has more than ${mostEntries} entries`);
  return value;
}

function undecodable(reason: string, cause?: unknown): Refusal {
  return new Refusal('json', `unable to decode sign request: ${reason}`, { cause });
}
