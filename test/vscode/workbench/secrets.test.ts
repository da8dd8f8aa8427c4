import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemEntropy } from '../../../packages/core/src/entropy/entropy.ts';
import { formatUnlockKey } from '../../../packages/core/src/token/unlock-key.ts';
import { password, writeBinaryFiles } from '../../tools/binary-files.ts';
import { opensslMissing } from '../../tools/openssl.ts';
import { writeSampleWorkspace } from '../../tools/sample-workspace.ts';
import { Secrets } from '../../tools/secrets.ts';
import { patience } from '../../tools/workbench/browser.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';

const secrets = new Secrets();

/** What is secret of a key: of an elliptic curve its number, of RSA also its primes. */
function keep(name: string, key: KeyObject): void {
  const jwk = key.export({ format: 'jwk' });
  for (const part of ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const) {
    const value = jwk[part];
    if (value !== undefined) secrets.addBytes(`${name} (${part})`, Buffer.from(value, 'base64url'));
  }
}

async function files(folder: string): Promise<void> {
  const now = Date.now();
  await writeSampleWorkspace(folder, now);
  const written = await writeBinaryFiles(folder, now);
  secrets.addBytes('the key in node.p12', written.privateKey);
  const [, secret = ''] = /SWMTKN-1-\w+-(\w+)/.exec(await readFile(join(folder, 'compose.yaml'), 'utf8')) ?? [];
  secrets.addText('the secret of the join token', secret);
  const unlock = systemEntropy.bytes(32);
  secrets.addBytes('the unlock key', unlock);
  await writeFile(join(folder, 'unlock.sh'), `docker swarm unlock <<< ${formatUnlockKey(unlock)}\n`);
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ed = generateKeyPairSync('ed25519').privateKey;
  for (const [name, key] of Object.entries({ curve, rsa, ed })) keep(`the ${name} key`, key);
  const encrypted = { format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: password } as const;
  const pems = [
    curve.export({ format: 'pem', type: 'sec1' }),
    rsa.export({ format: 'pem', type: 'pkcs1' }),
    ed.export({ format: 'pem', type: 'pkcs8' }),
    rsa.export(encrypted),
  ];
  await writeFile(join(folder, 'keys.pem'), pems.join(''), { mode: 0o600 });
  // Base64 within base64, as Kubernetes has it.
  await writeFile(join(folder, 'secret.yaml'), `tls.key: ${Buffer.from(String(pems[2])).toString('base64')}\n`);
  // As somebody damages one that pastes it.
  await writeFile(join(folder, 'damaged.pem'), String(pems[0]).replace('\n', '\n \t').replace('-----END', '----END'));
  secrets.addText('the password', password);
}

describe.skipIf(workbenchMissing ?? opensslMissing)('keys and secrets, with all that there is to log', () => {
  const workbench = workbenchOfFile({
    files,
    settings: { 'swarmpki.trace.server': 'verbose' },
    logLevel: 'trace',
  });

  it('are looked at in every way: hovers, actions, what is decoded, the outline, the viewer', async () => {
    const { editor, page } = workbench();
    for (const [name, at] of [
      ['keys.pem', 'BEGIN EC PRIVATE KEY'],
      ['node/certificates/swarm-node.key', 'BEGIN PRIVATE KEY'],
      ['key-of-another.pem', 'BEGIN PRIVATE KEY'],
      ['damaged.pem', 'BEGIN EC PRIVATE KEY'],
      ['secret.yaml', 'LS0tLS1CRUdJTi'],
      ['compose.yaml', 'SWMTKN'],
      ['unlock.sh', 'SWMKEY'],
    ] as const) {
      await workbench().open(name);
      expect(secrets.leaksIn(await (await editor.hover(at)).innerText())).toEqual([]);
      await editor.actions(at);
      await page.keyboard.press('Escape');
    }
    await workbench().open('keys.pem');
    await editor.lenses.filter({ hasText: 'Decode' }).first().click();
    await workbench().tab('decoded.txt').waitFor();
    await expect.poll(async () => (await editor.lines()).join('\n'), patience).toContain('private key');
    expect(secrets.leaksIn((await editor.lines()).join('\n'))).toEqual([]);
    // What is typed goes to the server with each key.
    await workbench().open('unlock.sh');
    await editor.click('docker');
    await page.keyboard.type('# ');
    await workbench().open('node.p12');
    await page.locator('.quick-input-widget:visible').filter({ hasText: 'Open node.p12' }).waitFor();
    await workbench().answer(password);
    await page
      .frameLocator('iframe.webview.ready')
      .frameLocator('#active-frame')
      .locator('.card')
      .filter({ hasText: 'private key' })
      .first()
      .waitFor();
    await workbench().picture('secrets-opened');
    await workbench().command('Swarm PKI: Restart Language Server');
  }, 120_000);

  it('are in no log of VS Code, of the extension or of its server, though all of it was traced', async () => {
    const logs = await workbench().logs({ all: true });
    expect([...logs.keys()].some((name) => name.endsWith('remoteexthost.log'))).toBe(true);
    const all = new Map([...logs, ['console', workbench().console.join('\n')], ['output', workbench().server.said()]]);
    expect([...all].flatMap(([name, text]) => secrets.leaksIn(text).map((leak) => `${leak}: ${name}`))).toEqual([]);
    const own = [...(await workbench().logs()).values()].join('\n');
    const traced = ['didOpen', 'didChange', 'hover', 'codeAction', 'codeLens'].map((name) => `'textDocument/${name}`);
    expect([...traced, "'swarmpki/viewFile"].filter((name) => !own.includes(name))).toEqual([]);
    // And that is all that is said of what they carry.
    expect(/'textDocument\/didOpen'\.? \d+ characters, sha256 [\da-f]{16}\n/.test(own)).toBe(true);
  });
});
