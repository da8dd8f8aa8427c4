import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { judgeDataRoot, readDataRoot } from '@swarmpki/core/doctor';
import { inspectSources } from '@swarmpki/core/inspect/report';
import { makeLeaf, makeRoot, noon, pkcs8Pem } from '../../../../../core/src/testing/certificates.ts';
import { secret, token } from '../../../testing/documents.ts';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: readonly unknown[]) =>
      text.replaceAll(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)])),
  },
}));
vi.resetModules();
const { diagnosisText, reportText } = await import('./report-text.ts');
// Other tests have an editor of their own.
afterAll(() => vi.resetModules());

const day = 86_400_000;

describe('a report', async () => {
  const root = await makeRoot(noon - 300 * day);
  const leaf = await makeLeaf(root, {}, { notBefore: noon - 100 * day, notAfter: noon - 10 * day });

  it('on a folder names each file with what is worst first, and where', () => {
    const files = [
      { name: 'a/swarm-node.crt', contents: `\n${leaf.pem}` },
      { name: 'b/fine.crt', contents: root.pem },
      { name: 'c/notes.md', contents: `join with ${token}` },
    ];
    const text = reportText('/home/me', inspectSources(files, { now: noon }), ['d: it is closed']);
    expect(text).toMatch(
      /^\/home\/me\n {2}3 certificates, keys and tokens in 3 files\n\na\/swarm-node\.crt\n {2}error expired \(line 2\)\n {6}The/,
    );
    expect(text).toMatch(/\n {6}→ /);
    expect(text).not.toContain('b/fine.crt');
    expect(text).toContain('\nnot read: d: it is closed\n');
    expect(text).toMatch(/\n1 × error, .*\n$/);
    expect(text).not.toContain(secret);
  });

  it('on a data root says what it is, and who can still renew', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'swarmpki-vscode-'));
    await writeFile(join(folder, 'swarm-root-ca.crt'), root.pem);
    await writeFile(join(folder, 'swarm-node.crt'), leaf.pem);
    await writeFile(join(folder, 'swarm-node.key'), pkcs8Pem(leaf.key), { mode: 0o600 });
    const text = diagnosisText(judgeDataRoot(await readDataRoot(folder), noon));
    await rm(folder, { recursive: true });
    expect(text.split('\n')[0]).toContain(folder);
    expect(text).toContain('  error expired\n');
    expect(text).toMatch(/\nWho can still renew at 2026-11-24/);
    expect(text).not.toContain('PRIVATE KEY');
  });

  it('of what is well says so', () => {
    expect(reportText('/x', inspectSources([], { now: noon }), [])).toMatch(/\nNothing to do\.\n$/);
  });
});
