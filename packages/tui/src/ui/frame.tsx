import { Box, useIsScreenReaderEnabled } from 'ink';
import type { JSX } from 'react';
import type { App } from '../app/app.ts';
import { hints } from '../app/bindings.ts';
import { globalBindings } from '../app/global.ts';
import type { Binding, Explanation, Screen, View } from '../app/screen.ts';
import type { Job, State } from '../app/state.ts';
import { whyNothing } from '../app/explain/nothing.ts';
import { presentStep } from '../app/learn/learning.ts';
import { here } from '../app/state.ts';
import { showKey } from '../term/keys.ts';
import { fieldLine } from './field-line.ts';
import { headLines } from './head.ts';
import { LineText, Lines } from './line.tsx';
import { OverlayView } from './overlay-view.tsx';
import { lineWidth, wrap } from './text.ts';
import type { Line } from '../theme/line.ts';

/** Smaller than this nothing of use can be shown. */
const least = { columns: 60, rows: 15 } as const;
/** What explanations leave to a screen, its head and its keys among it. */
const leastForScreen = 18;
/** Lines of one thing that is said. */
const mostSaid = 3;

interface FrameProps {
  readonly app: App;
  readonly state: State;
}

/** What all screens have in common: where one is, tabs, the screen itself, what it means, what was said last, keys. */
export function Frame({ app, state }: FrameProps): JSX.Element {
  const { columns, rows } = state.size;
  const isRead = useIsScreenReaderEnabled();
  if (columns < least.columns || rows < least.rows) return <TooSmall state={state} />;
  const { screen, view } = app.now(state);
  const explanation = [...explanationLines(screen, view, columns), ...lessonLines(app, state)];
  const said = saidLines(state, columns);
  const height = rows - 3 - explanation.length - said.length;
  // Whoever looks sees what lies below a question; whoever listens hears the question alone.
  const isHidden = isRead && state.overlay !== undefined;
  // Lines are cut to their width when they are made: to cut them again would cost as much as to draw them.
  return (
    <Box flexDirection="column" width={columns} height={rows} overflowY="hidden">
      <Lines lines={headLines(app, state)} width={columns} />
      <Box width={columns} height={height} flexShrink={0} overflowY="hidden">
        {!isHidden && screen.render(view, { width: columns, height })}
      </Box>
      <Lines lines={explanation} width={columns} />
      <Lines lines={said} width={columns} />
      <LineText line={state.field ? fieldLine(state.field, columns) : keyLine(screen, view, columns)} width={columns} />
      {state.overlay && <OverlayView app={app} overlay={state.overlay} state={state} />}
    </Box>
  );
}

function TooSmall({ state }: { readonly state: State }): JSX.Element {
  const { columns, rows } = state.size;
  const words = [
    `This terminal is ${columns}×${rows}; ${least.columns}×${least.rows} is the least that can be used, 80×24 is better.`,
    'Make it larger, or press q. The swarm goes on in any case.',
  ];
  const lines = words.flatMap((text) => wrap(text, Math.max(10, columns))).map((text) => [{ text }]);
  return <Lines lines={lines.slice(0, rows)} width={columns} />;
}

function explanationLines(screen: Screen, view: View<unknown>, columns: number): readonly Line[] {
  const { explain, size } = view.state;
  if (explain === 'off') return [];
  const nothing = screen.needsNoSwarm === true ? undefined : whyNothing(view.state);
  const happened = happenedHere(view.state);
  const { short, long } = nothing ? { short: nothing.text, long: [] } : (happened ?? screen.explain(view));
  const brief = nothing === undefined && happened === undefined ? 2 : Math.max(3, Math.floor(size.rows / 6));
  const most =
    explain === 'short' ? brief : Math.max(brief, Math.min(Math.floor(size.rows / 3), size.rows - leastForScreen));
  const text = explain === 'short' ? [short] : [short, ...long];
  return text
    .flatMap((sentence) => wrap(sentence, columns - 4))
    .slice(0, most)
    .map((line, at) => [
      { text: at === 0 ? ' ⓘ ' : '   ', tone: 'accent' },
      { text: line, tone: nothing?.isWrong === true ? 'bad' : 'muted' },
    ]);
}

/** What a lesson has to say of what was just done, in place of what the screen says: where that was. */
function happenedHere(state: State): Explanation | undefined {
  const { happened } = state.learning;
  const { screen } = here(state);
  return happened?.screen === screen && screen !== 'learn' ? { short: happened.text, long: [] } : undefined;
}

/** What is to be done in the lesson that runs; its own screen has more to say. */
function lessonLines(app: App, state: State): readonly Line[] {
  const present = presentStep(state, app.lessons);
  if (present === undefined || here(state).screen === 'learn') return [];
  const { lesson, step, at } = present;
  return [
    [
      { text: ' ▶ ', tone: 'accent' },
      { text: `${lesson.title} ${at + 1}/${lesson.steps.length}  `, tone: 'accent' },
      { text: step.todo, tone: 'strong' },
      { text: '   7 learn', tone: 'muted' },
    ],
  ];
}

/** What was said last, or what a command that runs shows. The reason of a refusal stands at its end, so it is not cut. */
function saidLines({ toast, jobs }: State, columns: number): readonly Line[] {
  const running = jobs.findLast(({ status }) => status === 'running');
  if (toast !== undefined) {
    const sign = { good: '✔', warn: '!', bad: '✗', plain: '·' }[toast.tone];
    return wrap(toast.text, columns - 4)
      .slice(0, mostSaid)
      .map((text, at) => [{ text: ` ${at === 0 ? sign : ' '} ${text}`, tone: toast.tone }]);
  }
  return running === undefined ? [] : [[{ text: ' ◐ ', tone: 'busy' }, { text: runningText(running) }]];
}

function runningText({ line, lines, rows }: Job): string {
  const last = rows.findLast((row) => row.trim() !== '') ?? lines.at(-1);
  return last === undefined ? `${line} …` : `${line}: ${last.trim()}`;
}

/** The keys that are worth pressing now, as many as there is room for; help and the way out stand there in any case. */
function keyLine(screen: Screen, view: View<unknown>, columns: number): Line {
  const all = hints([...screen.bindings, ...globalBindings], view);
  const always = all.filter(({ id }) => id === 'help' || id === 'quit');
  const end = always.map(hintOf);
  const shown: Line[] = [];
  for (const binding of all.filter((one) => !always.includes(one))) {
    const next = hintOf(binding);
    if (lineWidth(inARow([...shown, next, ...end])) > columns) break;
    shown.push(next);
  }
  return inARow([...shown, ...end]);
}

/** Hints in a row. */
function inARow(told: readonly Line[]): Line {
  return told.flatMap((hint, at) => [{ text: at === 0 ? ' ' : '   ' }, ...hint]);
}

function hintOf({ keys, title }: Binding): Line {
  return [
    { text: showKey(keys[0] ?? ''), tone: 'strong' },
    { text: ` ${title}`, tone: 'muted' },
  ];
}
