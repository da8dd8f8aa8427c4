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
      'A jump halts at each thing that is due and waits for it: nobody expires who would have renewed. Who is stopped or cut off does: nobody waits for it.',
      'Time can also stop by itself: r and e go to the next renewal and the next expiry, u lets it run until something happens on any screen. For an expiry it stops at the last moment at which the certificate is valid: let the node renew now, or see it fall out.',
    ],
  }),
});
