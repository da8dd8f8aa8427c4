import { screen } from '../../app/screen.ts';
import { bindings } from './bindings.ts';
import { explainTrust } from './explain.ts';
import { liveOf } from './load.ts';
import { initial } from './own.ts';
import { TrustView } from './view.tsx';

/** Who accepts whom: nodes in groups, and what each group makes of what the others show. */
export const trustScreen = screen({
  id: 'trust',
  crumbs: () => ['trust'],
  initial,
  bindings,
  render: (view, room) => <TrustView view={view} room={room} />,
  explain: explainTrust,
  live: liveOf,
});
