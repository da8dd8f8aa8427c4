import { describe, expect, it } from 'vitest';
import { readViewUri } from '../../shared/view-uri.ts';
import type { Target, View } from '../../shared/view-uri.ts';
import { clientCommands } from '../../shared/protocol.ts';
import { noon, opened, secret, smallSwarm, token } from '../../testing/documents.ts';
import { codeLenses } from './lenses.ts';
import { viewText } from './views.ts';

const at = (uri: string, line = 0): Target => ({ uri, position: { line, character: 0 } });
const commands = new Set(Object.values(clientCommands));

describe('lenses and what they open', async () => {
  const { root, leaf, key, other } = await smallSwarm();

  it('stand above each block, with what can be done with it', () => {
    const { document } = opened(leaf + key);
    expect(codeLenses(document, commands).map(({ command }) => command?.title)).toEqual([
      'Verify',
      'Show chain',
      'Decode',
      'Copy fingerprint',
      'Decode',
    ]);
    expect(codeLenses(document, new Set([clientCommands.copyFingerprint])).map(({ command }) => command)).toEqual([
      {
        title: 'Copy fingerprint',
        command: clientCommands.copyFingerprint,
        arguments: [expect.stringMatching(/^[\da-f]{64}$/)],
      },
    ]);
    expect(codeLenses(document, new Set())).toEqual([]);
    expect(codeLenses(opened(leaf.repeat(1_000)).document, commands)).toHaveLength(800);
  });

  it('show whether a chain leads to a root, which, and if none does why', async () => {
    const { workspace, document } = opened({ 'file:///n/leaf.pem': leaf, 'file:///n/root.pem': root });
    const [verify] = codeLenses(document, commands);
    const view = readViewUri(String(verify?.command?.arguments?.[0]));
    expect(view && (await viewText(workspace, view, noon))).toMatch(
      /^accepted: k2f0[\s\S]*chain:[\s\S]*Trusted were .*: 1\./,
    );
    const alone = opened({ 'file:///n/leaf.pem': leaf, 'file:///n/other.pem': other });
    const refused = await viewText(alone.workspace, { kind: 'verdict', of: at('file:///n/leaf.pem') }, noon);
    expect(refused).toMatch(/^refused: /);
  });

  it('show the chain with where each stands', async () => {
    const { workspace } = opened({ 'file:///n/leaf.pem': `\n${leaf}`, 'file:///n/root.pem': root });
    const text = await viewText(workspace, { kind: 'chain', of: at('file:///n/leaf.pem', 1) }, noon);
    expect(text.split('\n')[0]).toBe('worker k2f0… · 81 days left   (leaf.pem, line 2)');
    expect(text).toContain('(root.pem, line 1)');
  });

  it('show all that is in a certificate, as OpenSSL does, and nothing secret of the others', async () => {
    const { workspace, document } = opened(`${leaf}${key}${token}\n`);
    const show = (line: number): Promise<string> =>
      viewText(workspace, { kind: 'decoded', of: at('untitled:a', line) }, noon);
    expect(await show(0)).toContain('X509v3 Subject Alternative Name');
    const lines = document.text.split('\n');
    const keyText = await show(lines.indexOf('-----BEGIN PRIVATE KEY-----'));
    expect(keyText).toContain('"kind": "private-key"');
    const der = Buffer.from(key.replace(/-----.*-----|\n/g, ''), 'base64');
    expect(keyText).not.toContain(der.subarray(36, 68).toString('hex'));
    expect(keyText).not.toContain(der.subarray(36, 68).toString('base64').slice(0, 20));
    const tokenText = await show(lines.length - 2);
    expect(tokenText).toContain('join token');
    expect(tokenText).not.toContain(secret);
  });

  it('show all that is in a file, one thing after the other', async () => {
    const { workspace } = opened({ 'file:///n/all.pem': leaf + key + root, 'file:///n/other.pem': other });
    const text = await viewText(workspace, { kind: 'file', uri: 'file:///n/all.pem' }, noon);
    const parts = text.split(/^─+$/m);
    expect(parts.map((part) => part.trim().split('\n')[0])).toEqual([
      'certificate of a swarm worker',
      'private key',
      'CA of a swarm: a root, or a root that another has cross-signed',
    ]);
    expect(parts[2]).toContain('CA:TRUE');
    expect(await viewText(workspace, { kind: 'file', uri: 'file:///n/gone.pem' }, noon)).toContain(
      'Nothing stands there',
    );
    const many = opened({ 'file:///n/many.pem': leaf.repeat(300) });
    const cut = await viewText(many.workspace, { kind: 'file', uri: 'file:///n/many.pem' }, noon);
    expect(cut.length).toBeLessThan(300_000);
    expect(cut).toMatch(/… and \d+ more\n$/);
  });

  it('show how two differ, and that something is gone', async () => {
    const { workspace } = opened({ 'file:///n/a.pem': root, 'file:///n/b.pem': other });
    const view: View = { kind: 'comparison', of: at('file:///n/a.pem'), with: at('file:///n/b.pem') };
    expect(await viewText(workspace, view, noon)).toMatch(/^a: swarm root [\da-f]{8} \(a\.pem, line 1\)\nb: /);
    expect(await viewText(workspace, { ...view, with: at('file:///n/c.pem') }, noon)).toContain('Nothing stands there');
    expect(await viewText(workspace, { kind: 'decoded', of: at('file:///n/c.pem') }, noon)).toContain(
      'Nothing stands there',
    );
  });
});
