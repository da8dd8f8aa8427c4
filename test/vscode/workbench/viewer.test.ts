import { copyFile, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { hostileSubjects } from '../../../packages/vscode/src/testing/hostile.ts';
import { hostileName, password, writeBinaryFiles } from '../../tools/binary-files.ts';
import { opensslMissing } from '../../tools/openssl.ts';
import { Secrets } from '../../tools/secrets.ts';
import { patience } from '../../tools/workbench/browser.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';
import { plain } from '../../tools/workbench/workbench.ts';

const wrongPassword = 'tr0ub4dor & 3, or so';

describe.skipIf(workbenchMissing ?? opensslMissing)('files that are no text, in VS Code', () => {
  const secrets = new Secrets();
  const workbench = workbenchOfFile({
    files: async (folder) => {
      const { privateKey } = await writeBinaryFiles(folder, Date.now());
      secrets.addBytes('the key in node.p12', privateKey);
      secrets.addText('the password', password);
      secrets.addText('the wrong password', wrongPassword);
    },
    settings: { 'swarmpki.trace.server': 'verbose' },
  });
  beforeEach(() => workbench().closeEditors());

  /** The page of the viewer in front. */
  const viewer = (): FrameLocator =>
    workbench().page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
  const titled = (page: FrameLocator, name: string): Locator =>
    page.getByRole('heading', { level: 1, name: basename(name), exact: true });
  const open = async (name: string): Promise<FrameLocator> => {
    await workbench().open(name);
    await titled(viewer(), name).waitFor();
    return viewer();
  };
  const tabsOf = (name: string): Locator => workbench().page.locator('.tab', { hasText: basename(name) });
  const card = (page: FrameLocator, name: string | RegExp): Locator => page.getByRole('article', { name }).first();
  const textOf = (page: FrameLocator): Promise<string> => page.locator('main').innerText();
  const shownText = async (): Promise<string> => plain((await workbench().editor.lines()).join('\n'));

  it.each([
    [
      'manager.der',
      ['manager mana…', 'certificate of a swarm manager', /(69|70) days left/, 'TLS Web Server Authentication'],
    ],
    ['chain.p7b', ['PKCS #7', '2 certificates, 0 revocation lists', 'in this file: certificate 1', 'swarm root']],
    ['no-password.pfx', ['PKCS #12', 'private key', 'of its public half', 'manager mana…']],
    ['revoked.crl', ['revocations of Authority', /next in [45] days/, 'keyCompromise']],
    ['manager-key.der', ['private key', 'EC, P-256']],
    ['old/expired.der', ['expired 10 days ago', 'Error', 'docker swarm join']],
    // By its name it is a text, and its first bytes say that it is none.
    ['overdue.crt', ['worker work…', 'Warning', 'should have been renewed']],
  ])('are shown with what is in them: %s', async (name, expected) => {
    const page = await open(name);
    const text = await textOf(page);
    for (const each of expected) expect(text).toMatch(each);
    await expect.poll(() => tabsOf(name).count(), patience).toBe(1);
    await workbench().picture(`viewer ${name}`);
  });

  it.each(['swarm-root-ca.crt', 'text.p7b'])(
    'are no texts: %s stays one, whatever VS Code takes it for',
    async (name) => {
      await workbench().open(name);
      await expect.poll(shownText, patience).toMatch(/^-----BEGIN (CERTIFICATE|PKCS7)-----/);
      await expect.poll(() => workbench().page.locator('iframe.webview').count(), patience).toBe(0);
      await expect.poll(() => tabsOf(name).count(), patience).toBe(1);
      await workbench().command('Swarm PKI: Open in Certificate Viewer');
      await titled(viewer(), name).waitFor();
      expect(await textOf(viewer())).toContain('This file is a text');
      await workbench().picture(`viewer text ${name}`);
    },
  );

  it.each([
    ['empty.der', 'This file is empty.'],
    ['none.der', 'The file is neither text nor anything in DER that is known here.'],
    ['half.der', 'cannot be read'],
    ['large.der', 'This file has 16,777,217 bytes, and files of up to 16,777,216 bytes are shown.'],
    ['long.der', 'the certificate has 2000226 bytes'],
  ])('may hold nothing, be broken, or too large, and that is said: %s', async (name, said) => {
    const page = await open(name);
    await page.getByText(said).first().waitFor();
    await workbench().picture(`viewer ${name}`);
  });

  it('may take a password: it is asked for, a wrong one is said to be wrong, and the right one opens the file', async () => {
    await workbench().open('node.p12');
    const box = workbench().page.locator('.quick-input-widget:visible');
    await box.filter({ hasText: 'Open node.p12' }).waitFor();
    expect(await box.locator('input[type=password]').count()).toBe(1);
    await workbench().picture('viewer password');
    await workbench().answer(wrongPassword);
    await box.filter({ hasText: 'This password does not open it.' }).waitFor();
    await workbench().picture('viewer wrong password');
    const page = viewer();
    await page.getByText('The password does not open this file').first().waitFor();
    await workbench().answer(password);
    await card(page, /^private key/).waitFor();
    await box.waitFor({ state: 'hidden' });
    const text = await textOf(page);
    for (const each of ['MAC', 'good', 'manager mana…', 'swarm root']) expect(text).toContain(each);
    expect(secrets.leaksIn(text)).toEqual([]);
    await workbench().picture('viewer opened');

    await page.getByRole('button', { name: 'Show Decoded Text' }).click();
    await expect.poll(shownText, patience).toContain('private key');
    expect(secrets.leaksIn(await shownText())).toEqual([]);
    await workbench().picture('viewer decoded');
    await workbench().command('View: Close Editor');

    // Nobody keeps it: as soon as the file is another, it is asked for again.
    await writeFile(join(workbench().folder, 'node.p12'), await fileOf('node.p12'));
    await page.getByText('It takes a password to see all of this file.').waitFor();
    await page.getByRole('button', { name: 'Enter Password…' }).click();
    await box.filter({ hasText: 'Open node.p12' }).waitFor();
    await workbench().page.keyboard.press('Escape');
    await box.waitFor({ state: 'hidden' });
    expect(await textOf(page)).not.toContain('manager mana');
    await workbench().picture('viewer locked');
  });

  it('are shown anew when they change on disk, and what was unfolded stays unfolded', async () => {
    await copy('manager.der', 'copy.der');
    const page = await open('copy.der');
    await page.getByText('ASN.1 structure').click();
    await page.getByRole('treeitem', { name: 'UTCTime' }).or(page.getByRole('tree')).first().waitFor();
    await copy('overdue.crt', 'copy.der');
    await page.getByText('should have been renewed').waitFor();
    await page.getByRole('tree').waitFor();
    await rm(join(workbench().folder, 'copy.der'));
    await page.getByText('The file cannot be read').waitFor();
    await workbench().picture('viewer gone');
    await copy('root.der', 'copy.der');
    await card(page, /^swarm root/).waitFor();
  });

  it('lead on: to what they belong to, to what a finding means, to PEM, to a fingerprint, to the text editor', async () => {
    const { page: window } = workbench();
    let page = await open('overdue.crt');
    await page.getByRole('button', { name: 'Copy Fingerprint' }).click();
    const copied = (): Promise<string> => window.evaluate<string>('navigator.clipboard.readText()');
    await expect.poll(copied, patience).toMatch(/^[\da-f]{64}$/);
    expect(await textOf(page)).toContain(await copied());
    await page.getByRole('button', { name: 'Show as PEM Text' }).click();
    await expect.poll(shownText, patience).toMatch(/^-----BEGIN CERTIFICATE-----\s?worker work… · [45] days left/);
    await workbench().picture('viewer pem');
    await workbench().closeEditors();

    page = await open('overdue.crt');
    await page
      .getByRole('button', { name: /^swarm root .*, swarm-root-ca\.crt, line 1$/ })
      .first()
      .click();
    await workbench().tab('swarm-root-ca.crt').waitFor();
    page = await open('overdue.crt');
    await page.getByRole('button', { name: 'What this means' }).click();
    await workbench().tab('renewal-overdue').waitFor();
    const preview = window.frameLocator('iframe.webview.ready:visible >> nth=1').frameLocator('#active-frame');
    await preview.getByRole('heading', { level: 1 }).waitFor();
    await workbench().picture('viewer finding');
    await workbench().closeEditors();

    await open('manager.der');
    await workbench().command('Swarm PKI: Open as Text');
    await window.locator('.editor-instance .monaco-editor-pane-placeholder').waitFor();
    await workbench().picture('viewer as text');
    expect(await window.locator('.tab', { hasText: 'manager.der' }).count()).toBe(1);
  });

  it('are used by keys alone', async () => {
    const { page: window } = workbench();
    await copy('manager.der', 'keys.der');
    const page = await open('keys.der');
    const focused = (): Promise<string> => page.locator(':focus').first().innerText();
    const walkTo = async (text: string | RegExp): Promise<void> => {
      for (let at = 0; at < 30; at++) {
        await window.keyboard.press('Tab');
        if ((await page.locator(':focus').count()) > 0 && new RegExp(text).test(await focused())) return;
      }
      throw new Error(`no key leads to ${String(text)}`);
    };
    await walkTo('ASN.1 structure');
    await window.keyboard.press('Enter');
    const tree = page.getByRole('tree', { name: 'ASN.1 structure' });
    await tree.waitFor();
    await walkTo('^SEQUENCE');
    await window.keyboard.press('ArrowDown');
    await window.keyboard.press('ArrowDown');
    await expect.poll(focused, patience).toContain('cont [ 0 ]');
    const folded = tree.getByRole('treeitem', { expanded: false });
    const before = await folded.count();
    await window.keyboard.press('ArrowRight');
    expect(await folded.count()).toBe(before - 1);
    await window.keyboard.press('ArrowLeft');
    await window.keyboard.press('Home');
    await workbench().picture('viewer keys');
    await walkTo('As OpenSSL shows it');
    await window.keyboard.press('Enter');
    await page.locator('pre', { hasText: 'X509v3 Subject Alternative Name' }).waitFor();
    await workbench().picture('viewer openssl');
    // What has the focus keeps it when all is drawn anew.
    await copy('root.der', 'keys.der');
    await card(page, /^swarm root/).waitFor();
    await expect.poll(focused, patience).toBe('As OpenSSL shows it');
  });

  it.each([
    ['Default High Contrast', 'vscode-high-contrast'],
    ['Default High Contrast Light', 'vscode-high-contrast-light'],
    ['Default Dark Modern', 'vscode-dark'],
  ])('are seen in the theme %s', async (theme, kind) => {
    await workbench().configure({ 'workbench.colorTheme': theme });
    const page = await open('overdue.crt');
    await page.locator(`body.${kind}`).waitFor();
    await workbench().picture(`viewer ${theme}`);
    // Nothing is told by a colour alone.
    expect(await page.locator('.severity').first().innerText()).toBe('Warning');
    await workbench().configure({});
  });

  it('do no harm, whatever stands in them and however they are called', async () => {
    const { page: window } = workbench();
    let dialogs = 0;
    window.on('dialog', (dialog) => {
      dialogs++;
      void dialog.dismiss();
    });
    const page = await open('harm.p7b');
    for (const summary of await page.locator('details.card > summary').all()) await summary.click();
    for (const part of await page.locator('details.part > summary').all()) await part.click();
    await expect.poll(() => page.getByRole('tree').count(), patience).toBe(hostileSubjects.length + 1);
    await expect.poll(() => page.locator('pre').count(), patience).toBe(hostileSubjects.length);
    const text = await textOf(page);
    for (const subject of ['<img src=x onerror=alert(1)>', '[x](command:evil)', '$(trash) ~~x~~ | y |'])
      expect(text).toContain(subject);
    expect(text.replaceAll(/\s/g, ' ')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(await page.locator('main').locator('img, a, iframe, script, style, svg, link, object').count()).toBe(0);
    expect(await page.locator('main [style*="url"], main [onerror], main [href], main [src]').count()).toBe(0);
    const widths = await page
      .locator('body')
      .evaluate((body: HTMLElement & Sized) => [body.scrollWidth, body.clientWidth]);
    expect(widths[0]).toBe(widths[1]);
    await workbench().picture('viewer harm');

    await window.locator('.explorer-folders-view .monaco-list-row', { hasText: hostileName }).dblclick();
    await titled(viewer(), hostileName).waitFor();
    await workbench().picture('viewer hostile name');
    expect(await viewer().locator('main img').count()).toBe(0);
    await open('long.der');
    expect(dialogs).toBe(0);
    const violations = workbench().console.filter((line) =>
      /content security policy|trusted type|refused to/i.test(line),
    );
    expect(violations).toEqual([]);
  });

  it('give their secrets to no screen, log, trace or file of VS Code', async () => {
    const { directory, console } = workbench();
    const written = await readAll(join(directory, 'data'));
    expect([...written.values()].join('\n')).toContain("Sending request 'swarmpki/viewFile");
    written.set('console', console.join('\n'));
    expect([...written].flatMap(([name, text]) => secrets.leaksIn(text).map((leak) => `${leak}: ${name}`))).toEqual([]);
  });

  const fileOf = (name: string): Promise<Buffer> => readFile(join(workbench().folder, name));
  const copy = (from: string, to: string): Promise<void> =>
    copyFile(join(workbench().folder, from), join(workbench().folder, to));
});

describe.skipIf(workbenchMissing ?? opensslMissing)('files that are no text, in Restricted Mode', () => {
  const workbench = workbenchOfFile({
    files: async (folder) => void (await writeBinaryFiles(folder, Date.now())),
    trusted: false,
  });

  it('are shown, and marked, as anywhere', async () => {
    const { page } = workbench();
    await workbench().status('Restricted Mode').waitFor();
    await workbench().open('overdue.crt');
    const shown = page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
    await shown.getByText('should have been renewed').waitFor();
    await workbench().status('1 expired').waitFor();
    await workbench().open('node.p12');
    const box = page.locator('.quick-input-widget:visible');
    await box.filter({ hasText: 'Open node.p12' }).waitFor();
    await workbench().answer(password);
    await shown.getByRole('article', { name: /^private key/ }).waitFor();
    await workbench().picture('viewer restricted');
  });
});

/** All files below a directory, as texts. */
async function readAll(directory: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(path, await readFile(path, 'latin1'));
  }
  return files;
}

/** As much of an element as is measured. */
interface Sized {
  readonly scrollWidth: number;
  readonly clientWidth: number;
}
