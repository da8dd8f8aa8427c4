import { rootsOf } from '@swarmpki/core/engine/watch';
import type { App } from '../app/app.ts';
import type { State } from '../app/state.ts';
import { clockWords } from './clock-words.ts';
import { rootName } from '../app/names.ts';
import { cut, lineWidth } from './text.ts';
import type { Line, Span } from '../theme/line.ts';

/** The first two lines: where one is, by which root and at what time; and the screens with their numbers. */
export function headLines(app: App, state: State): readonly Line[] {
  const { columns } = state.size;
  const { screen, view } = app.now(state);
  const right = rightOf(state);
  const crumbs = ` swarmpki › ${screen.crumbs(view).join(' › ')}`;
  const room = columns - lineWidth(right) - 1;
  const shown = cut(crumbs, room);
  const left: Line = [{ text: shown, tone: 'strong' }];
  const blanks = ' '.repeat(Math.max(1, columns - lineWidth(left) - lineWidth(right)));
  return [[...left, { text: blanks }, ...right], tabs(app, screen.id)];
}

function rightOf(state: State): Line {
  const { link, sight, engine } = state;
  if (link.kind === 'connecting') return [{ text: `reaching ${engine.name} … `, tone: 'busy' }];
  const spans: Span[] = [];
  if (link.kind === 'lost') spans.push({ text: '✗ connection lost  ', tone: 'bad' });
  const roots = sight && rootsOf(sight);
  if (roots === undefined) return [...spans, { text: `${engine.name} `, tone: 'muted' }];
  const { trusted, coming } = roots;
  spans.push(
    coming === undefined
      ? { text: `root ${rootName(trusted.issuer)}`, tone: 'accent' }
      : { text: `root ${rootName(trusted.issuer)} ═▶ ${rootName(coming.issuer)}`, tone: 'busy' },
  );
  const lab = sight?.lab;
  if (lab !== undefined) spans.push({ text: `   ${clockWords(lab.clock, state.now)} ` });
  else spans.push({ text: `   ${cut(engine.name, state.size.columns - crumbsWidth - lineWidth(spans))} ` });
  return spans;
}

/** What is left at least for where one is, beside the name of an engine, which may be a long path. */
const crumbsWidth = 26;

function tabs(app: App, current: string): Line {
  const line: Span[] = [{ text: ' ' }];
  for (const { id, tab } of app.screens) {
    if (tab === undefined) continue;
    const isCurrent = id === current;
    const label = `${tab.number} ${tab.title}`;
    line.push({ text: isCurrent ? `[${label}]` : ` ${label} `, tone: isCurrent ? 'accent' : 'muted' }, { text: ' ' });
  }
  return line;
}
