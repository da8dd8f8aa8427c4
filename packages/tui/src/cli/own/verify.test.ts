import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyCertificate, anyKey } from '../../../../core/src/testing/any-certificate.ts';
import { certificatePem } from '../../../../core/src/x509/certificate.ts';
import { TestedCommandLine } from '../../testing/command-line.ts';

const root = anyCertificate({ key: anyKey('P-256'), subject: 'swarm-ca', ca: true });
const stranger = anyCertificate({ key: anyKey('P-256'), subject: 'swarm-ca', ca: true });
const between = anyCertificate({ key: anyKey('P-256'), subject: 'between', ca: true, issuer: root });
const leaf = anyCertificate({ key: anyKey('P-256'), subject: 'node', issuer: between, names: [[2, 'node.example']] });

describe('swarmpki verify', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'swarmpki-verify-'));
    const files = {
      'root.pem': certificatePem(root.certificate),
      'root.der': root.certificate.der,
      'stranger.pem': certificatePem(stranger.certificate),
      'between.pem': certificatePem(between.certificate),
      'leaf.pem': certificatePem(leaf.certificate),
      'leaf.der': leaf.certificate.der,
      'bundle.pem': certificatePem(leaf.certificate) + certificatePem(between.certificate),
      'nothing.pem': 'nothing',
    };
    for (const [name, contents] of Object.entries(files)) await writeFile(join(directory, name), contents);
  });
  afterAll(() => rm(directory, { recursive: true }));

  /** @param line names of files begin with `@` */
  async function run(line: string, piped: readonly (string | Uint8Array)[] = []) {
    const tested = new TestedCommandLine();
    tested.piped.push(...piped);
    const code = await tested.run(`verify ${line.replaceAll('@', `${directory}/`)}`);
    expect(tested.wish, 'no engine is asked').toBeUndefined();
    return { code, out: tested.out, err: tested.err };
  }

  it.each([
    ['@bundle.pem --root @root.pem', 0],
    ['@bundle.pem --root @stranger.pem --root @root.der', 0],
    ['@leaf.der --intermediate @between.pem --root @root.der', 0],
    ['@bundle.pem --root @root.pem --name node.example --usage serverAuth', 0],
    ['@bundle.pem --root @root.pem --usage codeSigning --usage 1.2.3.4', 0],
    ['@leaf.pem --root @root.pem', 1],
    ['@bundle.pem --root @stranger.pem', 1],
    ['@bundle.pem --root @root.pem --name other.example', 1],
    ['@bundle.pem --root @root.pem --at 2020-01-01', 1],
    ['@bundle.pem --root @root.pem --at 400d', 1],
    ['@nothing.pem --root @root.pem', 2],
    ['@bundle.pem --root @nowhere.pem', 2],
    ['@ --root @root.pem', 2],
    ['@bundle.pem', 125],
    ['- --root -', 125],
    ['@bundle.pem --root @root.pem --usage tea', 125],
    ['@bundle.pem --root @root.pem --format xml', 125],
  ])('%s: %i', async (line, expected) => {
    const { code, out, err } = await run(line);
    expect(code).toBe(expected);
    const verdicts = ['accepted: node', 'refused: node'];
    expect(out.startsWith(verdicts[expected] ?? '')).toBe(true);
    expect(err === '').toBe(expected < 2);
  });

  it('reads what is piped in', async () => {
    const { der } = leaf.certificate;
    const pieces = [der.subarray(0, 10), der.subarray(10)];
    expect(await run('- --intermediate @between.pem --root @root.pem', pieces)).toMatchObject({ code: 0 });
    expect(await run('@bundle.pem --root -', [certificatePem(root.certificate)])).toMatchObject({ code: 0 });
    expect(await run('- --root @root.pem', Array<Buffer>(9).fill(Buffer.alloc(1024 * 1024)))).toMatchObject({
      code: 2,
      err: 'swarmpki: what is piped in is longer than 8388608 bytes',
    });
  });

  it('prints the verdict as JSON', async () => {
    const { out } = await run('@leaf.pem --root @root.pem --format json --usage clientAuth');
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'refused',
      usages: ['clientAuth'],
      at: '2026-11-24T12:30:00Z',
      why: { check: 'no-issuer', certificate: { name: 'node' } },
      chains: [],
    });
  });
});
