import { Box } from 'ink';
import type { JSX } from 'react';
import { joinSteps } from '@swarmpki/core/engine';
import type { JoinStepName } from '@swarmpki/core/engine';
import type { Room, View } from '../../app/screen.ts';
import { Lines } from '../../ui/line.tsx';
import { Panel, inside } from '../../ui/panel.tsx';
import { cut, fit, wrap } from '../../ui/text.ts';
import type { Line, Span } from '../../theme/line.ts';
import { detailsOf, factOf, took } from './facts.ts';
import { lookedAt, present } from './own.ts';
import type { Own } from './own.ts';
import { texts } from './texts.ts';

export function JoinView({ view, room }: { readonly view: View<Own>; readonly room: Room }): JSX.Element {
  const { own } = view;
  const steps = stepLines(own, inside(room).width);
  const upper = { width: room.width, height: Math.min(room.height - 5, steps.length + 2) };
  const below = room.height - upper.height;
  const left = { width: Math.floor(room.width * 0.56), height: below };
  const right = { width: room.width - left.width, height: below };
  const wire = wireLines(own, inside(left).width);
  return (
    <Box flexDirection="column">
      <Panel title={titleOf(own)} note={noteOf(own)} {...upper} isActive>
        <Lines lines={steps} {...inside(upper)} />
      </Panel>
      {below > 2 && (
        <Box>
          <Panel title="On the wire" {...left}>
            <Lines lines={wire.slice(-inside(left).height)} {...inside(left)} />
          </Panel>
          <Panel title="What could go wrong here" {...right}>
            <Lines lines={dangerLines(own, inside(right).width)} {...inside(right)} />
          </Panel>
        </Box>
      )}
    </Box>
  );
}

function titleOf({ name, role, isRunning, ending }: Own): string {
  if (ending?.Outcome === 'joined') return `${name} has joined as a ${role}`;
  if (name === '') return 'Joining';
  return isRunning ? `${name} joins as a ${role}` : `${name} has not joined`;
}

function noteOf(own: Own): string {
  const { isRunning, isStopped, ending, lost, steps, secondsLeft } = own;
  if (ending?.Outcome === 'joined') return `all ${joinSteps.length} steps are done`;
  if (ending !== undefined) return `${ending.Outcome} at step ${present(own) + 1} of ${joinSteps.length}`;
  if (lost !== undefined) return 'nothing more is heard of it';
  if (secondsLeft !== undefined) return `ends by itself in ${secondsLeft} s: Space goes on`;
  if (isStopped) return `step ${steps.length} of ${joinSteps.length} done, stopped: Space goes on`;
  return isRunning ? `step ${present(own) + 1} of ${joinSteps.length}` : '';
}

/** All steps, each in a line, and more of the one that is looked at. */
export function stepLines(own: Own, width: number): readonly Line[] {
  const shown = lookedAt(own);
  const steps = joinSteps.flatMap((name, at): readonly Line[] => {
    const isShown = at === shown;
    const line = stepLine(own, name, at, { isShown, width });
    return isShown ? [line, ...moreOf(own, at, width)] : [line];
  });
  return [...steps, ...standingLine(own, width)];
}

/** Managers hang up on whoever says nothing for five minutes: so nobody may stand still for as long. */
function standingLine({ secondsLeft }: Own, width: number): readonly Line[] {
  if (secondsLeft === undefined) return [];
  const text = `! It stands still: in ${secondsLeft} s it is given up. Space goes on, c lets it join.`;
  return [[{ text: cut(text, width), tone: 'warn' }]];
}

/** Where facts begin. */
const indent = 28;

function stepLine(
  own: Own,
  name: JoinStepName,
  at: number,
  { isShown, width }: { readonly isShown: boolean; readonly width: number },
): Line {
  const step = own.steps[at];
  const mark = markOf(own, at);
  const { title, plan } = texts[name];
  const room = Math.max(0, width - indent - mark.text.length - 1);
  return [
    { text: isShown ? '▌ ' : '  ', tone: 'accent' },
    { text: `${at + 1}  `, tone: 'muted' },
    { text: fit(title, indent - 6), tone: isShown ? 'strong' : 'plain' },
    { text: ' ' },
    { text: fit(step === undefined ? plan : factOf(step), room), tone: step === undefined ? 'muted' : 'plain' },
    { text: ' ' },
    mark,
  ];
}

/** How far a step has come, by sign and word. */
function markOf(own: Own, at: number): Span {
  const step = own.steps[at];
  const cells = (text: string): string => fit(text, 9, 'right');
  if (step !== undefined) return { text: cells(`✔ ${took(step.Microseconds)}`), tone: 'good' };
  if (at !== present(own) || own.id === '') return { text: cells('·'), tone: 'muted' };
  if (own.ending !== undefined && own.ending.Outcome !== 'joined') {
    return { text: cells(own.ending.Outcome === 'refused' ? '✗ refused' : '✗ ended'), tone: 'bad' };
  }
  if (own.ending !== undefined) return { text: cells('· waits'), tone: 'muted' };
  if (own.lost !== undefined) return { text: cells('✗ lost'), tone: 'bad' };
  return own.isStopped ? { text: cells('next'), tone: 'muted' } : { text: cells('◐ now'), tone: 'busy' };
}

function moreOf(own: Own, at: number, width: number): readonly Line[] {
  const step = own.steps[at];
  const below = (text: string, tone: Span['tone']): Line => [
    { text: ' '.repeat(indent) },
    { text, ...(tone && { tone }) },
  ];
  if (step !== undefined) return detailsOf(step).map((text) => below(text, 'accent'));
  if (at !== present(own)) return [];
  const room = width - indent;
  return failure(own).flatMap(([text, tone]) => wrap(text, room, 3).map((line) => below(line, tone)));
}

/** Why it has ended, what would have been right, and what is left of it. */
function failure({ ending, lost, again }: Own): readonly (readonly [string, NonNullable<Span['tone']>])[] {
  if (lost !== undefined) return [[lost, 'bad']];
  if (ending === undefined) return again === undefined ? [] : [[again, 'warn']];
  const { Message: message, Expected: expected, Left: left, Outcome: outcome } = ending;
  return [
    ...(message === '' ? [] : ([[message, 'bad']] as const)),
    ...(outcome === 'abandoned' ? ([['it stood still for four minutes: nobody looked at it', 'bad']] as const) : []),
    ...(expected === '' ? [] : ([[`expected: ${expected}`, 'warn']] as const)),
    ...(left === '' ? [] : ([[`left behind: docker node rm --force ${left.slice(0, 12)}`, 'warn']] as const)),
  ];
}

/** What was said up to the step that is looked at, the latest last. */
export function wireLines(own: Own, width: number): readonly Line[] {
  const until = own.selected ?? present(own);
  const said = own.said.filter(({ at }) => at <= until);
  if (said.length === 0) return [[{ text: 'Nothing has been said yet.', tone: 'muted' }]];
  const isHeldOpen = said.at(-1)?.Way === 'sent' && own.isRunning;
  return [
    ...said.flatMap(({ Way: way, Method: method, Text: text }): readonly Line[] => {
      const [sign, tone] = way === 'sent' ? ['→ ', 'accent' as const] : ['← ', 'good' as const];
      const [first = '', ...more] = wrap(way === 'sent' ? `${method} ${text}` : text, width - 2, 4);
      return [[{ text: sign, tone }, { text: first }], ...more.map((line): Line => [{ text: `  ${line}` }])];
    }),
    ...(isHeldOpen ? [[{ text: '  … held open until there is an answer', tone: 'muted' } as const]] : []),
  ];
}

function dangerLines(own: Own, width: number): readonly Line[] {
  const step = joinSteps[lookedAt(own)];
  if (step === undefined) return [];
  return texts[step].dangers.flatMap(([what, then]): readonly Line[] => [
    ...wrap(what, width).map((text): Line => [{ text }]),
    ...wrap(then, width - 4, 2).map((text, at): Line => [
      { text: `${at === 0 ? '  → ' : '    '}${text}`, tone: 'muted' },
    ]),
  ]);
}
