import type { Lab } from '@swarmpki/core/lab';

/** What the steps of a tour have in common. */
export interface TourContext {
  /** Where the lab is made; new and empty. */
  readonly directory: string;
  /** Hands over the lab to whoever has to close it. */
  readonly keep: (lab: Lab) => void;
  /** Reasons with which the manager turned connections away, oldest first. */
  readonly refusals: string[];
  /** Faults of the lab's own; there must be none. */
  readonly faults: unknown[];
  /** Sessions that broke off, by node. */
  readonly lostSessions: string[];
  /** What later steps need of earlier ones. */
  readonly found: Partial<Findings>;
}

/** What a step leaves for those after it. */
export interface Findings {
  lab: Lab;
  /** Before the rotation: a worker's certificate and key, the worker token, and the root. */
  old: {
    readonly identity: { readonly certificatePem: string; readonly keyPem: string };
    readonly workerToken: string;
    readonly rootDigest: string;
  };
}

/** One thing that is shown. */
export interface TourStep {
  /** What happens, as a headline. */
  readonly title: string;
  /** Why it matters, in one or two sentences. */
  readonly why: string;
  /**
   * Does it, checks it, and yields what was seen: values read back from a file or from the wire.
   *
   * @throws {TourFailure} when something is not as it has to be
   */
  readonly run: (context: TourContext) => AsyncGenerator<string, void>;
}

/** Something in the tour is not as it has to be. */
export class TourFailure extends Error {
  override readonly name = 'TourFailure';
}

/** @throws {TourFailure} unless it holds */
export function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new TourFailure(otherwise);
}

/** @throws {TourFailure} when an earlier step left nothing */
export function need<Name extends keyof Findings>(context: TourContext, name: Name): Findings[Name] {
  const value = context.found[name];
  if (value === undefined) throw new TourFailure(`an earlier step left no ${name}`);
  return value;
}

/**
 * The error with which something fails.
 *
 * @throws {TourFailure} when it does not fail
 */
export async function refusalOf(attempt: Promise<unknown>, otherwise: string): Promise<Error> {
  let outcome: unknown;
  try {
    await attempt;
  } catch (error) {
    outcome = error;
  }
  if (outcome instanceof Error) return outcome;
  throw new TourFailure(otherwise);
}
