/** Compares names as people do: `worker-9` comes before `worker-10`. */
export function naturalOrder(one: string, other: string): number {
  const [a, b] = [chunks(one), chunks(other)];
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
  const [a, b] = [one, other].map((chunk) => (/^\d/.test(chunk) ? chunk.replace(/^0+(?=\d)/, '') : undefined));
  if (a === undefined || b === undefined) return one < other ? -1 : 1;
  if (a.length !== b.length) return a.length - b.length;
  if (a !== b) return a < b ? -1 : 1;
  return one.length - other.length;
}
