import * as fc from 'fast-check';
import { encodePem } from '../../x509/pem.ts';
import { layouts } from './layouts.ts';

/** DER of a SEQUENCE, of which the contents are any bytes. */
export const anyDer: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 130, maxLength: 400 }).map((contents) => {
  const { length } = contents;
  const header = length < 256 ? [0x30, 0x81, length] : [0x30, 0x82, length >> 8, length & 0xff];
  return Uint8Array.from([...header, ...contents]);
});

export const anyLabel = fc.constantFrom('CERTIFICATE', 'EC PRIVATE KEY', 'X509 CRL', 'SOMETHING-ELSE', 'PKCS7');

export const anyLayout = fc.constantFrom(...layouts);

const anyPem = fc.tuple(anyLabel, anyDer).map(([label, der]) => encodePem(label, der));

/** What scanners stumble over, and what else may stand in a file. */
const fragments = [
  '-----BEGIN ',
  '-----BEGIN CERTIFICATE-----',
  '-----END CERTIFICATE-----',
  '-----END ',
  '-BEGIN ',
  '-----',
  '------',
  'BEGIN ',
  'CERTIFICATE',
  '\n',
  '\r\n',
  '\r',
  '\\n',
  '\\\\n',
  '\\',
  '\\/',
  '\\u002b',
  '"',
  "'",
  '`',
  ' ',
  '    ',
  '\t',
  '> ',
  '# ',
  '+',
  '-',
  '=',
  '==',
  ': ',
  'kek-version: 1\n',
  'Proc-Type: 4,ENCRYPTED\n',
  'MIIB',
  'MIGH',
  'LS0tLS1CRUdJTi',
  'QUJD',
  'A'.repeat(64),
  `${'B'.repeat(64)}\n`,
  `  ${'C'.repeat(40)}\n`,
  '1\n',
  'some words of prose\n',
  'NAME=value\n',
  'SWMTKN-',
  'SWMTKN-1-',
  'SWMTKN-1-3pu6hszjas19xyp7ghgosyx9k8atbfcr8p2is99znpy26u2lkl-1awxwuwd3z9j1z3puu7rcgdbx',
  'SWMKEY-1-',
  'SWMKEY-1-7c37Cc8654o6p38HnroywCi19pllOnGtbdZEgtKxZu8',
  '<digest>',
  '…',
  '\u{feff}',
  '\u{a0}',
  'ä',
  '\u{d83d}',
  '\0',
] as const;

const anyFragment = fc.constantFrom(...fragments);

const anyPart: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: anyFragment },
  { weight: 1, arbitrary: fc.string({ maxLength: 30, unit: 'binary' }) },
  { weight: 2, arbitrary: fc.tuple(anyLayout, anyPem).map(([layout, pem]) => layout.lay(pem)) },
  { weight: 1, arbitrary: anyDer.map((der) => Buffer.from(der).toString('base64')) },
  { weight: 1, arbitrary: fc.tuple(anyFragment, fc.nat({ max: 400 })).map(([text, times]) => text.repeat(times)) },
  {
    weight: 1,
    arbitrary: fc.tuple(anyPem, fc.nat(), anyFragment).map(([pem, at, fragment]) => {
      const middle = at % pem.length;
      return pem.slice(0, middle) + fragment + pem.slice(middle);
    }),
  },
);

/** Blocks, tokens, parts of them, and junk, one after the other. */
export const anyText: fc.Arbitrary<string> = fc.array(anyPart, { maxLength: 25 }).map((parts) => parts.join(''));

/** Something that becomes something else in a text: places are taken modulo its length. */
export interface AnyEdit {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

export const anyEdit: fc.Arbitrary<AnyEdit> = fc.record({
  at: fc.nat(),
  length: fc.oneof(fc.constant(0), fc.nat({ max: 3 }), fc.nat({ max: 2000 })),
  text: fc.oneof(fc.constant(''), fc.constantFrom('A', '-', '\n', '?', ' '), anyFragment, anyPart),
});
