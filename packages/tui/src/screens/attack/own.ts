import type { AttackResult, LabAttack } from '@swarmpki/core/engine';

/** What the attack lab keeps for itself. */
export interface Own {
  /** All attacks that the lab knows; `undefined` until it has told. */
  readonly attacks: readonly LabAttack[] | undefined;
  /** Of {@link attacks}. */
  readonly selected: number;
  /** The id of one that is selected as soon as the lab has told of it. */
  readonly wanted: string | undefined;
  /** What one expects, by the id of the attack: which of its answers. */
  readonly predictions: Readonly<Record<string, number>>;
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
  predictions: {},
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

/** Whether what one expected of an attack has come about; `undefined` before both are known. */
export function wasRight({ predictions, results }: Own, { ID: id, Answers: answers }: LabAttack): boolean | undefined {
  const [answer, result] = [answers[predictions[id] ?? -1], results[id]];
  return answer && result && answer.Outcome === result.Outcome;
}
