/** What a look at a file shows, or something else where there is no such file. */
export async function ifThere<Seen, Otherwise>(look: Promise<Seen>, otherwise: Otherwise): Promise<Seen | Otherwise> {
  try {
    return await look;
  } catch (error) {
    if (isMissing(error)) return otherwise;
    throw error;
  }
}

/** Whether the file system said that there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
