import { firstState } from '../app/state.ts';
import type { State } from '../app/state.ts';

/** What is shown at first, but for what a test says. */
export function beginning(wishes: Partial<State> = {}): State {
  const first = firstState({
    engine: { name: 'the lab', isLab: undefined, program: 'swarmpki' },
    now: Date.UTC(2026, 10, 24, 12),
    theme: 'none',
    size: { columns: 100, rows: 30 },
    readOnly: false,
  });
  return { ...first, ...wishes };
}
