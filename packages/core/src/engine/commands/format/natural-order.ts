/** Compares names as people do: `worker-9` comes before `worker-10`. */
export function naturalOrder(one: string, other: string): number {
  let [a, b] = [0, 0];
  while (a < one.length && b < other.length) {
    const [x, y] = [digitsAt(one, a), digitsAt(other, b)];
    const difference = x !== '' && y !== '' ? compareNumbers(x, y) : one.charCodeAt(a) - other.charCodeAt(b);
    if (difference !== 0) return difference;
    a += x.length || 1;
    b += y.length || 1;
  }
  return one.length - a - (other.length - b);
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
