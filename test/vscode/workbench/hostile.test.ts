import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot } from '../../../packages/core/src/testing/certificates.ts';
import { shapedCertificate } from '../../../packages/core/src/testing/shaped-certificate.ts';
import { certificatePem } from '../../../packages/core/src/x509/certificate.ts';
import { raw } from '../../../packages/core/src/x509/der-writer.ts';
import { commonName } from '../../../packages/core/src/x509/name.ts';
import { hostileSubjects } from '../../../packages/vscode/src/testing/hostile.ts';
import { patience } from '../../tools/workbench/browser.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';

const day = 24 * 3_600_000;
/** A name of a megabyte: all that any place shows of it is its beginning. */
const long = raw(commonName('x'.repeat(1_000_000)));

async function files(folder: string): Promise<void> {
  const now = Date.now();
  const root = await makeRoot(now);
  for (const [at, subject] of hostileSubjects.entries()) {
    // As what somebody calls a node, and as a name that is no node's; both have ended, so that a diagnostic names them.
    const ended = { notBefore: now - 2 * day, notAfter: now - day };
    const node = await makeLeaf(root, { nodeId: subject }, ended);
    const other = await makeLeaf(root, {}, { subject, ...ended });
    await writeFile(join(folder, `hostile-${at}.pem`), `${node.pem}${other.pem}`);
  }
  await writeFile(join(folder, 'long.pem'), certificatePem(shapedCertificate({ subject: long, issuer: long })));
}

/** What a page would have if something in a text had become more than text. */
async function brokenOut(page: Page): Promise<readonly string[]> {
  return page.evaluate(`
    [...document.querySelectorAll('a, img, svg, script, iframe, b, del, table')].flatMap((element) => {
      const ours = element.closest('.monaco-hover, .markers-panel, .outline-pane, .monaco-breadcrumbs, .codelens-decoration, .monaco-editor .view-lines');
      const link = [element.getAttribute('href'), element.getAttribute('data-href'), element.getAttribute('src')].join(' ');
      const isEvil = /evil|command:|javascript:|data:text/i.test(link) || (ours !== null && /^(IMG|SCRIPT|IFRAME|B|DEL|TABLE)$/.test(element.tagName));
      return isEvil ? [element.outerHTML.slice(0, 300)] : [];
    })
  `);
}

describe.skipIf(workbenchMissing)('hostile certificates in VS Code', () => {
  const workbench = workbenchOfFile({ files });

  it('sees what has broken out, where something has', async () => {
    const { page } = workbench();
    await page.evaluate(`{
      const hover = document.createElement('div');
      hover.className = 'monaco-hover hostile';
      hover.innerHTML = '<a data-href="command:evil">x</a><b>x</b>';
      document.body.append(hover);
    }`);
    expect(await brokenOut(page)).toHaveLength(2);
    await page.evaluate(`document.querySelector('.hostile').remove()`);
  });

  it.each([...hostileSubjects.keys()].map((at) => ({ at, subject: hostileSubjects[at]?.slice(0, 40) })))(
    'shows for what it is, and does nothing that it says: $subject',
    async ({ at }) => {
      const { editor, page } = workbench();
      await workbench().open(`hostile-${at}.pem`);
      await expect.poll(async () => (await editor.lines())[0], patience).toMatch(/ · expired 24 hours ago$/);
      await editor.squiggles('error').first().waitFor();
      const hints = (await editor.lines()).filter((line) => line.startsWith('-----BEGIN'));
      for (const hint of hints) expect(hint.length).toBeLessThanOrEqual('-----BEGIN CERTIFICATE-----'.length + 43);
      const hover = await editor.hover('BEGIN CERTIFICATE');
      // What is wrong comes first, and is there first.
      await expect.poll(() => hover.innerText(), patience).toContain('certificate of a swarm worker');
      const said = await hover.innerText();
      expect(said.length).toBeLessThan(8_000);
      const outline = await workbench().outline();
      await outline.nth(1).waitFor();
      const problems = await workbench().problems();
      await problems.nth(1).waitFor();
      const all = [said, ...hints, ...(await outline.allInnerTexts()), ...(await problems.allInnerTexts())];
      // What turns text round, and what a terminal takes for a command.
      expect(all.join('').replaceAll(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\u{202a}-\u{202e}\u{2066}-\u{2069}]/u);
      expect(await brokenOut(page)).toEqual([]);
      await workbench().picture(`hostile-${at}`);
    },
  );

  it('shows of a name of a megabyte its beginning, everywhere', async () => {
    const { editor, page } = workbench();
    await workbench().closeEditors();
    await workbench().open('long.pem');
    await expect.poll(async () => (await editor.lines())[0], patience).toMatch(/^-----BEGIN CERTIFICATE-----x+…/);
    const [first = ''] = await editor.lines();
    expect(first.length).toBeLessThanOrEqual('-----BEGIN CERTIFICATE-----'.length + 43);
    const hover = await editor.hover('BEGIN CERTIFICATE');
    expect((await hover.innerText()).length).toBeLessThan(4_000);
    const outline = await workbench().outline();
    expect((await outline.first().innerText()).length).toBeLessThan(200);
    await workbench().picture('hostile-long');
    const lens = editor.lenses.filter({ hasText: 'Decode' });
    await lens.click();
    await workbench().tab('decoded.txt').waitFor();
    expect(await brokenOut(page)).toEqual([]);
  });
});
