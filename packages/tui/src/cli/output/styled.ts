import { styleText } from 'node:util';
import type { Output } from '@swarmpki/core/commands';

export type Style = 'bold' | 'red' | 'yellow' | 'cyan' | 'green' | 'gray';

/** Part of a line: as it is, or in a style. */
export type Span = string | readonly [text: string, style: Style];

/** An output that can show more than plain text, where somebody looks at it who wants that. */
export interface StyledOutput extends Output {
  /** As {@link Output.print}, a line of parts. */
  printStyled(line: readonly Span[]): void;
}

/** A line without any style. */
export function plain(line: readonly Span[]): string {
  return line.map((span) => (typeof span === 'string' ? span : span[0])).join('');
}

/** A line with the sequences that a terminal obeys. @param harmless takes those out of the text itself */
export function painted(line: readonly Span[], harmless: (text: string) => string): string {
  return line
    .map((span) =>
      typeof span === 'string' ? harmless(span) : styleText(span[1], harmless(span[0]), { validateStream: false }),
    )
    .join('');
}

/** Whether to use colours: on a terminal that has some, unless its user wants none (no-color.org). */
export function wantsColours(isTerminal: boolean, environment: NodeJS.ProcessEnv): boolean {
  return isTerminal && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb';
}
