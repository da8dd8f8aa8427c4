import type { FrameLocator, Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { connectLab } from '../../../packages/core/src/engine/client/connect-lab.ts';
import { patience } from '../../tools/workbench/browser.ts';
import { workbenchMissing } from '../../tools/workbench/installed.ts';
import { workbenchOfFile } from '../../tools/workbench/of-file.ts';

const longest = { timeout: 120_000 };

/** As much of the page's root as is looked at. */
interface Root {
  scrollTop: number;
  readonly scrollWidth: number;
  readonly clientWidth: number;
}
const scrollTo120 = (root: Root): void => void (root.scrollTop = 120);
const scrolled = ({ scrollTop }: Root): number => scrollTop;
const isTooWide = ({ scrollWidth, clientWidth }: Root): boolean => scrollWidth > clientWidth;

describe.skipIf(workbenchMissing)('the rotation view in VS Code', () => {
  const workbench = workbenchOfFile({ settings: { 'remote.autoForwardPorts': false } });

  const view = (): FrameLocator => workbench().page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  const title = (): Locator => view().locator('header .title');
  const says = (text: string | RegExp): Promise<void> => expect.poll(() => title().innerText(), longest).toMatch(text);
  const bars = (): Promise<readonly (string | null)[]> =>
    view()
      .getByRole('progressbar')
      .evaluateAll((all: { getAttribute(name: string): string | null }[]) =>
        all.map((bar) => `${bar.getAttribute('aria-label')}: ${bar.getAttribute('aria-valuetext')}`),
      );

  /** All of the page, which is longer than a usual window. */
  const picture = async (name: string, width = 1280): Promise<void> => {
    const { page } = workbench();
    const usual = page.viewportSize();
    await page.setViewportSize({ width, height: 1280 });
    await view().locator('tbody').waitFor();
    await workbench().picture(name);
    if (usual !== null) await page.setViewportSize(usual);
  };

  const showInHighContrast = async (): Promise<void> => {
    const box = workbench().page.locator('.quick-input-widget:visible');
    await workbench().command('Preferences: Color Theme');
    await box.locator('input').first().fill('Dark High Contrast');
    await box.locator('.monaco-list-row', { hasText: 'Dark High Contrast' }).first().click();
    await expect.poll(() => view().locator('body').getAttribute('class'), patience).toContain('vscode-high-contrast');
  };

  it('says that none is under way, and what one would do', async () => {
    await workbench().command('Swarm PKI: Create a Lab…');
    await workbench().choose(/where\?/, '.swarmpki');
    await workbench().choose(/with what in it\?/, 'A manager and five workers');
    await workbench().said('the lab runs');
    await workbench().command('Notifications: Clear All Notifications');
    await workbench().command('Swarm PKI: Show the Rotation');
    await workbench().tab('Rotation: workspace').waitFor();
    await says('No rotation is under way');
    await expect.poll(() => view().locator('tbody tr').count(), longest).toBe(6);
    await expect
      .poll(() => view().locator('.detail').innerText(), longest)
      .toMatch(/Every node trusts root [0-9a-f]{8}/);
    await picture('rotation-none');
  }, 300_000);

  it('shows live who holds one up, also after the window was reloaded, and frees it by its button', async () => {
    await using engine = await workbench().lab();
    const lab = await connectLab(engine);
    const { JoinTokens: tokens } = await engine.inspectSwarm();
    const old = /root ([0-9a-f]{8})/.exec(await view().locator('.detail').innerText())?.[1];
    await lab?.act('worker-3', 'stop');
    await view()
      .getByRole('button', { name: /^Rotate the Root CA/ })
      .click();
    await workbench().choose(/Rotate the Root CA/, 'A new root');
    await says('The rotation is held up');
    const blocker = view().getByRole('listitem').filter({ hasText: 'worker-3 is stopped' });
    await blocker.waitFor();
    await expect
      .poll(bars, longest)
      .toEqual(['rotated TLS certificates: 5 of 6 nodes', 'rotated CA certificates: 0 of 6 nodes']);
    expect(await view().locator('tbody tr').first().innerText()).toMatch(/worker-3/);
    await picture('rotation-held-up');
    await workbench().reload();
    await workbench().tab('Rotation: workspace').waitFor();
    await says('The rotation is held up');
    await blocker.getByRole('button', { name: 'Start worker-3' }).waitFor();
    await picture('rotation-reloaded');
    await showInHighContrast();
    await picture('rotation-high-contrast');
    await view().locator('html').evaluate(scrollTo120);
    // What stays keeps its focus while what is around it changes, and the page its place: it is pressed by the keyboard.
    await blocker.getByRole('button', { name: 'Start worker-3' }).focus();
    for await (const _ of lab?.addNodes({ Count: 1 }, { signal: AbortSignal.timeout(patience.timeout) }) ?? []);
    await expect.poll(() => view().locator('.detail').innerText(), longest).toContain('6 of 7 nodes have renewed');
    expect(await view().locator('html').evaluate(scrolled)).toBe(120);
    await workbench().page.keyboard.press('Enter');
    await says('The rotation is complete');
    const changed = view().getByRole('region', { name: 'What has changed' });
    expect(await changed.innerText()).toContain(`Root ${old} is forgotten`);
    expect(await changed.innerText()).toContain('Both join tokens are new');
    expect(await blocker.count()).toBe(0);
    await expect
      .poll(bars, longest)
      .toEqual(['rotated TLS certificates: 7 of 7 nodes', 'rotated CA certificates: 7 of 7 nodes']);
    expect((await engine.inspectSwarm()).JoinTokens).not.toEqual(tokens);
    await picture('rotation-complete');
  }, 400_000);

  it('is read in a narrow column', async () => {
    await picture('rotation-narrow', 760);
    expect(await view().locator('html').evaluate(isTooWide)).toBe(false);
  }, 300_000);

  it('starts a lab that has stopped', async () => {
    await workbench().command('Swarm PKI: Stop the Lab');
    await says('The lab does not run');
    await view()
      .getByRole('button', { name: /^Start (This|the) Lab/ })
      .click();
    await says(/No rotation is under way|The rotation is complete/);
  }, 300_000);

  it('has kept to its policy, and asked for nothing', () => {
    const complaints = workbench().console.filter((line) => /Content.Security|Refused to|TrustedHTML/i.test(line));
    expect(complaints).toEqual([]);
  });
});
