/** In the order in which people look for names: `worker-9` comes before `worker-10`. Each name is taken apart once. */
export function inNaturalOrder<Item>(items: readonly Item[], nameOf: (item: Item) => string): readonly Item[] {
  return items
    .map((item) => ({ item, chunks: chunks(nameOf(item)) }))
    .toSorted((one, other) => compare(one.chunks, other.chunks))
    .map(({ item }) => item);
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = compareChunks(a[at] ?? '', b[at] ?? '');
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function chunks(name: string): readonly string[] {
  return name.match(/\d+|\D/gu) ?? [];
}

function compareChunks(one: string, other: string): number {
  if (one === other) return 0;
  if (!isNumber(one) || !isNumber(other)) return one < other ? -1 : 1;
  const [a, b] = [withoutZeros(one), withoutZeros(other)];
  if (a.length !== b.length) return a.length - b.length;
  if (a !== b) return a < b ? -1 : 1;
  return one.length - other.length;
}

function isNumber(chunk: string): boolean {
  return chunk >= '0' && chunk < ':';
}

function withoutZeros(digits: string): string {
  return digits.startsWith('0') ? digits.replace(/^0+(?=\d)/, '') : digits;
}
