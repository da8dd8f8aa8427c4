import { DerReader, Tag } from '../../../x509/der-reader.ts';
import { attempt, hexOf } from '../../decode/elements.ts';
import type { AlgorithmDescription, BitsDescription, PssDescription } from '../../decode/parts.ts';
import { hexLines, hexNumber, labeledNumber, longName } from './text.ts';

/** The name of an algorithm, and for RSASSA-PSS its parameters. */
export function algorithmLines({ oid, pss }: AlgorithmDescription, indent: string): readonly string[] {
  const line = `${indent}Signature Algorithm: ${longName(oid)}`;
  return isPss(oid) ? [line, ...pssLines(pss)] : [line];
}

function isPss(oid: string): boolean {
  return oid === '1.2.840.113549.1.1.10';
}

function pssLines(pss: PssDescription | undefined): readonly string[] {
  const indent = ' '.repeat(8);
  if (pss === undefined) return [`${indent}(INVALID PSS PARAMETERS)`];
  const { hash, maskGeneration, maskHash, saltLength, trailerField, defaults } = pss;
  return [
    `Hash Algorithm: ${defaults.includes('hash') ? 'sha1 (default)' : longName(hash.oid)}`,
    `Mask Algorithm: ${defaults.includes('maskGeneration') ? 'mgf1 with sha1 (default)' : `${longName(maskGeneration.oid)} with ${longName(maskHash.oid)}`}`,
    ` Salt Length: 0x${defaults.includes('saltLength') ? '14 (default)' : hexNumber(saltLength)}`,
    `Trailer Field: 0x${defaults.includes('trailerField') ? '01 (default)' : hexNumber(trailerField)}`,
  ].map((line) => indent + line);
}

const dsaSignatures: ReadonlySet<string> = new Set([
  '1.2.840.10040.4.3',
  '2.16.840.1.101.3.4.3.1',
  '2.16.840.1.101.3.4.3.2',
]);

/** A signature, with what it was made. */
export function signatureLines(algorithm: AlgorithmDescription, { hex }: BitsDescription): readonly string[] {
  const title = [`    Signature Algorithm: ${longName(algorithm.oid)}`, '    Signature Value:'];
  const numbers = dsaSignatures.has(algorithm.oid) ? dsaNumbers(hex) : undefined;
  if (numbers) {
    const [r, s] = numbers;
    return [...title, ...labeledNumber('r:   ', r, ' '.repeat(8)), ...labeledNumber('s:   ', s, ' '.repeat(8))];
  }
  const parameters = isPss(algorithm.oid) ? pssLines(algorithm.pss) : [];
  return [...title, ...parameters, ...hexLines(hex, ' '.repeat(8), 18)];
}

/** The two numbers that a signature of DSA is; as OpenSSL, whatever follows them. */
function dsaNumbers(hex: string): readonly [string, string] | undefined {
  const result = attempt(() => {
    const numbers = new DerReader(Buffer.from(hex, 'hex')).enter(Tag.sequence, 'signature');
    const [r, s] = [numbers.contents(Tag.integer, 'r'), numbers.contents(Tag.integer, 's')];
    return [hexOf(r), hexOf(s)] as const;
  });
  return 'read' in result ? result.read : undefined;
}
