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
  const lab = sight?.lab;
  if (lab !== undefined) {
    const { Root: root, Rotation: rotation } = lab.swarm;
    spans.push(
      rotation === undefined
        ? { text: `root ${rootName(root.Issuer)}`, tone: 'accent' }
        : { text: `root ${rootName(root.Issuer)} ═▶ ${rootName(rotation.Root.Issuer)}`, tone: 'busy' },
      { text: `   ${clockWords(lab.clock, state.now)} ` },
    );
  } else if (sight?.swarm !== undefined) {
    const isRotating = sight.swarm.RootRotationInProgress;
    spans.push({
      text: isRotating ? 'root is being rotated ' : `${engine.name} `,
      tone: isRotating ? 'busy' : 'accent',
    });
  } else spans.push({ text: `${engine.name} `, tone: 'muted' });
  return spans;
}

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
