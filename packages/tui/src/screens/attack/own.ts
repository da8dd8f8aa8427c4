import type { AttackResult, LabAttack } from '@swarmpki/core/engine';
import type { Predictions } from '../../app/learn/progress.ts';
import type { View } from '../../app/screen.ts';

/** What the attack lab keeps for itself. */
export interface Own {
  /** All attacks that the lab knows; `undefined` until it has told. */
  readonly attacks: readonly LabAttack[] | undefined;
  /** Of {@link attacks}. */
  readonly selected: number;
  /** The id of one that is selected as soon as the lab has told of it. */
  readonly wanted: string | undefined;
  /** What came of those that were run, by id. */
  readonly results: Readonly<Record<string, AttackResult>>;
  /** The id of the attack that is under way. */
  readonly running: string | undefined;
  /** The first line of the attack that is shown. */
  readonly top: number;
}

export const initial: Own = {
  attacks: undefined,
  selected: 0,
  wanted: undefined,
  results: {},
  running: undefined,
  top: 0,
};

/** Selects an attack by its id, now or when it is known. */
export function select(own: Own, id: string): Own {
  const at = own.attacks?.findIndex(({ ID }) => ID === id) ?? -1;
  return at < 0 ? { ...own, wanted: id } : { ...own, selected: at, wanted: undefined, top: 0 };
}

export function selectedAttack({ attacks, selected }: Own): LabAttack | undefined {
  return attacks?.[selected];
}

/** What is to be seen of attacks: what one expects of them lasts longer than the screen. */
export interface Seen extends Own {
  /** By the id of the attack: which of its answers. */
  readonly predictions: Predictions;
}

export function seenIn({ state, own }: View<Own>): Seen {
  return { ...own, predictions: state.learning.predictions };
}

/** The answer that one expects to be right. What was kept may be of an attack that has fewer by now. */
export function expectedAnswer(
  { predictions }: Seen,
  { ID: id, Answers: answers }: LabAttack,
): LabAttack['Answers'][number] | undefined {
  return Object.hasOwn(predictions, id) ? answers[predictions[id] ?? -1] : undefined;
}

/** Whether what one expected of an attack has come about; `undefined` before both are known. */
export function wasRight(seen: Seen, attack: LabAttack): boolean | undefined {
  const [answer, result] = [expectedAnswer(seen, attack), seen.results[attack.ID]];
  return answer && result && answer.Outcome === result.Outcome;
}
