import { commands } from '@swarmpki/core/commands';
import { runAsked } from '../../app/act.ts';
import type { Deeds } from '../../app/deeds.ts';
import { paused, presentStep, skipped, started, stepsDone } from '../../app/learn/learning.ts';
import type { ShowMe } from '../../app/learn/lesson.ts';
import type { Binding, View } from '../../app/screen.ts';
import { glossaryLines } from './glossary.ts';
import { lessons } from './lessons/index.ts';
import type { Own } from './own.ts';

const id = 'learn';

/** The lesson that is selected. */
export function selectedLesson({ selected }: Own) {
  return lessons[Math.min(selected, lessons.length - 1)];
}

const present = ({ state }: View<Own>) => presentStep(state, lessons);
const isRunning = (view: View<Own>): boolean => present(view)?.lesson === selectedLesson(view.own);

export const bindings: readonly Binding<Own>[] = [
  {
    id: 'learn.move',
    title: 'lesson',
    about: 'To another lesson',
    keys: ['up', 'k', 'down', 'j'],
    section: 'move',
    weight: 6,
    run: (_, app, key) =>
      app.change<Own>(id, (own) => {
        const at = own.selected + (key === 'up' || key === 'k' ? -1 : 1);
        return { selected: Math.max(0, Math.min(lessons.length - 1, at)), hasHint: false };
      }),
  },
  {
    id: 'learn.start',
    title: 'start or pause',
    about: 'Start this lesson, go on with it, or pause it',
    keys: ['enter'],
    section: 'act',
    weight: 10,
    // Lessons change swarms, and somebody lives by a real one.
    labOnly: true,
    possible: ({ state }) => !state.readOnly,
    run: (view, app) => {
      const lesson = selectedLesson(view.own);
      if (lesson === undefined) return;
      app.store.update((state) => (isRunning(view) ? paused(state) : started(state, lesson)));
    },
  },
  {
    id: 'learn.hint',
    title: 'hint',
    about: 'Help with the present step',
    keys: ['h'],
    section: 'look',
    weight: 9,
    labOnly: true,
    possible: isRunning,
    run: (_, app) => app.change<Own>(id, (own) => ({ ...own, hasHint: !own.hasHint })),
  },
  {
    id: 'learn.show',
    title: 'show me',
    about: 'Do the present step, or go where it is done',
    keys: ['s'],
    section: 'act',
    weight: 8,
    labOnly: true,
    possible: (view) => isRunning(view) && present(view)?.step.show(view.state) !== undefined,
    run: (view, app) => show(app, present(view)?.step.show(view.state)),
  },
  {
    id: 'learn.skip',
    title: 'skip',
    about: 'Leave the present step out',
    keys: ['n'],
    section: 'act',
    weight: 5,
    labOnly: true,
    possible: isRunning,
    run: (_, app) => app.store.update((state) => skipped(state, lessons)),
  },
  {
    id: 'learn.glossary',
    title: 'glossary',
    about: 'The words of the field, and what people get wrong',
    keys: ['g'],
    section: 'look',
    weight: 7,
    run: ({ state }, app) => {
      const lines = glossaryLines(Math.min(state.size.columns - 2, 100) - 4);
      app.store.update((before) => ({ ...before, overlay: { kind: 'text', title: 'Glossary', lines, top: 0 } }));
    },
  },
  {
    id: 'learn.reset',
    title: 'begin anew',
    about: 'Forget what has been learned',
    keys: ['r'],
    section: 'act',
    possible: ({ state: { learning } }) => lessons.some((lesson) => stepsDone(learning, lesson) > 0),
    run: (_, app) =>
      app.store.update((state) => ({
        ...state,
        overlay: {
          kind: 'confirm',
          title: 'Begin all lessons anew',
          lines: [[{ text: 'Ticks are taken away. Nothing happens to the swarm.' }]],
          typed: '',
          onYes: () => app.store.update((before) => ({ ...before, learning: { ...before.learning, ...forgotten } })),
        },
      })),
  },
];

/** That nothing is done is kept as well. */
const forgotten = {
  running: undefined,
  happened: undefined,
  done: Object.fromEntries(lessons.map((lesson) => [lesson.id, 0])),
};

function show(app: Deeds, shown: ShowMe | undefined): void {
  if (shown === undefined) return;
  if ('open' in shown) return app.open(shown.open);
  if ('title' in shown) {
    const { title, lines } = shown;
    return app.store.update((state) => ({ ...state, overlay: { kind: 'text', title, lines, top: 0 } }));
  }
  const command = commandFor(shown.run);
  if (command !== undefined) runAsked(app, command, shown.run.slice(command.name.split(' ').length));
}

/** The command that a line is of. */
export function commandFor(line: readonly string[]) {
  return commands
    .filter(({ name }) => name.split(' ').every((word, at) => line[at] === word))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
}
