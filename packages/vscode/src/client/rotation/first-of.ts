/** The first of many in an order, sorted: what comes behind them is looked at once, and never sorted. */
export function firstOf<Item>(
  items: readonly Item[],
  most: number,
  compare: (a: Item, b: Item) => number,
): readonly Item[] {
  const first: Item[] = [];
  for (const item of items) {
    const last = first.at(-1);
    if (first.length === most && last !== undefined && compare(item, last) >= 0) continue;
    const at = first.findLastIndex((each) => compare(each, item) <= 0);
    first.splice(at + 1, 0, item);
    if (first.length > most) first.pop();
  }
  return first;
}
