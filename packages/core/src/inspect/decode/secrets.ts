/** Whether a description may contain what nobody else should see. */
export interface Secrets {
  /** Somebody has said so: numbers of private keys, secrets of tokens, unlock keys, passwords. */
  readonly secrets?: boolean | undefined;
}
