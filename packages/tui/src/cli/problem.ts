/** A command line that cannot be read, told as `docker` does it. */
export class UsageError extends Error {
  /** 125 for flags, 1 for everything else, as `docker` has it. */
  readonly exitCode: 1 | 125;

  constructor(exitCode: 1 | 125, message: string) {
    super(message);
    this.name = 'UsageError';
    this.exitCode = exitCode;
  }
}
