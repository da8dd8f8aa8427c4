import { Box, Text, useIsScreenReaderEnabled } from 'ink';
import { memo } from 'react';
import type { JSX } from 'react';
import { clean, cut, fitLine } from './text.ts';
import type { Line, Span } from '../theme/line.ts';
import { useTheme } from './theme-context.tsx';

interface LineProps {
  readonly line: Line;
  /** Cells: it is cut, or filled up. */
  readonly width: number;
  readonly isSelected?: boolean;
}

/** What is drawn and not said: frames, bars, marks. */
const drawn = /[─│├└┤┃━╌▒═▌▏╭╮╰╯]+|(?<= )·+(?= |$)/g;
const longestRead = 500;

/** A line as it is read aloud: whole, wherever it would be cut for the eye. Empty for one that only separates. */
function read(line: Line, isSelected: boolean): string {
  const whole = cut(line.map(({ text }) => text).join(''), longestRead);
  const said = whole.replaceAll(drawn, ' ').replaceAll(/ {2,}/g, '  ').trim();
  return isSelected && said !== '' ? `selected: ${said}` : said;
}

/** Neighbours of one tone as one: of those there are fewer to be drawn. */
function joined(line: Line): Line {
  const parts: Span[] = [];
  for (const { text, tone = 'plain' } of line) {
    const last = parts.at(-1);
    if (last?.tone === tone) parts[parts.length - 1] = { text: last.text + text, tone };
    else parts.push({ text, tone });
  }
  return parts;
}

/** Lines are made anew for every picture, and most of them say what they said. */
function isSameLine(one: LineProps, other: LineProps): boolean {
  return (
    one.width === other.width &&
    one.isSelected === other.isSelected &&
    one.line.length === other.line.length &&
    one.line.every(({ text, tone }, at) => text === other.line[at]?.text && tone === other.line[at]?.tone)
  );
}

/** One line, as one text: what a picture costs is counted in texts. */
export const LineText = memo(function LineText({ line, width, isSelected = false }: LineProps): JSX.Element {
  const theme = useTheme();
  if (useIsScreenReaderEnabled()) return <Text>{read(line, isSelected)}</Text>;
  return (
    <Text wrap="truncate" {...(isSelected && theme.selected)}>
      {joined(fitLine(line, width)).map(({ text, tone = 'plain' }, at) => (
        <Text key={at} {...(isSelected ? { bold: theme[tone].bold === true } : theme[tone])}>
          {clean(text)}
        </Text>
      ))}
    </Text>
  );
}, isSameLine);

interface LinesProps {
  readonly lines: readonly Line[];
  readonly width: number;
  /** Filled up with empty lines, or cut: left out, as many as there are. */
  readonly height?: number;
}

/** Lines, one below the other. */
export function Lines({ lines, width, height = lines.length }: LinesProps): JSX.Element {
  const shown = [...lines.slice(0, height), ...Array.from({ length: Math.max(0, height - lines.length) }, () => [])];
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0}>
      {shown.map((line, at) => (
        <LineText key={at} line={line} width={width} />
      ))}
    </Box>
  );
}
