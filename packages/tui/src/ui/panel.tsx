import { Box, Text, useIsScreenReaderEnabled } from 'ink';
import type { JSX, ReactNode } from 'react';
import { cut, widthOf } from './text.ts';
import type { Look } from '../theme/theme.ts';
import { useTheme } from './theme-context.tsx';

interface PanelProps {
  readonly title: string;
  /** At the right of the lower edge. */
  readonly note?: string;
  /** At the right of the upper edge. */
  readonly corner?: string;
  readonly width: number;
  readonly height: number;
  /** It has the keys. */
  readonly isActive?: boolean;
  readonly children: ReactNode;
}

/** What is left for contents of a panel of that size. */
export function inside({ width, height }: { readonly width: number; readonly height: number }): {
  readonly width: number;
  readonly height: number;
} {
  return { width: Math.max(0, width - 4), height: Math.max(0, height - 2) };
}

/** Read aloud, cells. */
const longestTitle = 200;

/** A frame with a title, and its contents: lines of {@link inside} cells. */
export function Panel({
  title,
  note = '',
  corner = '',
  width,
  height,
  isActive = false,
  children,
}: PanelProps): JSX.Element {
  const theme = useTheme();
  const isRead = useIsScreenReaderEnabled();
  if (isRead) {
    return (
      <Box flexDirection="column">
        <Text>{`\n${cut([title, corner].filter(Boolean).join(', '), longestTitle)}:`}</Text>
        {children}
        {note !== '' && <Text>{cut(note, longestTitle)}</Text>}
      </Box>
    );
  }
  // Of one with less than its two edges nothing is drawn: half a frame tells less than none.
  if (height < 2) return <Box width={width} height={Math.max(0, height)} flexShrink={0} />;
  const look = isActive ? theme.accent : theme.border;
  const rows = Math.max(0, height - 2);
  // The blanks beside the contents are drawn too: a panel may lie over something.
  const side = (cells: string): string => Array.from({ length: rows }, () => cells).join('\n');
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0} overflowY="hidden">
      <Edge left="╭─" right="╮" start={title} end={corner} width={width} look={look} strong />
      <Box height={rows}>
        <Text {...look}>{side('│ ')}</Text>
        <Box flexDirection="column" width={width - 4} height={rows} overflowY="hidden">
          {children}
        </Box>
        <Text {...look}>{side(' │')}</Text>
      </Box>
      <Edge left="╰─" right="╯" start="" end={note} width={width} look={look} />
    </Box>
  );
}

interface EdgeProps {
  readonly left: string;
  readonly right: string;
  readonly start: string;
  readonly end: string;
  readonly width: number;
  readonly look: Look;
  readonly strong?: boolean;
}

function Edge({ left, right, start, end, width, look, strong = false }: EdgeProps): JSX.Element {
  const room = Math.max(0, width - 6);
  const shownEnd = cut(end, room);
  const shownStart = cut(start, Math.max(0, room - widthOf(shownEnd) - 2));
  const begin = shownStart === '' ? '' : ` ${shownStart} `;
  const finish = shownEnd === '' ? '' : ` ${shownEnd} `;
  const rule = '─'.repeat(Math.max(0, width - 4 - widthOf(begin) - widthOf(finish)));
  return (
    <Text {...look} wrap="truncate">
      {left}
      <Text bold={strong}>{begin}</Text>
      {rule}
      {finish}
      {`─${right}`}
    </Text>
  );
}
