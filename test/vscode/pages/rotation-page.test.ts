import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RotationPage, Row } from '../../../packages/vscode/src/shared/rotation-messages.ts';
import { openTab } from '../../tools/workbench/browser.ts';
import type { Tab } from '../../tools/workbench/browser.ts';
import { chromium } from '../../tools/workbench/installed.ts';

const hostile = '<img src=x onerror="told.push(1)"><a href="command:evil">x</a>\u202E$(zap)';

const lines = (...all: readonly string[]): RotationPage['next'] => ({ title: 'Lines', lines: all });
const row = (id: string, more: Partial<Row> = {}): Row => ({
  id,
  name: id,
  role: 'worker',
  issuer: 'aaaaaaaa',
  trusts: 'aaaaaaaa',
  tone: 'busy',
  state: 'told to renew',
  error: '',
  buttons: [],
  ...more,
});

function pageWith(rows: readonly Row[], more: Partial<RotationPage> = {}): RotationPage {
  return {
    name: 'lab',
    place: 'here',
    tone: 'busy',
    title: 'Nodes renew',
    detail: '',
    announcement: 'Nodes renew',
    notice: '',
    buttons: [],
    changed: lines(),
    phases: { title: 'Phases', list: [{ title: 'Renew', detail: '', state: 'now', stateText: 'now' }] },
    bars: [{ label: 'rotated TLS certificates', amount: 1, total: 3, text: '1 of 3 nodes' }],
    blockers: { title: 'Blockers', list: [] },
    trusted: lines('All trust root aaaaaaaa'),
    next: lines(),
    nodes: { title: 'Nodes', headings: ['Node', 'Role', 'Certificate', 'Trusts', 'State'], rows, more: '' },
    ...more,
  };
}

/** The page by itself, in a browser, held to the policy that it has in VS Code. */
describe.skipIf(chromium === '')('the page of the rotation view', () => {
  let tab: Tab;
  let html: string;
  const page = (): Page => tab.page;

  beforeAll(async () => {
    const path = (name: string): string =>
      fileURLToPath(new URL(`../../../packages/vscode/src/pages/rotation/${name}`, import.meta.url));
    const built = await build({
      entryPoints: [path('main.ts'), path('rotation.css')],
      bundle: true,
      format: 'iife',
      target: 'es2024',
      write: false,
      outdir: 'pages',
    });
    const [script = '', style = ''] = ['.js', '.css'].map(
      (end) => built.outputFiles.find((file) => file.path.endsWith(end))?.text,
    );
    html = `<!doctype html><html lang="en"><head><meta http-equiv="Content-Security-Policy" content="default-src 'none';
      script-src 'nonce-n'; style-src 'nonce-n'; require-trusted-types-for 'script'"><style nonce="n">${style}</style></head>
      <body><main id="page"></main><script nonce="n">var told = [], kept = []; function acquireVsCodeApi() {
      return { postMessage: (each) => told.push(each), setState: (each) => kept.push(each) }; }</script>
      <script nonce="n">${script}</script></body></html>`;
    tab = await openTab();
  });
  beforeEach(async () => {
    // A page that is held to its policy already could not be written into.
    await page().goto('about:blank');
    await page().setContent(html);
  });
  afterAll(() => tab[Symbol.asyncDispose]());

  const show = (shown: RotationPage): Promise<void> =>
    page().evaluate((message) => Reflect.get(globalThis, 'postMessage').call(globalThis, message, '*'), {
      swarm: 'lab:/x',
      page: shown,
    });
  const told = (): Promise<readonly unknown[]> => page().evaluate(() => Reflect.get(globalThis, 'told') as unknown[]);
  const focused = (): Promise<string> => page().locator(':focus').innerText();

  it('shows whatever stands in a text as that text, and nothing of it runs', async () => {
    const button = { deed: 'start', node: hostile, label: hostile, about: hostile, isPrimary: false } as const;
    const evil = row(hostile, { name: hostile, state: hostile, error: hostile, issuer: hostile, buttons: [button] });
    const blocker = { key: hostile, title: hostile, names: hostile, cure: `\`${hostile}\``, buttons: [button] };
    await show(
      pageWith([evil], {
        name: hostile,
        title: hostile,
        notice: hostile,
        announcement: hostile,
        blockers: { title: hostile, list: [blocker] },
        trusted: lines(hostile),
      }),
    );
    await page().locator('tbody tr').waitFor();
    expect(await page().locator('img, a, iframe, main script, [style]').count()).toBe(0);
    expect(await page().locator('tbody th').innerText()).toContain('<img src=x');
    await page().locator('tbody button').click();
    expect(await told()).toEqual([{ type: 'ready' }, { type: 'act', deed: 'start', node: hostile }]);
    expect(tab.console.filter((line) => /Content.Security|Refused to|Trusted/i.test(line))).toEqual([]);
  });

  it('has rows that are walked through by the keyboard, from where one left off, also after they have changed', async () => {
    await show(pageWith([row('a'), row('b'), row('c')]));
    await page().locator('tbody tr').first().focus();
    await page().keyboard.press('End');
    expect(await focused()).toMatch(/^c/);
    await page().keyboard.press('ArrowDown');
    await page().keyboard.press('ArrowUp');
    expect(await focused()).toMatch(/^b/);
    await show(pageWith([row('new'), row('b', { state: 'has renewed', tone: 'good' }), row('a')]));
    await expect.poll(focused).toMatch(/^b[^]*has renewed/);
    expect(await page().locator('tbody tr[tabindex="0"]').count()).toBe(1);
    await page().keyboard.press('Home');
    expect(await focused()).toMatch(/^new/);
  });

  it('says phases aloud from one element that stays, and not each node', async () => {
    await show(pageWith([row('a')]));
    const heard = page().getByRole('status');
    await heard.waitFor();
    await page().evaluate(() => Reflect.set(globalThis, 'changes', 0));
    await heard.evaluate((element) => {
      const Observer = Reflect.get(globalThis, 'MutationObserver');
      const count = (): boolean => Reflect.set(globalThis, 'changes', Reflect.get(globalThis, 'changes') + 1);
      new Observer(count).observe(element, { childList: true, characterData: true, subtree: true });
    });
    const changes = (): Promise<unknown> => page().evaluate(() => Reflect.get(globalThis, 'changes'));
    const renewed = [row('a', { state: 'has renewed' }), row('b')];
    await show(pageWith(renewed));
    await expect.poll(() => page().locator('tbody tr').count()).toBe(2);
    expect(await changes()).toBe(0);
    await show(pageWith(renewed, { announcement: 'All nodes have renewed' }));
    await expect.poll(changes).toBe(1);
    expect(await heard.innerText()).toBe('All nodes have renewed');
  });

  it('is built of landmarks with names, and of bars that tell their values', async () => {
    await show(pageWith([row('a')]));
    const bar = page().getByRole('progressbar', { name: 'rotated TLS certificates' });
    await bar.waitFor();
    expect(await bar.getAttribute('aria-valuetext')).toBe('1 of 3 nodes');
    for (const name of ['Phases', 'Nodes']) expect(await page().getByRole('region', { name }).count()).toBe(1);
    expect(await page().locator('[aria-current="step"]').innerText()).toContain('Renew');
    expect(await page().evaluate(() => Reflect.get(globalThis, 'kept') as unknown[])).toEqual([{ swarm: 'lab:/x' }]);
  });
});
