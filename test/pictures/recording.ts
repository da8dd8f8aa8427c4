/** What a lab has told: see `record.ts`. */
export interface Recording {
  /** By their paths. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** Of `GET /lab/v1/changes`. */
  readonly lines: readonly unknown[];
  /** So many of them come before a rotation, and so many before nothing goes on in it, since a node is stopped. */
  readonly settled: number;
  readonly blocked: number;
}
