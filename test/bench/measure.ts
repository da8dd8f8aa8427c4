import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a benchmark comes to. */
export interface Measurement {
  readonly name: string;
  /** Ours over the yardstick: less is better. */
  readonly ratio: number;
  /** The ratio to stay within. */
  readonly goal: number;
  /** Figures and shares, for people. */
  readonly detail: string;
}

export interface Benchmark {
  readonly name: string;
  run(): Promise<Measurement>;
}

/** Something that is measured: does its work a number of times. */
export type Contestant = (times: number) => void | Promise<void>;

/** By what time is measured. @returns µs */
type Stopwatch = () => number;

/** Time by the wall: for what waits for a disk or for others. */
export const wallTime: Stopwatch = () => performance.now() * 1000;

/** CPU time of this process, µs. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** @param part of the values that are smaller, from 0 to 1 */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/**
 * Lets contestants take turns, and takes for each the median of its time per operation.
 *
 * @param times operations of each contestant in a round
 * @param by CPU time unless told otherwise
 * @returns µs per operation, by name
 */
export async function compare<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
  {
    rounds = 11,
    times,
    by = cpuTime,
  }: { readonly rounds?: number; readonly times: Readonly<Record<Name, number>>; readonly by?: Stopwatch },
): Promise<Readonly<Record<Name, number>>> {
  const names = Object.keys(contestants) as Name[];
  const seen = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const before = by();
      await contestants[name](times[name]);
      // The first round warms up.
      if (round >= 0) seen[name].push((by() - before) / times[name]);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(seen[name])])) as Record<Name, number>;
}

/** `12.3 µs` */
export function us(value: number): string {
  return `${value.toFixed(1)} µs`;
}

/** `34 %` */
export function share(part: number, whole: number): string {
  return percent(part / whole);
}

/** `34 %` */
export function percent(part: number): string {
  return `${Math.round(100 * part)} %`;
}

/** Leaves nothing in memory but what is in use. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
}

/** Memory of this process, without garbage, MiB. */
export function memoryInUse(): number {
  collectGarbage();
  return process.memoryUsage().rss / 2 ** 20;
}
