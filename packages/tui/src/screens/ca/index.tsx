import { mistakes } from '../../app/explain/mistakes.ts';
import { screen } from '../../app/screen.ts';
import { bindings } from './bindings.ts';
import { liveOf } from './load.ts';
import { initial } from './own.ts';
import { CaView } from './view.tsx';

/** Everything that signs, and what can be set of it. */
export const caScreen = screen({
  id: 'ca',
  tab: { number: 2, title: 'CA' },
  crumbs: () => ['ca'],
  initial,
  bindings,
  render: (view, room) => <CaView view={view} room={room} />,
  explain: ({ state }) => ({
    short:
      state.sight?.swarm?.RootRotationInProgress === true
        ? 'What is shown here is still the old root: it is what nodes trust until the rotation has ended.'
        : `${mistakes.expiryLater.right} A rotation lets all renew at once.`,
    long: [
      mistakes.nothingReissued.right,
      'Docker prints the root, and not when it ends. One that swarm makes lives for twenty years; one of your own with under a year left is not taken for a rotation.',
    ],
  }),
  live: liveOf,
});
