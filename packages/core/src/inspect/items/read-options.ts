import type { Budget } from './pkcs12/budget.ts';

/** What may be given to open what is found. */
export interface ReadOptions {
  /** Of PKCS #12 files; without one, what is not encrypted is read alone. Secret. */
  readonly password?: string | undefined;
  /** Rounds of key derivation for all that is read together; left out, each file has its own. */
  readonly rounds?: Budget | undefined;
}
