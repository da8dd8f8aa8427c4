import type { Locator, Page } from 'playwright-core';
import { eventually } from '../eventually.ts';

/** As much of a page's elements as is looked at: all of a browser's types would hide from the tests what Node has not. */
interface Shown {
  readonly textContent: string;
  getBoundingClientRect(): {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
}

interface Line extends Shown {
  readonly ownerDocument: {
    createTreeWalker(root: Line, what: number): { nextNode(): Text | null };
    createRange(): Shown & { setStart(node: Text, offset: number): void; setEnd(node: Text, offset: number): void };
  };
}

interface Text {
  readonly textContent: string;
}

/** So long a hover or actions are waited for before they are asked for once more, ms. */
const patientlyMs = 3_000;

/** A text editor, as it is seen. What is not scrolled to is not there. */
export class EditorPane {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get #editor(): Locator {
    return this.#page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  /** The lines that are shown, from the top, each with its hints where they stand. */
  async lines(): Promise<readonly string[]> {
    await this.#editor.locator('.view-line').first().waitFor();
    const lines = await this.#editor.locator('.view-line').evaluateAll((elements: (HTMLElement & Shown)[]) =>
      elements
        .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent }))
        .toSorted((a, b) => a.top - b.top)
        .map(({ text }) => text),
    );
    return lines.map((line) => line.replaceAll('\u{a0}', ' '));
  }

  /** What can be done, above the blocks. */
  get lenses(): Locator {
    return this.#editor.locator('.codelens-decoration a');
  }

  /** Underlined places. */
  squiggles(severity: 'error' | 'warning' | 'info' | 'hint'): Locator {
    return this.#editor.locator(`.squiggly-${severity}`);
  }

  /** Moves the mouse on a text, the first of its kind that is shown. @returns the hover that comes of it, whole */
  async hover(text: string): Promise<Locator> {
    const hover = this.#page
      .locator('.monaco-hover:visible')
      .filter({ hasNotText: /^Loading/ })
      .first();
    return eventually(`a hover on ${text}`, async () => {
      const { x, y } = await this.#placeOf(text);
      // A hover that is still there would be taken for it.
      await this.#page.keyboard.press('Escape');
      await this.#page.mouse.move(0, 0);
      await this.#page.mouse.move(x, y, { steps: 3 });
      // VS Code asks once: before the text has come to the server, or has moved on below the mouse, that is in vain.
      await hover.waitFor({ timeout: patientlyMs });
      return hover;
    });
  }

  /** Puts the cursor on a text, the first of its kind that is shown, by a click. */
  async click(text: string): Promise<void> {
    const { x, y } = await this.#placeOf(text);
    await this.#page.mouse.click(x, y);
  }

  /** Goes to a line, as its number is shown. */
  async reveal(line: number): Promise<void> {
    await this.#page.keyboard.press('Control+G');
    await this.#page.locator('.quick-input-widget:visible input').first().fill(`:${line}`);
    await this.#page.keyboard.press('Enter');
  }

  /** Opens what can be done at a text. @returns its rows */
  async actions(text: string): Promise<Locator> {
    const rows = this.#page.locator('.action-widget .monaco-list-row.action');
    return eventually(`actions at ${text}`, async () => {
      await this.#page.keyboard.press('Escape');
      await this.click(text);
      await this.#page.keyboard.press('Control+.');
      // As with hovers: lenses that come push the text down, away from below the mouse.
      await rows.first().waitFor({ timeout: patientlyMs });
      return rows;
    });
  }

  /** In the middle of a text. */
  async #placeOf(text: string): Promise<{ readonly x: number; readonly y: number }> {
    const line = this.#editor.locator('.view-line', { hasText: text }).first();
    await line.waitFor();
    return line.evaluate((element: HTMLElement & Line, wanted) => {
      const at = element.textContent.replaceAll('\u{a0}', ' ').indexOf(wanted) + Math.floor(wanted.length / 2);
      const textNodes = 4;
      const walker = element.ownerDocument.createTreeWalker(element, textNodes);
      let seen = 0;
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const { length } = node.textContent;
        if (seen + length > at) {
          const range = element.ownerDocument.createRange();
          range.setStart(node, at - seen);
          range.setEnd(node, at - seen + 1);
          const { left, top, width, height } = range.getBoundingClientRect();
          return { x: left + width / 2, y: top + height / 2 };
        }
        seen += length;
      }
      throw new Error('it is not shown');
    }, text);
  }
}
