/** What is known of a swarm that lives, by whoever watches it: digests alone, SHA-256 in hexadecimal. */
export interface LiveSwarm {
  /** For people. */
  readonly name: string;
  /** Of the root that its nodes trust now: of all its bytes, as join tokens carry it. */
  readonly root: string;
  /** Of the roots that were its before. */
  readonly formerRoots: readonly string[];
  /** Of its join tokens as they are now, each as a whole; empty where they are not known. */
  readonly tokens: readonly string[];
}
