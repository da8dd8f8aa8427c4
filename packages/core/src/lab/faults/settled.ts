/** What came of something, good or bad, to be looked at later. Never rejects. */
export function settled<Result>(wanted: Promise<Result>): Promise<() => Result> {
  return wanted.then(
    (result) => () => result,
    (error: unknown) => () => {
      throw error;
    },
  );
}
