import { describe, expect, it } from 'vitest';
import { encodePem } from '../../x509/pem.ts';
import { layouts } from '../testing/layouts.ts';
import { findInText } from './find-in-text.ts';
import type { DerFind, Find, PemFind, TokenFind, UnlockKeyFind } from './find.ts';

/** A SEQUENCE that needs every character of base64. */
function sequence(length: number): Uint8Array {
  const bytes = Uint8Array.from({ length: length + 4 }, (_, index) => (index * 37 + (index >> 3) * 11) & 0xff);
  bytes.set([0x30, 0x82, length >> 8, length & 0xff]);
  return bytes;
}

const der = sequence(700);
const pem = encodePem('CERTIFICATE', der);
const [first = '', line1 = ''] = pem.split('\n');
const last = '-----END CERTIFICATE-----';
const token = 'SWMTKN-1-3pu6hszjas19xyp7ghgosyx9k8atbfcr8p2is99znpy26u2lkl-1awxwuwd3z9j1z3puu7rcgdbx';
const key = 'SWMKEY-1-7c37Cc8654o6p38HnroywCi19pllOnGtbdZEgtKxZu8';

function pems(text: string): readonly PemFind[] {
  return findInText(text).finds.filter((find) => find.kind === 'pem');
}

function onePem(text: string): PemFind {
  const [find, ...more] = pems(text);
  if (find === undefined || more.length > 0) throw new Error(`there are ${more.length} more`);
  return find;
}

function only<Kind extends Find['kind']>(kind: Kind, text: string): Extract<Find, { kind: Kind }> {
  const [find, ...more] = findInText(text).finds;
  if (find?.kind !== kind || more.length > 0) throw new Error(`found ${find?.kind} and ${more.length} more`);
  return find as Extract<Find, { kind: Kind }>;
}

const bytesOf = (find: PemFind | DerFind): string => Buffer.from(find.der).toString('hex');
const hex = Buffer.from(der).toString('hex');

describe('PEM in any text', () => {
  it.each(layouts)('is found in $name', (layout) => {
    const find = onePem(layout.lay(pem));
    expect(find).toMatchObject({ label: 'CERTIFICATE', damage: [], headers: [] });
    expect(bytesOf(find)).toBe(hex);
  });

  it.each(layouts)('is found with its headers in $name', (layout) => {
    const headers = new Map([
      ['kek-version', '17'],
      ['raft-dek', 'EiBeVqO1cNyiaf0vIxQvPgVPzRjQDP7X6HAHHlApdmlgmg=='],
    ]);
    const find = onePem(layout.lay(encodePem('PRIVATE KEY', der, headers)));
    expect(find.headers.map(({ name, value }) => [name, value])).toEqual([...headers]);
    expect(bytesOf(find)).toBe(hex);
    expect(find.damage).toEqual([]);
  });

  it.each(layouts)('is found twice in $name', (layout) => {
    const other = encodePem('X509 CRL', sequence(640));
    expect(pems(layout.lay(pem + other)).map(({ label, damage }) => [label, damage])).toEqual([
      ['CERTIFICATE', []],
      ['X509 CRL', []],
    ]);
  });

  it('has exact ranges', () => {
    const text = `ca: |\n  ${first}\n  kek-version: 0\n\n  ${line1}\n  ${last}\n`;
    const find = onePem(text);
    const at = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
    expect(at(find.range)).toBe(text.slice(8, -1));
    expect(at(find.begin)).toBe(first);
    expect(find.end && at(find.end)).toBe(last);
    expect(at(find.body)).toBe(`\n  kek-version: 0\n\n  ${line1}\n  `);
    expect(find.headers.map(({ range }) => at(range))).toEqual(['kek-version: 0']);
    expect(find.wrapping).toEqual(['indented']);
  });

  it.each([
    ['indented', (text: string) => text.replace(/^/gm, '  ')],
    ['prefixed', (text: string) => text.replace(/^/gm, '# ')],
    ['escaped', (text: string) => JSON.stringify(text)],
    ['crlf', (text: string) => text.replaceAll('\n', '\r\n')],
    ['cr', (text: string) => text.replaceAll('\n', '\r')],
    ['base64', (text: string) => Buffer.from(text).toString('base64')],
  ] as const)('says how it lies: %s', (wrapping, lay) => {
    expect(onePem(lay(pem.trimEnd())).wrapping).toEqual([wrapping]);
    expect(onePem(pem).wrapping).toEqual([]);
  });

  it('is found where it begins with many escapes', () => {
    const text = `"${first}\\nM${String.raw`\u002B`.repeat(20)}${'A'.repeat(43)}\\n${last}\\n"`;
    expect(onePem(text)).toMatchObject({ damage: [], der: { length: 48 } });
  });

  it('says that all of it is on one line', () => {
    const base64 = Buffer.from(der).toString('base64');
    for (const text of [`${first} ${base64} ${last}`, `${first}${base64}${last}`, `${first}\n${base64}\n${last}`]) {
      expect(onePem(text)).toMatchObject({ wrapping: ['one-line'], damage: [] });
      expect(bytesOf(onePem(text))).toBe(hex);
    }
  });

  it('is found with any label', () => {
    for (const label of [
      'X509 CERTIFICATE',
      'TRUSTED CERTIFICATE',
      'NEW CERTIFICATE REQUEST',
      'OPENSSH PRIVATE KEY',
      'EC PARAMETERS',
      'PKCS7',
      'PKCS #7 SIGNED DATA',
      'X9.42 DH PARAMETERS',
      'certificate',
      'SOMETHING-ELSE',
    ]) {
      expect(onePem(encodePem(label, der))).toMatchObject({ label, damage: [] });
    }
  });

  it('is found when blocks touch', () => {
    const touching = `${pem.trimEnd()}${pem.trimEnd()} ${pem.trimEnd()}\t${pem}`;
    expect(pems(touching).map((find) => [bytesOf(find), find.damage])).toEqual([1, 2, 3, 4].map(() => [hex, []]));
  });

  it('is found in a value of base64, all with the range of the value', () => {
    const value = Buffer.from(pem + pem).toString('base64');
    const text = `a: "${value}"`;
    const range = { start: 4, end: 4 + value.length };
    expect(pems(text)).toMatchObject([1, 2].map(() => ({ range, begin: range, body: range, end: range })));
  });
});

describe('a begin marker is only spoken of', () => {
  it.each([
    ['in a sentence', 'Paste the text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE----- here.'],
    ['in markdown', 'It begins with `-----BEGIN CERTIFICATE-----`.\nThen comes more\n'],
    [
      'at the end of a line of prose',
      'It begins with -----BEGIN CERTIFICATE-----\nand ends with -----END CERTIFICATE-----',
    ],
    [
      'by a program that joins',
      "const pem = '-----BEGIN CERTIFICATE-----\\n' + body +\n  '\\n-----END CERTIFICATE-----'",
    ],
    ['by a program that looks for it', 'if (text.includes("-----BEGIN CERTIFICATE-----")) {\nreturn true;\n}'],
    [
      'by a program, as a constant',
      'const begin = "-----BEGIN CERTIFICATE-----";\nconst end = "-----END CERTIFICATE-----";',
    ],
    ['by a format', 'fmt.Sprintf("-----BEGIN CERTIFICATE-----\\n%s\\n-----END CERTIFICATE-----\\n", body)'],
    ['by a template', '-----BEGIN ${type}-----\n${body}\n-----END ${type}-----'],
    ['by a template of its contents', '-----BEGIN CERTIFICATE-----\n{{ body }}\n-----END CERTIFICATE-----'],
    ['by a regular expression', '/-----BEGIN CERTIFICATE-----[\\s\\S]+?-----END CERTIFICATE-----/g'],
    ['by a regular expression of labels', '/-----BEGIN ([A-Z ]+)-----\n/'],
    ['by documentation with dots', '-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----'],
    ['by documentation with a beginning', '-----BEGIN CERTIFICATE-----\nMIID...\n-----END CERTIFICATE-----'],
    ['by documentation with a name', '-----BEGIN CERTIFICATE-----\n<certificate>\n-----END CERTIFICATE-----'],
    ['by documentation with words', '-----BEGIN CERTIFICATE-----\nyour certificate here\n-----END CERTIFICATE-----'],
    ['in a list', '"-----BEGIN CERTIFICATE-----","-----END CERTIFICATE-----"'],
    [
      'by the armour of PGP',
      '-----BEGIN PGP MESSAGE-----\n\nowEBWwKk/ZANAwAIAeWSTE5QZGV\n=njUN\n-----END PGP MESSAGE-----',
    ],
    ['in another case', '-----begin certificate-----\nMIIB'],
    ['by another name', 'X-BEGIN Y-\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n'],
  ])('%s', (_where, text) => {
    expect(findInText(text).finds).toEqual([]);
  });
});

describe('damage of a block', () => {
  /** Without padding. */
  const unpadded = encodePem('CERTIFICATE', sequence(701));
  const [, , second = ''] = unpadded.split('\n');
  /** Of the lines of a block one is another. */
  const edited = (change: (lines: string[]) => void): string => {
    const lines = unpadded.split('\n');
    change(lines);
    return lines.join('\n');
  };

  it.each([
    ['a character', edited((lines) => (lines[2] = `${second.slice(0, 9)}?${second.slice(10)}`)), 'bad-character', '?'],
    [
      'characters',
      edited((lines) => (lines[2] = `${second.slice(0, 9)}äöü${second.slice(12)}`)),
      'bad-character',
      'äöü',
    ],
    ['a line', edited((lines) => lines.splice(2, 0, '<<<<<<< HEAD')), 'bad-character', '<<<<<<< HEAD'],
    ['the first line', edited((lines) => lines.splice(1, 0, '<<<<<<< HEAD')), 'bad-character', '<<<<<<< HEAD'],
    ['a blank of the web', edited((lines) => (lines[2] = `\u{a0}${second}`)), 'bad-character', '\u{a0}'],
    [
      'another label',
      unpadded.replace(last, '-----END PRIVATE KEY-----'),
      'labels-differ',
      '-----END PRIVATE KEY-----',
    ],
    ['no end', unpadded.replace(last, ''), 'no-end', first],
    ['a text cut short', unpadded.slice(0, 200), 'no-end', first],
    ['a marker cut short', unpadded.trimEnd().slice(0, -2), 'marker', last.slice(0, -2)],
    ['too few dashes', unpadded.replace(last, last.slice(1)), 'marker', last.slice(1)],
    ['too few dashes at the beginning', unpadded.replace(first, first.slice(1)), 'marker', first.slice(1)],
    ['too many dashes', unpadded.replace(first, `${first}-`), 'marker', `${first}-`],
    ['padding too much', unpadded.replace(`\n${last}`, `==\n${last}`), 'bad-padding', '=='],
    [
      'padding within',
      edited((lines) => (lines[2] = `${second.slice(0, 8)}==${second.slice(10)}`)),
      'bad-padding',
      '==',
    ],
    ['one left over', unpadded.replace(`\n${last}`, `A\n${last}`), 'truncated-base64', 'A'],
    ['no contents', `${first}\n${last}\n`, 'empty', `${first}\n${last}`],
    ['a beginning alone', `${first}\n`, 'no-end', first],
    ['no blank line behind headers', unpadded.replace('\n', '\nkek-version: 1\n'), 'bad-header', 'kek-version: 1'],
    ['what is no header', unpadded.replace('\n', '\na: 1\nb 2\n\n'), 'bad-header', 'b 2'],
    [
      'a header too long',
      unpadded.replace('\n', `\na: ${'x'.repeat(8193)}\n\n`),
      'bad-header',
      `a: ${'x'.repeat(8193)}`,
    ],
  ] as const)('%s', (_what, text, code, at) => {
    const [damage] = onePem(text).damage.filter((each) => each.code === code);
    expect(damage && text.slice(damage.range.start, damage.range.end)).toBe(at);
  });
});

describe('join tokens', () => {
  it.each([token, token.replace('-1-', '-2-1-')])('have their parts', (text) => {
    const find: TokenFind = only('join-token', `docker swarm join --token ${text} 10.0.0.1:2377`);
    const at = (range: { start: number; end: number } | undefined): string | undefined =>
      range && `docker swarm join --token ${text} 10.0.0.1:2377`.slice(range.start, range.end);
    expect(find).toMatchObject({ text, placeholder: false });
    expect([at(find.range), at(find.version), at(find.digest), at(find.secret)]).toEqual([
      text,
      text.charAt(7),
      token.split('-')[2],
      token.split('-')[3],
    ]);
  });

  it.each([
    [`TOKEN=${token}\n`],
    [`{"Worker":"${token}"}`],
    [`"join --token ${token}\\n    10.0.0.1"`],
    [`\\n${token}\\n`],
    [`Use ${token}.`],
    [`Use ${token}...`],
    [`<code>${token}</code>`],
    [`\`${token}\`, then`],
    [`--token=${token},x`],
    [`_${token}_`],
  ])('are found in %j', (text) => {
    expect(only('join-token', text)).toMatchObject({ text: token, placeholder: false });
  });

  it.each([
    token.slice(0, -3),
    `${token}x`,
    token.replace('-1-', '-3-'),
    token.replace('-1-', '-2-'),
    token.slice(0, 40),
    token.toUpperCase(),
    `${token}-x1`,
  ])('are found though malformed: %s', (text) => {
    expect(only('join-token', text)).toMatchObject({ text, placeholder: false });
  });

  it.each([
    'SWMTKN-1-<digest>-<secret>',
    'SWMTKN-1-<50 characters>-<25 characters>',
    'SWMTKN-1-xxxx',
    'SWMTKN-1-xxxx-yyyy',
    'SWMTKN-1-…',
    'SWMTKN-1-...',
    'SWMTKN-1-3pu6hszjas19xyp7ghgosyx9k8atb...',
    'SWMTKN-1-${DIGEST}-${SECRET}',
    'SWMTKN-1-$DIGEST-$SECRET',
    'SWMTKN-1-{{ digest }}-{{ secret }}',
    'SWMTKN-1-$(digest)-%s',
    'SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}',
    'SWMTKN-1-\\w+-\\w+',
    'SWMTKN-1-****-****',
    'SWMTKN-1-your-token',
    `SWMTKN-1-${token.split('-')[2]}-xxxxxxxxxxxxxxxxxxxxxxxxx`,
  ])('are told from what stands for one: %s', (text) => {
    expect(only('join-token', `see ${text} there`)).toMatchObject({ text, placeholder: true });
  });

  it.each([
    "startsWith('SWMTKN-')",
    'a token begins with SWMTKN-1-, then',
    '/^SWMTKN-(\\d)-/',
    'SWMTKN',
    '`SWMTKN-2-`',
  ])('are not found where only the prefix is: %s', (text) => {
    expect(findInText(text).finds).toEqual([]);
  });
});

describe('unlock keys', () => {
  it.each([`KEY=${key}\n`, `"${key}\\n"`, `echo ${key} | docker swarm unlock`, `\`${key}\`.`])(
    'are found in %j',
    (text) => {
      const find: UnlockKeyFind = only('unlock-key', text);
      expect(find).toMatchObject({ text: key, placeholder: false });
      expect(find.secret && text.slice(find.secret.start, find.secret.end)).toBe(key.slice(9));
    },
  );

  it('are read without escapes', () => {
    expect(only('unlock-key', String.raw`"SWMKEY-1-7c\/7\u002B"`)).toMatchObject({ text: 'SWMKEY-1-7c/7+' });
  });

  it.each(['SWMKEY-1-<key>', 'SWMKEY-1-xxxx', 'SWMKEY-1-…'])('are told from what stands for one: %s', (text) => {
    expect(only('unlock-key', text)).toMatchObject({ text, placeholder: true });
  });
});

describe('DER in base64', () => {
  const base64 = Buffer.from(der).toString('base64');
  const lines = (width: number): string[] => base64.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];

  it.each([
    ['a value', `caBundle: ${base64}\n`],
    ['JSON', JSON.stringify({ x5c: [base64] })],
    ['JSON with escaped slashes', JSON.stringify(base64).replaceAll('/', String.raw`\/`)],
    ['a value without padding', `a="${base64.replace(/=+$/, '')}"`],
    ['lines', lines(76).join('\n')],
    ['lines that are indented', `a: |\n    ${lines(64).join('\n    ')}\nb: 1`],
    ['lines, escaped', JSON.stringify(lines(64).join('\n'))],
    ['an assignment', `CERT=${base64}`],
  ])('is found in %s', (_where, text) => {
    expect(bytesOf(only('der', text))).toBe(hex);
  });

  it.each([
    ['one byte more', Buffer.concat([der, Buffer.of(1)]).toString('base64')],
    ['three bytes less', Buffer.from(der.subarray(0, -3)).toString('base64')],
    ['more base64 before', `A${base64}`],
    ['a word', 'MIICROSOFT MINUTES MIIB'],
    [
      'a length written longer than need be',
      Buffer.from([0x30, 0x82, 0, 0x90, ...der.subarray(0, 0x90)]).toString('base64'),
    ],
  ])('is none of %s', (_what, text) => {
    expect(findInText(text).finds).toEqual([]);
  });
});

describe('bounds', () => {
  const bounds = { text: 10_000, block: 4_000, finds: 3 };

  it('ends a block that is too long, and goes on behind it', () => {
    const long = encodePem('CERTIFICATE', sequence(5_000));
    const found = findInText(`${long}${token}`, bounds).finds;
    expect(found).toMatchObject([{ damage: [{ code: 'too-long' }] }, { kind: 'join-token' }]);
  });

  it('says that there are more finds', () => {
    const found = findInText(`${token}\n`.repeat(4), bounds);
    expect(found.finds).toHaveLength(3);
    expect(found.cut).toEqual({ why: 'too-many-finds', at: 3 * (token.length + 1) });
    expect(findInText(`${token}\n`.repeat(3), bounds)).not.toHaveProperty('cut');
  });

  it('says where it stopped in a text that is too long', () => {
    const found = findInText(`${' '.repeat(9_990)}${token}\n${token}`, bounds);
    expect(found.finds).toMatchObject([{ text: token }]);
    expect(found.cut).toEqual({ why: 'text-too-long', at: 9_990 + token.length });
    expect(findInText(' '.repeat(10_000), bounds)).not.toHaveProperty('cut');
  });

  it('reports some damage of a block, not all', () => {
    const text = `${first}\n${`${'A'.repeat(32)}?\n`.repeat(100)}${last}`;
    expect(onePem(text).damage).toHaveLength(32);
  });
});

/** Each was found by fuzzing, or is what makes scanners slow. Something quadratic would take minutes. */
describe('hostile texts', () => {
  const fill = (part: string): string => part.repeat(1_000_000 / part.length);

  it.each([
    ['begin markers without an end', fill('-----BEGIN ')],
    ['begin markers on lines', fill('-----BEGIN X-----\n')],
    ['begin markers on one line', fill('-----BEGIN X-----')],
    ['begin markers in quotes', fill('-----BEGIN X-----"')],
    ['begin markers and headers', fill('-----BEGIN X-----\na: b\n')],
    ['begin markers and blanks', fill(`-----BEGIN X-----${' '.repeat(900)}`)],
    ['begin markers and escapes', fill(`-----BEGIN X-----${String.raw`\n`.repeat(400)}`)],
    ['a marker and escapes', `-----BEGIN X-----${fill(String.raw`\n`)}`],
    ['a marker and headers', `-----BEGIN X-----\n${fill('a: b\n')}`],
    ['a header of quotes', `x"-----BEGIN X-----${'"'.repeat(150)}x\na: ${fill('"')}\n`],
    ['a block and blanks', `-----BEGIN X-----\n${'A'.repeat(64)}${fill(' ')}`],
    ['a block and indentation', `-----BEGIN X-----\n${'A'.repeat(64)}\n${fill(' ')}`],
    ['bad characters on one line', `-----BEGIN X-----\n${fill('AAAA?')}`],
    ['bad lines', `-----BEGIN X-----\n${fill(`${'A'.repeat(32)}\n?\n`)}`],
    ['one line of base64', fill('A')],
    ['one line like DER', fill('MIIB')],
    ['lines like DER', fill(`MIP/${'A'.repeat(60)}\n`)],
    ['words like DER', fill('MIIF ')],
    ['lines like base64 of PEM', fill(`LS0tLS1CRUdJTi${'A'.repeat(50)}\n`)],
    ['beginnings of tokens', fill('SWMTKN-')],
    ['placeholders', fill('SWMTKN-1-<')],
    ['dashes', fill('-')],
    ['backslashes', fill('\\')],
  ])('%s are read in no time', (_what, text) => {
    expect(findInText(text).finds.length).toBeLessThanOrEqual(30_000);
  });

  it('an escape that the longest block cuts in two', () => {
    const text = `-----BEGIN X-----\n${'A'.repeat(64)}\n${String.raw`\u002b`.repeat(20)}`;
    for (let block = 80; block < 120; block++) {
      expect(findInText(text, { text: 1_000, block, finds: 9 }).finds).toMatchObject([
        { damage: [{ code: 'too-long' }] },
      ]);
    }
  });

  it('a damaged block in which more than is reported is damaged has no end all the same', () => {
    const text = `-----BEGIN X-----\n${`${'A'.repeat(32)}?\n`.repeat(100)}`;
    expect(onePem(text).damage.map(({ code }) => code)).toContain('no-end');
  });
});
