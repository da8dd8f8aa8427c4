import { joinSteps } from '@swarmpki/core/engine';
import type { JoinLine, LabJoinEnding, LabJoinMessage, LabJoinStep } from '@swarmpki/core/engine';
import type { State } from '../../app/state.ts';

/** Something said on the wire, and at which step. */
interface Said extends LabJoinMessage {
  readonly at: number;
}

/** What the screen of a join keeps for itself. */
export interface Own {
  /** By which the lab knows it; empty before there is one. */
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly isRunning: boolean;
  /** Nothing more happens until it is told to. */
  readonly isStopped: boolean;
  /** When the lab ends it if nobody lets it go on, real time, ms since epoch; as long as it is stopped. */
  readonly standsUntil: number | undefined;
  /** What is left until then, s; in the last minute. */
  readonly secondsLeft: number | undefined;
  /** Those that are done, in their order. */
  readonly steps: readonly LabJoinStep[];
  readonly said: readonly Said[];
  /** Why it has begun anew. */
  readonly again: string | undefined;
  readonly ending: LabJoinEnding | undefined;
  /** Why nothing more is heard of it. */
  readonly lost: string | undefined;
  /** The step that is looked at; `undefined` for the latest. */
  readonly selected: number | undefined;
}

export const initial: Own = {
  id: '',
  name: '',
  role: 'worker',
  isRunning: false,
  isStopped: false,
  standsUntil: undefined,
  secondsLeft: undefined,
  steps: [],
  said: [],
  again: undefined,
  ending: undefined,
  lost: undefined,
  selected: undefined,
};

/** What there was is over: another one begins. */
export const beginning: Own = { ...initial, isRunning: true };

/** It goes on, or has ended. */
export function released(own: Own): Own {
  return { ...own, isStopped: false, standsUntil: undefined, secondsLeft: undefined, selected: undefined };
}

/** A join as it is after one more line of it. @param now real time, ms since epoch */
export function heard(own: Own, line: JoinLine, now: number): Own {
  const { ID: id, Name: name, Role: role, Step: step, Stopped: isStopped, Message: message, Ended: ending } = line;
  if (id !== '') return { ...own, id, name, role };
  if (step !== undefined) {
    const standsUntil = isStopped && line.StandsMs > 0 ? now + line.StandsMs : undefined;
    return { ...released(own), steps: [...own.steps, step], isStopped, standsUntil };
  }
  if (message !== undefined) return { ...own, said: [...own.said, { ...message, at: own.steps.length }] };
  if (ending !== undefined) return { ...released(own), ending, isRunning: false };
  if (line.AgainInMs === 0) return own;
  const seconds = Math.round(line.AgainInMs / 1_000);
  return { ...own, steps: own.steps.slice(0, 1), again: `${line.Why}; tried again in ${seconds} s` };
}

/** The step that is under way, or has failed; as many as there are when all are done. */
export function present({ steps }: Own): number {
  return steps.length;
}

/** The step that is looked at: where it is stopped the one that was done last, else the one that is under way. */
export function lookedAt(own: Own): number {
  if (own.selected !== undefined) return own.selected;
  const latest = own.isStopped ? own.steps.length - 1 : own.steps.length;
  return Math.max(0, Math.min(joinSteps.length - 1, latest));
}

/** Whether one is under way. */
export function isJoining({ own }: Pick<State, 'own'>): boolean {
  const kept = own['join'] as Own | undefined;
  return kept?.isRunning === true;
}
