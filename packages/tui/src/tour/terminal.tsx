import { render } from 'ink';
import { TourApp, advance, beginning } from './app.tsx';
import type { TourOutcome } from './plain.ts';
import type { TourEvent } from './tour.ts';

/** The tour with its progress on a terminal. */
export async function showTour(events: AsyncIterable<TourEvent>): Promise<TourOutcome> {
  let state = beginning;
  const screen = render(<TourApp state={state} />, { interactive: true, exitOnCtrlC: false });
  for await (const event of events) {
    state = advance(state, event);
    screen.rerender(<TourApp state={state} />);
  }
  const outcome = state.outcome === 'running' ? 'held' : state.outcome;
  screen.rerender(<TourApp state={{ ...state, outcome }} />);
  screen.unmount();
  await screen.waitUntilExit();
  return outcome;
}
