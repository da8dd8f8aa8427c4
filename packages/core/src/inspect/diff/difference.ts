/** A field in which two things differ. What only one of them has is left out of the other. */
export interface Difference {
  /** `notAfter`, `extension keyUsage` */
  readonly field: string;
  readonly a?: string;
  readonly b?: string;
}

/** What two things have in common, and in what they differ. */
export interface Comparison {
  /** Of what kind the first and the second are. */
  readonly kinds: readonly [a: string, b: string];
  /** What became of the one in the other, in sentences: for certificates of a swarm, `renewed`. */
  readonly meaning: readonly string[];
  readonly differences: readonly Difference[];
}

/** Compares fields by their names, in the order of the first and then of the second. */
export function differencesBetween(
  a: ReadonlyMap<string, string>,
  b: ReadonlyMap<string, string>,
): readonly Difference[] {
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((field): Difference[] => {
    const [one, other] = [a.get(field), b.get(field)];
    if (one === other) return [];
    return [{ field, ...(one === undefined ? {} : { a: one }), ...(other === undefined ? {} : { b: other }) }];
  });
}
