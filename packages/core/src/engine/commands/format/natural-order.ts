/** Compares names as people do: `worker-9` comes before `worker-10`. */
export function naturalOrder(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at++;
  const [x, y] = numbersAround(one, other, at);
  if (x !== '' && y !== '') return compareNumbers(x, y);
  const isOver = at === one.length || at === other.length;
  return isOver ? one.length - other.length : one.charCodeAt(at) - other.charCodeAt(at);
}

/** The numbers by which two names differ from there on: what they begin with is the same. */
function numbersAround(one: string, other: string, at: number): readonly [string, string] {
  if (!isDigit(one.charCodeAt(at)) && !isDigit(other.charCodeAt(at))) return ['', ''];
  let from = at;
  while (from > 0 && isDigit(one.charCodeAt(from - 1))) from--;
  return [digitsAt(one, from), digitsAt(other, from)];
}

function digitsAt(name: string, from: number): string {
  let end = from;
  while (isDigit(name.charCodeAt(end))) end++;
  return name.slice(from, end);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Of equal ones the one with fewer zeros before it comes first. */
function compareNumbers(one: string, other: string): number {
  const [a, b] = [withoutZeros(one), withoutZeros(other)];
  if (a.length !== b.length) return a.length - b.length;
  if (a !== b) return a < b ? -1 : 1;
  return one.length - other.length;
}

function withoutZeros(digits: string): string {
  return digits.startsWith('0') ? digits.replace(/^0+(?=\d)/, '') : digits;
}
