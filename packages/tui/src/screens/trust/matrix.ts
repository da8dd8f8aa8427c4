import type { Group } from './groups.ts';

type Verdict = 'accepted' | 'refused' | 'unknown';

/** Whether the group of a row accepts what that of a column shows. */
export interface Cell {
  readonly verdict: Verdict;
  /** `probed`: by real mutual TLS between two nodes; `computed` from certificates and roots; `told`: by what an engine says. */
  readonly by: 'probed' | 'computed' | 'told';
  /** Of a refusal: `unknown-authority`; and the sentence, which may be a stranger's words. */
  readonly code: string;
  readonly reason: string;
  /** Of a probe: how it was spoken. Of what was to be probed and was not: why. */
  readonly note: string;
}

/** A group as it was when its cells were found, named by a letter. */
export interface Side extends Omit<Group, 'members'> {
  readonly letter: string;
  readonly count: number;
  /** The node that stands for all of it. */
  readonly id: string;
  readonly name: string;
  /** The root that it trusts, by name. */
  readonly trusts: string;
  /** What it shows with its leaf: as many certificates; `undefined` where that is not known. */
  readonly chainLength: number | undefined;
}

export interface Matrix {
  readonly sides: readonly Side[];
  /** By row, whose group judges; then by column. */
  readonly cells: readonly (readonly Cell[])[];
  /** In which of the groups a node is, by its id. */
  readonly sideOf: ReadonlyMap<string, number>;
  /** Nodes in groups that are left out. */
  readonly others: number;
}

/** A cell that was accepted, and is not any more. */
interface Broken {
  readonly judge: string;
  readonly shown: string;
  readonly reason: string;
}

/** More than these are counted, and not kept. */
const mostBroken = 100;

/** What has been seen since one began to watch. */
export interface Watch {
  readonly looks: number;
  readonly broken: readonly Broken[];
  readonly count: number;
}

export const freshWatch: Watch = { looks: 0, broken: [], count: 0 };

/**
 * What becomes of a watch by another look. A cell breaks when two nodes that accepted one another no longer do: that a
 * stranger is refused is no break, nor is that somebody was refused before.
 */
export function watched(watch: Watch, before: Matrix | undefined, now: Matrix): Watch {
  const found = before === undefined ? [] : brokenSince(before, now);
  return {
    looks: watch.looks + 1,
    broken: [...watch.broken, ...found].slice(-mostBroken),
    count: watch.count + found.length,
  };
}

function brokenSince(before: Matrix, now: Matrix): readonly Broken[] {
  return now.cells.flatMap((row, judgeAt) =>
    row.flatMap((cell, shownAt) => {
      const [judge, shown] = [now.sides[judgeAt], now.sides[shownAt]];
      if (cell.verdict !== 'refused' || judge === undefined || shown === undefined) return [];
      const was = before.cells[before.sideOf.get(judge.id) ?? -1]?.[before.sideOf.get(shown.id) ?? -1];
      if (was?.verdict !== 'accepted') return [];
      return [{ judge: judge.name || judge.id, shown: shown.name || shown.id, reason: cell.reason }];
    }),
  );
}

/** The name of the nth group. */
export function letterOf(at: number): string {
  return String.fromCharCode(65 + (at % 26));
}
