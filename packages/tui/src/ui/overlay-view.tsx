import { Box } from 'ink';
import type { JSX } from 'react';
import type { App } from '../app/app.ts';
import type { Overlay, State } from '../app/state.ts';
import { chooseLines } from './choose-lines.ts';
import { confirmLines } from './confirm-lines.ts';
import { helpLines } from './help-lines.ts';
import { paletteLines } from './palette-lines.ts';
import { Panel, inside } from './panel.tsx';
import { Scrolled, readSoFar } from './scrolled.tsx';
import type { Line } from '../theme/line.ts';

interface Content {
  readonly title: string;
  readonly note: string;
  readonly lines: readonly Line[];
}

interface OverlayProps {
  readonly app: App;
  readonly overlay: Overlay;
  readonly state: State;
}

/** What lies over the screen, in its middle. */
export function OverlayView({ app, overlay, state }: OverlayProps): JSX.Element {
  const { columns, rows } = state.size;
  const width = Math.min(columns - 2, 100);
  const { title, note, lines } = contentOf(app, overlay, state, width - 4);
  const height = Math.min(rows - 2, lines.length + 2);
  const room = inside({ width, height });
  const top = 'top' in overlay ? overlay.top : 0;
  // Whoever does not see everything has to know it.
  const more =
    'top' in overlay && lines.length > room.height ? `${readSoFar(lines, top, room.height)}   ↑↓ move   ` : '';
  return (
    <Box
      position="absolute"
      top={Math.max(0, Math.floor((rows - height) / 2))}
      left={Math.floor((columns - width) / 2)}
      width={width}
      height={height}
    >
      <Panel title={title} note={more + note} width={width} height={height} isActive>
        <Scrolled lines={lines} top={top} {...room} />
      </Panel>
    </Box>
  );
}

function contentOf(app: App, overlay: Overlay, state: State, width: number): Content {
  switch (overlay.kind) {
    case 'help':
      return {
        title: `Keys of this screen  ${overlay.filter}`,
        note: 'type to search   Esc closes',
        lines: helpLines(app, state, overlay.filter, width),
      };
    case 'palette':
      return {
        title: `: ${overlay.text}▏`,
        note: '⏎ run   Tab complete   Esc closes',
        lines: paletteLines(app, overlay, width),
      };
    case 'confirm':
      return {
        title: overlay.title,
        note: overlay.word === undefined ? 'y yes   Esc no' : '⏎ when it is typed   Esc no',
        lines: confirmLines(overlay, width),
      };
    case 'choose':
      return {
        title: overlay.title,
        note: '↑↓ move   ⏎ choose   Esc closes',
        lines: chooseLines(overlay, width, state.size.rows - 4),
      };
    case 'text':
      return { title: overlay.title, note: 'Esc closes', lines: overlay.lines };
  }
}
