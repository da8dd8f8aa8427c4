/**
 * Lets the rows of a page's table be walked through by the arrow keys, Home and End. Tab reaches one of them: the one that had
 * the focus last, else the first.
 */
export class RowWalk {
  readonly #page: HTMLElement;
  /** The row that Tab reaches, by its key. */
  #at: string | undefined;

  constructor(page: HTMLElement) {
    this.#page = page;
    page.addEventListener('focusin', ({ target }) => {
      const row = target instanceof Element ? target.closest<HTMLElement>('tbody tr') : null;
      if (row === null) return;
      this.#at = row.dataset['key'];
      this.refresh();
    });
    page.addEventListener('keydown', (event) => {
      const { target, key } = event;
      const rows = this.#rows;
      const at = rows.findIndex((row) => row === target);
      const next = at < 0 ? undefined : rows[targetOf(key, at, rows.length) ?? -1];
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
    });
  }

  /** To be called when rows may be others. */
  refresh(): void {
    const rows = this.#rows;
    const reached = rows.find(({ dataset }) => dataset['key'] === this.#at) ?? rows[0];
    for (const row of rows) row.tabIndex = row === reached ? 0 : -1;
  }

  get #rows(): readonly HTMLElement[] {
    return Array.from(this.#page.querySelectorAll<HTMLElement>('tbody tr'));
  }
}

function targetOf(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
