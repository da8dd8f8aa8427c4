import { Box } from 'ink';
import type { JSX } from 'react';
import type { App } from '../app/app.ts';
import { helpRows } from '../app/help.ts';
import { overlayRoom } from '../app/overlays.ts';
import type { Overlay, State } from '../app/state.ts';
import { chooseLines } from './choose-lines.ts';
import { confirmLines } from './confirm-lines.ts';
import { helpLines } from './help-lines.ts';
import { Lines } from './line.tsx';
import { paletteLines } from './palette-lines.ts';
import { Panel, inside } from './panel.tsx';
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
  const height = Math.min(overlayRoom(state), lines.length) + 2;
  const room = inside({ width, height });
  // The terminal may have become larger since.
  const top = 'top' in overlay ? Math.min(overlay.top, Math.max(0, lines.length - room.height)) : 0;
  const shown = lines.length > room.height && 'top' in overlay ? `↑↓ ${top + room.height} of ${lines.length}   ` : '';
  return (
    <Box
      position="absolute"
      top={Math.max(0, Math.floor((rows - height) / 2))}
      left={Math.floor((columns - width) / 2)}
      width={width}
      height={height}
    >
      <Panel title={title} note={shown + note} width={width} height={height} isActive>
        <Lines lines={lines.slice(top)} width={room.width} height={room.height} />
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
        lines: helpLines(helpRows(app, state, overlay.filter), width),
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
        lines: chooseLines(overlay, width, overlayRoom(state)),
      };
    case 'text':
      return { title: overlay.title, note: 'Esc closes', lines: overlay.lines };
  }
}
