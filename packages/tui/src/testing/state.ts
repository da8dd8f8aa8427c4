import { freshLearning } from '../app/learn/progress.ts';
import type { State } from '../app/state.ts';

/** What is shown at first, but for what a test says. */
export function beginning(wishes: Partial<State> = {}): State {
  return {
    engine: { name: 'the lab', isLab: undefined, program: 'swarmpki' },
    link: { kind: 'connecting' },
    sight: undefined,
    now: Date.UTC(2026, 10, 24, 12),
    way: [{ screen: 'nodes' }],
    own: {},
    field: undefined,
    overlay: undefined,
    jobs: [],
    toast: undefined,
    explain: 'short',
    theme: 'none',
    size: { columns: 100, rows: 30 },
    readOnly: false,
    learning: freshLearning,
    engines: [],
    ...wishes,
  };
}
