/** A root with its key. */
export interface RootWithKey {
  /** PEM, normalised. */
  readonly caCert: string;
  /** PEM */
  readonly caKey: string;
}

/** A new root with a new key (docs/protocol.md §1.1). */
interface GeneratedRoot {
  readonly kind: 'generated-root';
}

/** Whether one of these external CAs answers with a certificate that leads to a root (docs/protocol.md §8.3). */
interface ReachableCa {
  readonly kind: 'reachable-ca';
  /** The root: PEM, normalised. */
  readonly caCert: string;
  readonly urls: readonly string[];
}

/** The name and key of a new root, signed by the present one (docs/protocol.md §8.5, §9.5). */
export interface CrossSignedRoot {
  readonly kind: 'cross-signed-root';
  /** The present root: PEM, normalised. */
  readonly caCert: string;
  /** What signs for it: its key as PEM, or external CAs. */
  readonly by: { readonly key: string } | { readonly urls: readonly string[] };
  readonly successor: { readonly caCert: string; readonly caKey: string | undefined };
}

/** Something that a decision cannot know or make by itself. It states all that the answer depends on. */
export type Need = GeneratedRoot | ReachableCa | CrossSignedRoot;

/** What is answered to each kind of need. */
export interface Answers {
  readonly 'generated-root': RootWithKey;
  readonly 'reachable-ca': boolean;
  /** PEM, normalised; `undefined` when nobody could make it. */
  readonly 'cross-signed-root': { readonly crossSignedCaCert: string | undefined };
}

/** A need with its answer. */
export type Answered = { readonly [Kind in Need['kind']]: AnsweredNeed<Kind> }[Need['kind']];

interface AnsweredNeed<Kind extends Need['kind']> {
  readonly need: NeedOf<Kind>;
  readonly answer: Answers[Kind];
}

type NeedOf<Kind extends Need['kind']> = Extract<Need, { readonly kind: Kind }>;

/**
 * The answer to a need, if it has been fetched. It counts only if the need is still, to the letter, the one that was
 * answered: so an answer that came too late, because the swarm changed meanwhile, is none.
 */
export function answerTo<Kind extends Need['kind']>(
  answered: readonly Answered[],
  need: NeedOf<Kind>,
): Answers[Kind] | undefined {
  const wanted = JSON.stringify(need);
  const found = answered.find((candidate) => JSON.stringify(candidate.need) === wanted);
  return found?.answer as Answers[Kind] | undefined;
}

/** A decision that waits for something from outside; ask again with it. */
export interface Needs {
  readonly outcome: 'needs';
  readonly need: Need;
}

/** Asks for something from outside. */
export function needs(need: Need): Needs {
  return { outcome: 'needs', need };
}
