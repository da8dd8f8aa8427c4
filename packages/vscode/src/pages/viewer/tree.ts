import type { ElementView } from '../../shared/file-view.ts';
import { element } from '../dom.ts';

/** So deep it is unfolded at first: the parts of a certificate, without what is in them. */
const firstDepth = 2;

/** The elements of DER as a tree, to be gone through with the arrow keys as the trees of the editor. */
export function elementTree(elements: readonly ElementView[], title: string): HTMLElement {
  const rows = elements.map((each, index) => rowOf(each, (elements[index + 1]?.depth ?? 0) > each.depth));
  const tree = element('div', { role: 'tree', attributes: { 'aria-label': title }, children: rows });
  const isOpen = (at: number): boolean => rows[at]?.getAttribute('aria-expanded') === 'true';
  const depthAt = (at: number): number => elements[at]?.depth ?? -1;

  const fold = (): void => {
    let hiddenBelow = Number.POSITIVE_INFINITY;
    for (const [at, row] of rows.entries()) {
      if (depthAt(at) <= hiddenBelow) hiddenBelow = Number.POSITIVE_INFINITY;
      row.hidden = hiddenBelow !== Number.POSITIVE_INFINITY;
      if (!row.hidden && row.hasAttribute('aria-expanded') && !isOpen(at)) hiddenBelow = depthAt(at);
    }
  };
  const set = (at: number, opened: boolean): void => {
    const row = rows[at];
    if (row?.hasAttribute('aria-expanded') !== true) return;
    row.setAttribute('aria-expanded', String(opened));
    fold();
  };
  const focus = (at: number): void => {
    const row = rows[at];
    if (row === undefined) return;
    for (const other of rows) if (other.tabIndex === 0) other.tabIndex = -1;
    row.tabIndex = 0;
    row.focus();
  };
  const step = (from: number, by: 1 | -1): number => {
    let at = from + by;
    while (rows[at]?.hidden === true) at += by;
    return rows[at] === undefined ? from : at;
  };
  const parentOf = (at: number): number => {
    const depth = depthAt(at);
    let above = at - 1;
    while (above >= 0 && depthAt(above) >= depth) above--;
    return Math.max(above, 0);
  };
  const keys: Readonly<Record<string, (at: number) => void>> = {
    ArrowDown: (at) => focus(step(at, 1)),
    ArrowUp: (at) => focus(step(at, -1)),
    ArrowRight: (at) => (isOpen(at) ? focus(step(at, 1)) : set(at, true)),
    ArrowLeft: (at) => (isOpen(at) ? set(at, false) : focus(parentOf(at))),
    Enter: (at) => set(at, !isOpen(at)),
    ' ': (at) => set(at, !isOpen(at)),
    Home: () => focus(0),
    End: () => focus(step(rows.length, -1)),
  };
  const indexOf = (target: EventTarget | null): number =>
    target instanceof Element ? rows.findIndex((row) => row.contains(target)) : -1;

  tree.addEventListener('keydown', (event) => {
    const at = indexOf(event.target);
    const act = keys[event.key];
    if (at < 0 || act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(at);
  });
  tree.addEventListener('click', (event) => {
    const at = indexOf(event.target);
    if (at < 0) return;
    focus(at);
    set(at, !isOpen(at));
  });
  const [first] = rows;
  if (first !== undefined) first.tabIndex = 0;
  fold();
  return tree;
}

function rowOf({ depth, offset, length, tag, value, damage }: ElementView, hasBelow: boolean): HTMLElement {
  const row = element('div', {
    class: damage === undefined ? 'element' : 'element damaged',
    role: 'treeitem',
    attributes: {
      'aria-level': String(depth + 1),
      ...(hasBelow ? { 'aria-expanded': String(depth < firstDepth) } : {}),
    },
    children: [
      element('span', { class: 'twistie', attributes: { 'aria-hidden': 'true' } }),
      element('span', { class: 'tag', text: tag }),
      element('span', { class: 'value', text: value }),
      damage === undefined ? undefined : element('span', { class: 'bad', text: damage }),
      element('span', { class: 'muted offset', text: `${offset}+${length}`, attributes: { 'aria-hidden': 'true' } }),
    ],
  });
  row.tabIndex = -1;
  row.style.paddingLeft = `${depth * 1.1}em`;
  return row;
}
