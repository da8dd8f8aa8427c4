import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { patience } from './browser.ts';

/** A view of VS Code's with a tree in it, as it is seen. What is not scrolled to is not there. */
export class TreeView {
  readonly #page: Page;
  /** As the activity bar calls it. */
  readonly #container: string;

  constructor(page: Page, container: string) {
    this.#page = page;
    this.#container = container;
  }

  /** Shows it by its icon in the activity bar. */
  async open(): Promise<void> {
    const icon = this.#page.locator('.activitybar').getByRole('tab', { name: this.#container }).first();
    if ((await icon.getAttribute('aria-selected')) !== 'true') await icon.click();
    await this.body.first().waitFor();
  }

  get body(): Locator {
    return this.#page.locator('.sidebar .composite.viewlet .pane-body');
  }

  /** What stands in a view with nothing in it. */
  get welcome(): Locator {
    return this.body.locator('.welcome-view-content');
  }

  /** All rows, the first at the top: label and description, with two blanks for each level. */
  async rows(): Promise<readonly string[]> {
    const rows = await this.body.locator('.monaco-list-row').all();
    const told = await Promise.all(
      rows.map(async (row) => ({
        index: Number(await row.getAttribute('data-index')),
        level: Number(await row.getAttribute('aria-level')),
        text: (await row.locator('.label-name, .label-description').allInnerTexts()).join(' ').trimEnd(),
      })),
    );
    return told
      .toSorted((a, b) => a.index - b.index)
      .map(({ level, text }) => `${'  '.repeat(level - 1)}${text.replaceAll('\u{a0}', ' ')}`);
  }

  /** The row of a label, the first of its kind. */
  row(label: string | RegExp): Locator {
    return this.body
      .locator('.monaco-list-row')
      .filter({ has: this.#page.locator('.label-name', { hasText: label }) })
      .first();
  }

  /** Waits until there is a row that reads so, level and description included. */
  async has(row: RegExp, within: { readonly timeout: number } = patience): Promise<void> {
    await expect.poll(async () => (await this.rows()).join('\n'), within).toMatch(row);
  }

  /** Opens or closes what is below a row. */
  async toggle(label: string | RegExp): Promise<void> {
    await this.row(label).locator('.monaco-tl-twistie').click();
  }

  /** Chooses something from the menu of a row. */
  async choose(label: string | RegExp, action: string): Promise<void> {
    await this.row(label).click({ button: 'right' });
    const menu = this.#page.locator('.monaco-menu');
    await menu.getByRole('menuitem', { name: action, exact: true }).hover();
    await menu.locator('.action-item.focused', { hasText: action }).waitFor();
    // A click that comes with the menu would be taken for the end of the one that has opened it.
    await this.#page.keyboard.press('Enter');
  }

  /** Clicks what a row offers at its end. */
  async press(label: string | RegExp, action: string): Promise<void> {
    await this.row(label).hover();
    await this.row(label).getByRole('button', { name: action }).click();
  }
}
