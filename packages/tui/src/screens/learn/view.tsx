import { Box } from 'ink';
import type { JSX } from 'react';
import { presentStep, stepsDone } from '../../app/learn/learning.ts';
import type { Lesson } from '../../app/learn/lesson.ts';
import type { Room, View } from '../../app/screen.ts';
import type { State } from '../../app/state.ts';
import type { Tone } from '../../theme/theme.ts';
import { Lines } from '../../ui/line.tsx';
import { Panel, inside } from '../../ui/panel.tsx';
import { fit, wrap } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';
import { selectedLesson } from './bindings.ts';
import { lessons } from './lessons/index.ts';
import type { Own } from './own.ts';

export function LearnView({ view, room }: { readonly view: View<Own>; readonly room: Room }): JSX.Element {
  const { state, own } = view;
  const lesson = selectedLesson(own);
  const happened = happenedLines(state, room.width - 4);
  const below = happened.length === 0 ? 0 : Math.min(happened.length + 2, Math.max(4, Math.floor(room.height / 3)));
  const height = room.height - below;
  const list = { width: Math.min(36, Math.floor(room.width * 0.44)), height };
  const steps = { width: room.width - list.width, height };
  return (
    <Box flexDirection="column">
      <Box>
        <Panel title="Path" note="g glossary" {...list} isActive>
          <Lines lines={pathLines(state, own, inside(list).width)} {...inside(list)} />
        </Panel>
        {lesson && (
          <Panel title={`${own.selected + 1} of ${lessons.length}   ${lesson.title}`} {...steps}>
            <Lines lines={lessonLines(state, own, lesson, inside(steps).width)} {...inside(steps)} />
          </Panel>
        )}
      </Box>
      {below > 0 && (
        <Panel title="What just happened" width={room.width} height={below}>
          <Lines lines={happened} {...inside({ width: room.width, height: below })} />
        </Panel>
      )}
    </Box>
  );
}

function happenedLines({ learning }: State, width: number): readonly Line[] {
  return learning.happened === undefined ? [] : wrap(learning.happened.text, width).map((text) => [{ text }]);
}

/** All lessons, and how far each has come. */
function pathLines(state: State, own: Own, width: number): readonly Line[] {
  const running = presentStep(state, lessons)?.lesson;
  return lessons.map((lesson, at): Line => {
    const { title, minutes, steps } = lesson;
    const done = stepsDone(state.learning, lesson);
    const isOver = done === steps.length;
    const sign = isOver ? '✔' : lesson === running ? '▶' : done > 0 ? '◐' : '·';
    const tone: Tone = isOver ? 'good' : lesson === running ? 'accent' : 'muted';
    const isSelected = at === own.selected;
    const length = `${minutes} min`;
    return [
      { text: isSelected ? '▌' : ' ', tone: 'accent' },
      { text: `${sign} `, tone },
      {
        text: fit(`${at + 1} ${title}`, Math.max(0, width - 4 - length.length)),
        tone: isSelected ? 'strong' : 'plain',
      },
      { text: ` ${length}`, tone: 'muted' },
    ];
  });
}

/** A lesson with its steps; of the one that runs, also what helps. */
function lessonLines(state: State, own: Own, lesson: Lesson, width: number): readonly Line[] {
  const present = presentStep(state, lessons);
  const isRunning = present?.lesson === lesson;
  const done = stepsDone(state.learning, lesson);
  const lines: Line[] = [
    ...wrap(`You learn ${lesson.learns}`, width).map((text): Line => [{ text, tone: 'muted' }]),
    [],
  ];
  lesson.steps.forEach(({ todo }, at) => {
    const isPresent = isRunning && at === done;
    const sign = at < done ? '✔' : isPresent ? '▶' : '▢';
    const tone: Tone = at < done ? 'good' : isPresent ? 'accent' : 'muted';
    const text: Tone = at < done ? 'muted' : isPresent ? 'strong' : 'plain';
    // What lies ahead need not be read whole.
    const shown = isPresent || !isRunning ? wrap(todo, width - 3, isPresent ? 4 : 2) : wrap(todo, width - 3, 1);
    shown.forEach((line, row) =>
      lines.push([
        { text: row === 0 ? `${sign}  ` : '   ', tone },
        { text: line, tone: text },
      ]),
    );
  });
  return [...lines, [], ...footLines(state, own, isRunning ? present?.step.hint : undefined, isOver(), width)];

  function isOver(): boolean {
    return done === lesson.steps.length;
  }
}

function footLines(state: State, own: Own, hint: string | undefined, isOver: boolean, width: number): readonly Line[] {
  const text = (words: string, tone: Tone): readonly Line[] => wrap(words, width).map((line) => [{ text: line, tone }]);
  if (hint !== undefined)
    return own.hasHint ? text(hint, 'plain') : text('h hint · s show me · n skip · ⏎ pause', 'muted');
  if (state.engine.isLab === false) {
    return text(
      'Lessons change swarms, so they happen in a lab: leave, and start swarmpki without --host and --context.',
      'warn',
    );
  }
  if (state.readOnly)
    return text('Nothing can be changed here, so nothing can be tried: start without --read-only.', 'warn');
  return text(
    isOver ? 'It is done. ⏎ begins it anew.' : '⏎ starts it. The step to be done is shown on every screen.',
    'muted',
  );
}
