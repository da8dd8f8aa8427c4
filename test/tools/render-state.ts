import type { State } from '../../packages/tui/src/app/state.ts';
import { appOf, drawn } from '../../packages/tui/src/testing/drawing.tsx';
import { gridOf } from './grid.ts';
import type { Grid } from './grid.ts';

export interface Rendered {
  readonly grid: Grid;
  /** All that was written to the terminal for it. */
  readonly written: string;
}

/** What a terminal shows of a state: by the screens themselves and Ink, without a lab, a process or a terminal. */
export async function renderState(state: State, size: State['size'] = state.size): Promise<Rendered> {
  const written = await drawn(appOf({ ...state, size }));
  return { grid: await gridOf(written, size.columns, size.rows), written };
}
