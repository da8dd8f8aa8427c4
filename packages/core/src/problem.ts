/**
 * The one shape of everything that goes wrong in swarmpki.
 *
 * A problem says what happened (`message`, kept word for word where Docker's users search for it), what had been
 * expected instead, and what to do next. Rooms derive a class of their own from it and name its codes, so that a caller
 * can tell problems apart without reading English.
 */
export class Problem<Code extends string = string> extends Error {
  /** Stable, kebab-case, unique within the room. */
  readonly code: Code;
  /** What would have been right, as a noun phrase or a sentence. */
  readonly expected: string | undefined;
  /** What the reader can do about it, as a sentence. */
  readonly next: string | undefined;

  constructor(code: Code, message: string, details: ProblemDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.expected = details.expected;
    this.next = details.next;
  }
}

/** The optional parts of a {@link Problem}. */
export interface ProblemDetails {
  readonly expected?: string | undefined;
  readonly next?: string | undefined;
  readonly cause?: unknown;
}

/**
 * The text of anything thrown, for a sentence of our own.
 *
 * @param error whatever a `catch` received
 * @returns its message, or the value as text
 */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
