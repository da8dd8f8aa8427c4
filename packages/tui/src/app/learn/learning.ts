import { swarmNow } from '../moments.ts';
import { here } from '../state.ts';
import type { State } from '../state.ts';
import type { Lesson, Step } from './lesson.ts';
import type { Begun, Learning } from './progress.ts';

/** How far somebody has come in a lesson. */
export function stepsDone({ done }: Learning, { id, steps }: Lesson): number {
  return Math.min(done[id] ?? 0, steps.length);
}

/** The step that is to be done now. */
export interface Present {
  readonly lesson: Lesson;
  readonly step: Step;
  /** From 0. */
  readonly at: number;
}

export function presentStep({ learning }: State, lessons: readonly Lesson[]): Present | undefined {
  const lesson = lessons.find(({ id }) => id === learning.running?.lesson);
  const at = lesson === undefined ? 0 : stepsDone(learning, lesson);
  const step = lesson?.steps[at];
  return lesson && step && { lesson, step, at };
}

/** Begins a lesson where it was left; one that is done, from its beginning. */
export function started(state: State, lesson: Lesson): State {
  const { learning } = state;
  const isOver = stepsDone(learning, lesson) === lesson.steps.length;
  const done = isOver ? { ...learning.done, [lesson.id]: 0 } : learning.done;
  const running = { lesson: lesson.id, begun: begunNow(state) };
  return { ...state, learning: { ...learning, done, running, happened: undefined } };
}

export function paused(state: State): State {
  return { ...state, learning: { ...state.learning, running: undefined } };
}

/** Leaves the present step out. */
export function skipped(state: State, lessons: readonly Lesson[]): State {
  const present = presentStep(state, lessons);
  return present === undefined ? state : behind(state, present, undefined);
}

/** Ticks off what is done by now: the same state where nothing is. */
export function advanced(state: State, lessons: readonly Lesson[]): State {
  let next = state;
  for (;;) {
    const present = presentStep(next, lessons);
    const begun = next.learning.running?.begun;
    if (present === undefined || begun === undefined || !present.step.isDone(next, begun)) return next;
    next = behind(next, present, present.step.happened(next, begun));
  }
}

/** A step is over: the next one begins, or the lesson ends. */
function behind(state: State, { lesson, at }: Present, happened: string | undefined): State {
  const isLast = at + 1 === lesson.steps.length;
  return {
    ...state,
    learning: {
      ...state.learning,
      done: { ...state.learning.done, [lesson.id]: at + 1 },
      running: isLast ? undefined : { lesson: lesson.id, begun: begunNow(state) },
      happened: happened === undefined ? undefined : { text: happened, screen: here(state).screen },
    },
  };
}

function begunNow(state: State): Begun {
  const lab = state.sight?.lab;
  return {
    seq: lab?.journal.at(-1)?.Seq ?? 0,
    at: swarmNow(state),
    root: lab?.swarm.Root.Issuer,
    own: state.own,
  };
}
