import { render } from 'ink';
import { TourApp, advance, beginning } from './app.tsx';
import type { TourEvent } from './tour.ts';

/** The tour with its progress on a terminal. @returns whether every step came out as it has to */
export async function showTour(events: AsyncIterable<TourEvent>): Promise<boolean> {
  let state = beginning;
  const screen = render(<TourApp state={state} />, { interactive: true, exitOnCtrlC: false });
  for await (const event of events) {
    state = advance(state, event);
    screen.rerender(<TourApp state={state} />);
  }
  const held = state.outcome !== 'failed';
  if (held) screen.rerender(<TourApp state={{ ...state, outcome: 'held' }} />);
  screen.unmount();
  await screen.waitUntilExit();
  return held;
}
