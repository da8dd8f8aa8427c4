/** A command line that cannot be read, told as `docker` does it. */
export class UsageError extends Error {
  /** 125 for flags, 1 for everything else, as `docker` has it. */
  readonly exitCode: 1 | 125;

  /** With which word `docker` points to its help; it has both. */
  readonly pointer: 'Run' | 'See';

  constructor(exitCode: 1 | 125, message: string, pointer: 'Run' | 'See' = 'Run') {
    super(message);
    this.name = 'UsageError';
    this.exitCode = exitCode;
    this.pointer = pointer;
  }
}

/**
 * Reads something of a command line; what cannot be read is told with its usage.
 *
 * @param path `swarmpki ca`
 * @param usage `swarmpki ca [OPTIONS]`
 */
export async function withUsage<Result>(path: string, usage: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { exitCode, message, pointer } = error;
    throw new UsageError(
      exitCode,
      `${message}\n\nUsage:  ${usage}\n\n${pointer} '${path} --help' for more information`,
    );
  }
}
