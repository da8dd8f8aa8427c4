import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hex, makeRoot, makeServer, pkcs8Pem } from '../../../testing/certificates.ts';
import { found, judged } from '../../../testing/judged.ts';
import { reportJson } from '../../report/json.ts';

describe('secrets', async () => {
  const server = await makeServer(await makeRoot(), ['a.example'], { subject: 'a server' });
  const key = pkcs8Pem(server.key);
  const file = (mode: number, tracked = false): { readonly contents: string; readonly file: object } => ({
    contents: key,
    file: { mode, tracked },
  });

  it('are what their file is for, or stand among other text', () => {
    expect(found({ 'a.key': key })).toEqual([]);
    expect(found({ 'a.pem': `\uFEFF${key}\n\n${server.pem}` })).toEqual([]);
    expect(found({ 'a.yaml': `tls:\n  key: |\n${key.replaceAll(/^(?=.)/gm, '    ')}` })).toEqual([
      'warning key-in-text a.yaml',
    ]);
  });

  it('are for their owner alone to read', () => {
    expect(found({ 'a.key': file(0o600) })).toEqual([]);
    expect(found({ 'a.key': file(0o640) })).toEqual(['warning key-readable-by-others a.key']);
    expect(found({ 'a.key': file(0o604) })).toEqual(['error key-readable-by-others a.key']);
    expect(judged({ "it's.key": file(0o666) }).findings[0]?.cure).toContain(`chmod 600 'it'\\''s.key'`);
    const env = { ...file(0o644), contents: `# mine\n${key}` };
    expect(found({ '.env': env })).toEqual(['warning key-in-text .env', 'warning key-readable-by-others .env']);
    expect(found({ 'a.crt': { contents: server.pem, file: { mode: 0o644, tracked: true } } })).toEqual([]);
  });

  it('that are encrypted are open to guesses where others read them, and to worse where they write', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const encrypted = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' });
    const exposed = (mode: number, tracked = false): readonly string[] =>
      found({ 'a.key': { contents: encrypted.toString(), file: { mode, tracked } } }).filter((line) =>
        line.includes('readable'),
      );
    expect(exposed(0o600)).toEqual([]);
    expect(exposed(0o644)).toEqual(['information key-readable-by-others a.key']);
    expect(exposed(0o640)).toEqual(['information key-readable-by-others a.key']);
    expect(exposed(0o644, true)).toEqual([]);
    expect(exposed(0o666)).toEqual(['warning key-readable-by-others a.key']);
    expect(exposed(0o620, true)).toEqual(['warning key-readable-by-others a.key']);
  });

  it('are said to be open to change where they are', () => {
    expect(judged({ 'a.key': file(0o604) }).findings[0]?.reason).toBe('Every user may open a.key: its mode is 0604.');
    expect(judged({ 'a.key': file(0o646) }).findings[0]?.reason).toContain(
      'may open and change a.key: its mode is 0646.',
    );
  });

  it('are not for git', () => {
    expect(found({ 'a.key': file(0o644, true) })).toEqual(['error secret-tracked-by-git a.key']);
  });

  it('are told by nobody, unless that is wanted', () => {
    const report = judged({ 'a.key': file(0o644, true), 'b.yaml': `k: |\n  ${key.replaceAll('\n', '\n  ')}` });
    const jwk = server.key.export({ format: 'jwk' });
    const secret = Buffer.from(jwk.d ?? '', 'base64url');
    const tells = (json: unknown): boolean => {
      const text = JSON.stringify(json);
      return text.includes(hex(secret)) || /"der":"(MIG|MC)/.test(text) || text.includes(key.slice(60, 100));
    };
    expect(tells(reportJson(report))).toBe(false);
    expect(tells(reportJson(report, { showSecrets: true }))).toBe(true);
  });
});
