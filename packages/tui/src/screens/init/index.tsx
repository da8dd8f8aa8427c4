import { screen } from '../../app/screen.ts';
import { bindings, initial } from './bindings.ts';
import { fields } from './fields.ts';
import { InitView } from './view.tsx';

/** Shown as long as the engine is in no swarm. */
export const initScreen = screen({
  id: 'init',
  crumbs: () => ['init'],
  initial,
  bindings,
  render: (view, room) => <InitView view={view} room={room} />,
  explain: ({ own }) => ({
    short: fields[own.selected]?.meaning ?? '',
    long: [
      'The first node makes a key for the root, and signs the root with it, for twenty years; the digest of the root goes into both join tokens.',
      'How long certificates live, external CAs, autolock and the heartbeat can be changed later: `update` does it. Addresses cannot.',
    ],
  }),
});
