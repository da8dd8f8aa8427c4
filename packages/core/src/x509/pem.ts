import { X509Problem } from './problem.ts';

/** One block of a PEM text. */
export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY` … */
  readonly type: string;
  /** The lines `name: value` before the contents, in their order. */
  readonly headers: ReadonlyMap<string, string>;
  readonly der: Uint8Array;
}

/** What {@link decodePem} found. */
export interface PemText {
  readonly blocks: readonly PemBlock[];
  /** Text after the last block, without white space around it. */
  readonly rest: string;
}

const begin = '-----BEGIN ';
const dashes = '-----';
const lineWidth = 64;

/**
 * Finds the PEM blocks of a text as swarm reads its own files: delimiters stand at the beginning of a line, what lies
 * before or between blocks is passed over, and so is a block that is damaged. Linear in the length of the text.
 *
 * @param text PEM, as text or as its bytes
 */
export function decodePem(text: string | Uint8Array): PemText {
  const source = typeof text === 'string' ? text : Buffer.from(text).toString('latin1');
  const blocks: PemBlock[] = [];
  let rest = 0;
  let at = source.startsWith(begin) ? 0 : source.indexOf(`\n${begin}`);
  while (at >= 0) {
    if (source[at] === '\n') at++;
    const found = readBlock(source, at);
    if (found) {
      blocks.push(found.block);
      rest = found.end;
    }
    at = source.indexOf(`\n${begin}`, found ? found.end - 1 : at);
  }
  return { blocks, rest: source.slice(rest).trim() };
}

function readBlock(source: string, start: number): { block: PemBlock; end: number } | undefined {
  const firstLineEnd = source.indexOf('\n', start);
  if (firstLineEnd < 0) return undefined;
  const firstLine = source.slice(start, firstLineEnd).trimEnd();
  if (!firstLine.endsWith(dashes) || firstLine.length < begin.length + dashes.length) return undefined;
  const type = firstLine.slice(begin.length, -dashes.length);

  const headers = new Map<string, string>();
  let body = firstLineEnd + 1;
  for (let lineEnd = source.indexOf('\n', body); lineEnd >= 0; lineEnd = source.indexOf('\n', body)) {
    const colon = source.startsWith(dashes, body) ? -1 : source.slice(body, lineEnd).indexOf(':');
    if (colon < 0) break;
    headers.set(source.slice(body, body + colon).trim(), source.slice(body + colon + 1, lineEnd).trim());
    body = lineEnd + 1;
  }

  // The end is sought up to the next delimiter of any kind: searching the whole text from every block would be quadratic.
  const endLine = source.startsWith(`-----END ${type}${dashes}`, body) ? body - 1 : source.indexOf(`\n${dashes}`, body);
  const ending = `\n-----END ${type}${dashes}`;
  if (endLine < 0 || !source.startsWith(ending, endLine)) return undefined;
  const base64 = source.slice(body, Math.max(body, endLine)).replace(/\s+/g, '');
  if (!isBase64(base64)) return undefined;
  const lineEnd = source.indexOf('\n', endLine + ending.length);
  const end = lineEnd < 0 ? source.length : lineEnd + 1;
  if (source.slice(endLine + ending.length, end).trim() !== '') return undefined;
  return { block: { type, headers, der: Buffer.from(base64, 'base64') }, end };
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/**
 * Writes one PEM block: headers sorted by name and followed by a blank line, 64 columns, a final newline. `Proc-Type`
 * comes before all others (RFC 1421 §4.6), or OpenSSL does not see that the contents are encrypted.
 *
 * @param type `CERTIFICATE`, `PRIVATE KEY` …
 */
export function encodePem(type: string, der: Uint8Array, headers: ReadonlyMap<string, string> = new Map()): string {
  let text = `${begin}${type}${dashes}\n`;
  for (const name of [...headers.keys()].toSorted(procTypeFirst)) text += `${name}: ${headers.get(name)}\n`;
  if (headers.size > 0) text += '\n';
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.length).toString('base64');
  for (let at = 0; at < base64.length; at += lineWidth) text += `${base64.slice(at, at + lineWidth)}\n`;
  return `${text}-----END ${type}${dashes}\n`;
}

function procTypeFirst(one: string, other: string): number {
  if (one === 'Proc-Type' || other === 'Proc-Type') return one === 'Proc-Type' ? -1 : 1;
  return one < other ? -1 : 1;
}

/**
 * PEM with nothing in it but its blocks: headers and whatever stands between are dropped, the layout is made uniform
 * (docs/protocol.md §10.3). Certificates are compared in this form.
 *
 * @returns PEM, normalised; empty when there is no block
 */
export function normalisePem(text: string | Uint8Array): string {
  return decodePem(text)
    .blocks.map((block) => encodePem(block.type, block.der))
    .join('');
}

/**
 * The single block of a text.
 *
 * @param type the type it must have
 * @throws {X509Problem} `malformed-pem`
 */
export function singlePem(text: string | Uint8Array, type: string): PemBlock {
  const { blocks } = decodePem(text);
  const [block] = blocks;
  if (block === undefined || blocks.length > 1 || block.type !== type) {
    throw new X509Problem('malformed-pem', `found ${describe(blocks)} where one ${type} was wanted`, {
      expected: `one PEM block of type ${type}`,
      next: 'Check that the right file was given.',
    });
  }
  return block;
}

function describe(blocks: readonly PemBlock[]): string {
  return blocks.length === 0 ? 'no PEM block' : blocks.map((block) => block.type.slice(0, 40)).join(', ');
}
