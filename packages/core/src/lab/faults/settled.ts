/** What came of something, good or bad, to be looked at later. Never rejects. */
export async function settled<Result>(wanted: Promise<Result>): Promise<() => Result> {
  try {
    const result = await wanted;
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
