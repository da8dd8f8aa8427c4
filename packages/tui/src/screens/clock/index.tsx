import { screen } from '../../app/screen.ts';
import { bindings } from './bindings.ts';
import { ClockView } from './view.tsx';

/** Lab time: how fast it passes, and what it brings. */
export const clockScreen = screen({
  id: 'clock',
  crumbs: () => ['clock'],
  initial: undefined,
  bindings,
  render: (view, room) => <ClockView view={view} room={room} />,
  explain: () => ({
    short:
      'Each node draws a moment between half and 80 % of its certificate’s life, and renews then. Who is late by ═ is stopped, or reaches no manager; who comes to ✗ is out.',
    long: [
      'A jump stops at each thing that is due and waits for it: nobody expires who would have renewed. Who is stopped or cut off does.',
    ],
  }),
});
