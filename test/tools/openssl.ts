import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.ts';

/** Why tests with openssl cannot run here, if they cannot; for `describe.skipIf`. */
export const opensslMissing = whyNoOpenssl();

function whyNoOpenssl(): string | undefined {
  const { status, stdout } = spawnSync('openssl', ['version'], { encoding: 'utf8' });
  if (status !== 0) return 'there is no openssl on the PATH';
  return /^OpenSSL [3-9]/.test(stdout) ? undefined : `openssl has to be OpenSSL 3, and is ${stdout.trim()}`;
}

/**
 * A certificate in the words of `openssl x509 -text`, line by line, indented as there.
 *
 * @param pem one certificate
 * @throws Error when openssl cannot read it
 */
export function opensslText(pem: string): Promise<readonly string[]> {
  return textOf('x509', pem);
}

/** As {@link opensslText}, of a certificate request. */
export function opensslRequestText(pem: string): Promise<readonly string[]> {
  return textOf('req', pem);
}

/**
 * As {@link opensslText}, of many things in DER that may be no certificates. One shell starts all the openssls: starting them
 * from a process as large as this one takes longer than all that they do.
 *
 * @returns for each its lines, or `undefined` when openssl does not take it for a certificate. What it complains of in
 *   between is left out.
 */
export async function opensslTexts(ders: readonly Uint8Array[]): Promise<readonly (readonly string[] | undefined)[]> {
  const directory = await mkdtemp(join(tmpdir(), 'swarmpki-openssl-'));
  try {
    for (const [index, der] of ders.entries()) await writeFile(join(directory, `${index}.der`), der);
    const flags = '-inform DER -text -noout -nameopt oneline';
    const script = `for f in *.der; do openssl x509 -in $f ${flags} >$f.txt 2>/dev/null || rm $f.txt; done`;
    const { code, stderr } = await run('sh', ['-c', script], { cwd: directory, timeoutMs: 300_000 });
    if (code !== 0) throw new Error(`openssl x509: ${stderr}`);
    return await Promise.all(ders.map((_, index) => linesOf(join(directory, `${index}.der.txt`))));
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function linesOf(path: string): Promise<readonly string[] | undefined> {
  if (!existsSync(path)) return undefined;
  const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  return lines.filter((line) => !/^[\dA-F]+:error:/.test(line)).map((line) => line.trimEnd());
}

async function textOf(command: 'x509' | 'req', pem: string): Promise<readonly string[]> {
  // OpenSSL 3.2 and later would write names without the spaces round `=`.
  const { code, stdout, stderr } = await run('openssl', [command, '-text', '-noout', '-nameopt', 'oneline'], {
    input: pem,
  });
  if (code !== 0) throw new Error(`openssl ${command}: ${stderr}`);
  return stdout.split('\n').map((line) => line.trimEnd());
}

/** What {@link opensslVerify} is given, all of it PEM. */
export interface OpensslChain {
  /** One certificate. */
  readonly leaf: string;
  /** Intermediates, in any order; empty for none. */
  readonly untrusted?: string;
  /** What is trusted, and nothing else is. */
  readonly roots: string;
}

/**
 * Verifies a chain by `openssl verify`, given nothing but the certificates named.
 *
 * @param flags of `openssl verify`, such as `-attime` with seconds since the epoch
 * @returns whether openssl takes the chain, and what it says
 * @throws Error when it came to no verdict, for it could not read a certificate or did not know a flag
 */
export async function opensslVerify(
  { leaf, untrusted = '', roots }: OpensslChain,
  ...flags: readonly string[]
): Promise<{ readonly ok: boolean; readonly output: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'swarmpki-openssl-'));
  try {
    const file = async (name: string, pem: string): Promise<string> => {
      await writeFile(join(directory, name), pem);
      return join(directory, name);
    };
    const trusted = ['-no-CApath', '-no-CAstore', '-CAfile', await file('roots.pem', roots)];
    const between = untrusted === '' ? [] : ['-untrusted', await file('untrusted.pem', untrusted)];
    const parameters = [...trusted, ...between, ...flags, await file('leaf.pem', leaf)];
    const { code, stdout, stderr } = await run('openssl', ['verify', ...parameters]);
    const output = stdout + stderr;
    if (code !== 0 && !/^error \d+ at \d+ depth lookup/m.test(output)) throw new Error(`openssl verify: ${output}`);
    return { ok: code === 0, output };
  } finally {
    await rm(directory, { recursive: true });
  }
}
