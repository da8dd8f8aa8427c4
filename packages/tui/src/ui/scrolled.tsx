import { createContext, useContext, useLayoutEffect } from 'react';
import type { JSX } from 'react';
import type { Line } from '../theme/line.ts';
import { Lines } from './line.tsx';

/** Is told how far down one can go in what has the keys: whoever draws knows how many lines there are, and room for how many. */
export const ScrollContext = createContext<(lowestTop: number) => void>(() => undefined);

interface ScrolledProps {
  readonly lines: readonly Line[];
  /** The first line that is wanted; at the end there are no empty lines. */
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Lines of which there may be more than there is room for. */
export function Scrolled({ lines, top, width, height }: ScrolledProps): JSX.Element {
  const tell = useContext(ScrollContext);
  const lowest = lowestTop(lines, height);
  // Each time: what lay over it may have told of itself since then.
  useLayoutEffect(() => tell(lowest));
  return <Lines lines={lines.slice(Math.min(top, lowest))} width={width} height={height} />;
}

/** The first line that is shown where the last one is seen. */
export function lowestTop(lines: readonly Line[], height: number): number {
  return Math.max(0, lines.length - height);
}

/** How far one has read: `20 of 36`. */
export function readSoFar(lines: readonly Line[], top: number, height: number): string {
  return `${Math.min(lines.length, Math.min(top, lowestTop(lines, height)) + height)} of ${lines.length}`;
}
