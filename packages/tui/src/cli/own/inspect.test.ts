import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot, makeServer, noon, pkcs8Pem } from '../../../../core/src/testing/certificates.ts';
import { judged } from '../../../../core/src/testing/judged.ts';
import { formatJoinToken } from '../../../../core/src/token/join-token.ts';
import { TestedCommandLine } from '../../testing/command-line.ts';
import { changesBetween } from './inspect/changes.ts';
import { hanging } from './inspect/hanging.ts';
import { subjectOf } from './inspect/subject.ts';
import { outputTo } from '../output/output.ts';
import { wantsColours } from '../output/styled.ts';

const day = 24 * 3_600_000;
const token = formatJoinToken(new Uint8Array(32).fill(1), new Uint8Array(16).fill(2));

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'swarmpki-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function write(name: string, contents: string, mode = 0o644): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, contents);
  await chmod(path, mode);
  return path;
}

async function inspect(...words: readonly string[]): Promise<{ code: unknown; line: TestedCommandLine }> {
  const line = new TestedCommandLine();
  return { code: await line.run(['inspect', ...words]), line };
}

describe('swarmpki inspect', async () => {
  const root = await makeRoot(noon - 100 * day);
  const leaf = await makeLeaf(root, {}, { notAfter: noon + 80 * day });
  const expired = await makeLeaf(root, {}, { notAfter: noon - day });

  it('says what files are, and how they belong together', async () => {
    await write('swarm-root-ca.crt', root.pem);
    await write('swarm-node.crt', leaf.pem);
    await write('swarm-node.key', pkcs8Pem(leaf.key), 0o600);
    const { code, line } = await inspect(directory);
    expect(code).toBe(0);
    expect(line.out).toContain('#1 certificate worker nnnnnnnnnnnnnnnnnnnnnnnnn of swarm ooooooooooooooooooooooooo');
    expect(line.out).toContain('valid until 2027-02-12 12:00 UTC, 79 days left · issued by “swarm-ca”');
    expect(line.out).toMatch(/#2 private key P-256, PKCS #8\n +key [0-9a-f]{8} · belongs to #1/);
    expect(line.printed.at(-1)).toBe('3 items in 3 sources, nothing to do');
  });

  it('says what is wrong, where, why, and what mends it; and ends with 1', async () => {
    const path = await write('a.crt', `# text\n${expired.pem}`);
    const { code, line } = await inspect(path);
    expect(code).toBe(1);
    expect(line.printed.slice(0, 4)).toEqual([
      path,
      '  error expired (line 2)',
      expect.stringMatching(/^ {6}The certificate of worker n+ expired on 2026-11-23 12:00 UTC, 24 hours ago\.$/),
      expect.stringMatching(/^ {6}→ It can no longer renew itself/),
    ]);
    expect(line.printed.at(-1)).toBe('1 item in 1 source, 1 × error');
  });

  it('ends with 2 where something cannot be read, and says the rest', async () => {
    const path = await write('a.crt', leaf.pem);
    const { code, line } = await inspect(path, join(directory, 'none'));
    expect(code).toBe(2);
    expect(line.out).toContain(`not read ${join(directory, 'none')}: there is no file`);
    expect(line.out).toContain('#1 certificate worker');
  });

  it('says so where nothing is found', async () => {
    const { code, line } = await inspect(await write('a.txt', 'nothing'));
    expect([code, line.out]).toEqual([0, 'Nothing was found: no certificate, key, request, or token.']);
  });

  it('takes a token apart, warns that others see it there, and does not repeat it', async () => {
    const { code, line } = await inspect(token);
    expect(code).toBe(0);
    expect(line.out).toContain('#1 join token version 1, root digest 0101010101010101…');
    expect(line.err).toMatch(/^A token on a command line is seen in the list of processes/);
    expect(line.out + line.err).not.toContain(token.slice(-25));
    expect((await inspect(token.slice(0, -1))).code).toBe(1);
    expect((await inspect('{{ worker_token }}')).line.out).toContain('error token-template');
  });

  it('is JSON for programs, secrets only where they are wanted', async () => {
    const path = await write('a.pem', leaf.pem + pkcs8Pem(leaf.key), 0o600);
    const json = async (...words: readonly string[]): Promise<Record<string, unknown>> =>
      JSON.parse((await inspect(path, '--format', 'json', ...words)).line.out) as Record<string, unknown>;
    const found = await json();
    expect(Object.keys(found)).toEqual(['version', 'at', 'sources', 'items', 'relations', 'findings', 'unread']);
    expect(found).toMatchObject({
      version: 1,
      at: '2026-11-24T12:30:00.000Z',
      sources: [{ name: path, contents: 'text', mode: '0600' }],
      items: [
        { index: 0, kind: 'certificate', swarm: { role: 'worker' }, place: { line: 1, column: 1 } },
        { index: 1, kind: 'private-key', encoding: 'pkcs8' },
      ],
    });
    const secret = pkcs8Pem(leaf.key).split('\n')[1] ?? '';
    expect(JSON.stringify(found)).not.toContain(secret);
    expect(JSON.stringify(await json('--show-secrets'))).toContain(secret);
    expect(await json('--full')).toMatchObject({ items: [{ description: { version: 3 } }, { description: {} }] });
    expect(JSON.stringify(await json('--full'))).not.toContain(secret);
  });

  it('is a line for each part, for programs that read lines', async () => {
    const { line } = await inspect(await write('a.crt', expired.pem), '--format', 'jsonl');
    const types = line.printed.map((text) => (JSON.parse(text) as { type: string }).type);
    expect(types).toEqual(['report', 'source', 'item', 'finding']);
  });

  it('tells more of each item', async () => {
    const { line } = await inspect(await write('a.crt', leaf.pem), '--full');
    expect(line.out).toMatch(/#1 .*worker.*\n[^]* {5}node +n{25}\n/);
  });

  it('prints certificates as openssl does', async () => {
    const { line } = await inspect(await write('a.crt', root.pem), '--openssl');
    expect(line.out).toMatch(/^Certificate:\n {4}Data:\n {8}Version: 3 \(0x2\)\n/);
  });

  it('refuses formats that it does not know', async () => {
    expect((await inspect('--format', 'xml', directory)).code).toBe(125);
    expect((await inspect('--watch', token)).line.err).toContain('--watch wants a file or a folder');
  });
});

describe('swarmpki diff', async () => {
  const root = await makeRoot();
  const [leaf, renewed] = [await makeLeaf(root), await makeLeaf(root)];

  it('says what became of the one in the other', async () => {
    const [a, b] = [await write('a.crt', leaf.pem), await write('b.crt', renewed.pem)];
    const line = new TestedCommandLine();
    expect(await line.run(['diff', a, b])).toBe(1);
    expect(line.out).toMatch(
      /^certificate\n {2}Renewed: the same node.*\n[^]* {2}serialNumber\n {4}- [0-9a-f]+\n {4}\+ /,
    );
    const same = new TestedCommandLine();
    expect(await same.run(['diff', a, a])).toBe(0);
    expect(same.out).toContain('no difference');
  });

  it('is JSON for programs', async () => {
    const [a, b] = [await write('a.crt', leaf.pem), await write('b.crt', renewed.pem)];
    const line = new TestedCommandLine();
    await line.run(['diff', a, b, '--format', 'json']);
    expect(JSON.parse(line.out)).toMatchObject({
      version: 1,
      same: false,
      comparisons: [
        { kinds: ['certificate', 'certificate'], differences: [{ field: 'serialNumber' }, {}, {}, {}, {}] },
      ],
    });
  });

  it('ends with 2 where there is nothing to compare, and says of which, and what to do', async () => {
    const a = await write('a.crt', leaf.pem);
    const [text, junk] = [await write('b.txt', 'nothing'), await write('c.der', '\u0000\u0001\u0002\u0003'.repeat(9))];
    const compared = async (...words: readonly string[]): Promise<TestedCommandLine> => {
      const line = new TestedCommandLine();
      expect(await line.run(['diff', ...words])).toBe(2);
      expect(line.out).toBe('');
      return line;
    };
    expect((await compared(a, join(directory, 'none'))).err).toContain(`there is no file ${join(directory, 'none')}`);
    expect((await compared(a, text)).notes).toEqual([
      `swarmpki: nothing is in ${text}: no certificate, key, request, or token`,
      expect.stringMatching(/^ {2}next: /),
    ]);
    // What can be read of no kind is not compared with what can, and each of two is named.
    const both = (await compared(text, junk)).err;
    expect(both).toContain(`nothing is in ${text}`);
    expect(both).toMatch(new RegExp(`${junk} cannot be compared: [^]*\\n {2}expected: [^]*\\n {2}next: `));
  });

  it('and inspect have no line that a path has made', async () => {
    const [a, nothing] = [await write('a.crt', leaf.pem), await write('b\nno difference', 'nothing')];
    for (const words of [
      ['diff', a, nothing],
      ['diff', a, `${nothing}x`],
      ['inspect', '--openssl', `${nothing}x`],
      ['verify', nothing, '--root', a],
    ]) {
      const line = new TestedCommandLine();
      await line.run(words);
      expect(`${line.out}\n${line.err}`).not.toMatch(/^no difference/m);
      expect(`${line.out}\n${line.err}`).toContain('no difference');
    }
  });
});

describe('swarmpki inspect, of several', async () => {
  const { pem } = await makeRoot();

  it('says which of the files that were named hold nothing', async () => {
    const [a, text] = [await write('root.crt', pem), await write('notes.txt', 'nothing')];
    const { line } = await inspect(a, text);
    expect(line.out).toContain(`nothing in ${text}: no certificate, key, request, or token`);
    expect((await inspect(a)).line.out).not.toContain('nothing in');
    // In a folder there may be anything.
    expect((await inspect(directory)).line.out).not.toContain('nothing in');
  });

  it('leads whoever takes another command for a word of this one there', async () => {
    const a = await write('root.crt', pem);
    const { line, code } = await inspect('diff', a, a);
    expect(code).toBe(2);
    expect(line.err).toContain(`\`swarmpki diff ${a} ${a}\``);
    expect((await inspect('nothing', a)).line.err).not.toContain('a command of its own');
  });
});

describe('what a parameter means', () => {
  it.each([
    ['-', 'input'],
    ['a.pem', 'path'],
    [token, 'token'],
    ['SWMKEY-1-x', 'token'],
    ['{{ token }}', 'token'],
    ['$TOKEN', 'token'],
  ])('%s', (word, kind) => {
    expect(subjectOf(word, () => false).kind).toBe(kind);
  });

  it('is a file, where there is one of that name', () => {
    expect(subjectOf('SWMTKN-1-x', () => true).kind).toBe('path');
  });
});

describe('what has changed', async () => {
  const root = await makeRoot(noon - 100 * day);
  const leaf = await makeServer(root, ['a'], { subject: 'a', notBefore: noon - 90 * day, notAfter: noon + 10 * day });

  it('is what came and what went; what has moved or merely aged has not', () => {
    const before = judged({ a: leaf.pem });
    expect(before.findings.map(({ code }) => code)).toEqual(['expires-soon']);
    expect(changesBetween(before, judged({ a: `\n\n${leaf.pem}` }, noon + day))).toMatchObject({ came: [], went: [] });
    const after = judged({ a: leaf.pem, b: root.pem.slice(0, 200) }, noon + 20 * day);
    expect(changesBetween(before, after)).toMatchObject({
      came: [{ code: 'expired' }, { code: 'pem-damaged' }],
      went: [{ code: 'expires-soon' }],
      newSources: ['b'],
      goneSources: [],
    });
  });
});

describe('styled output', () => {
  const shown = (colours: boolean): string => {
    let text = '';
    const stream = { write: (piece: string) => (text += piece) };
    outputTo(stream, stream, colours).printStyled(['a ', ['\u001b[31mb', 'red']]);
    return text;
  };

  it('has colours where somebody wants them, and never those of others', () => {
    expect(shown(false)).toBe('a \u{fffd}[31mb\n');
    expect(shown(true)).toBe('a \u001b[31m\u{fffd}[31mb\u001b[39m\n');
    expect([wantsColours(true, {}), wantsColours(false, {})]).toEqual([true, false]);
    expect([wantsColours(true, { NO_COLOR: '1' }), wantsColours(true, { TERM: 'dumb' })]).toEqual([false, false]);
  });

  it('breaks lines at words', () => {
    expect(hanging('one two three four five six seven', 4, 30)).toEqual(['one two three four five', 'six seven']);
    expect(hanging('', 4, 30)).toEqual([]);
  });
});
