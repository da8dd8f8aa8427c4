import { screen } from '../../app/screen.ts';
import { bindings } from './bindings.ts';
import { explainRotation } from './explain.ts';
import { initial } from './progress.ts';
import { RotationView } from './view.tsx';

/** A rotation, live: how far it is, for whom it waits, and what frees it. */
export const rotationScreen = screen({
  id: 'rotation',
  tab: { number: 3, title: 'Rotation' },
  crumbs: () => ['rotation'],
  initial,
  bindings,
  render: (view, room) => <RotationView view={view} room={room} />,
  explain: explainRotation,
  live: ({ state }) =>
    state.engine.isLab !== true || state.sight?.lab === undefined
      ? undefined
      : {
          key: String(state.sight.lab.version),
          load: async ({ lab }, signal) => {
            const rotation = await lab?.rotation({ signal });
            return (own) => ({ ...own, rotation });
          },
        },
});
