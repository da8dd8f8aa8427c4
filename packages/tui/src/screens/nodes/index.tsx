import { screen } from '../../app/screen.ts';
import { bindings } from './bindings.ts';
import { explainNodes } from './explain.ts';
import { initial } from './select.ts';
import { NodesView } from './view.tsx';

/** All nodes of the swarm, the worst first. */
export const nodesScreen = screen({
  id: 'nodes',
  tab: { number: 1, title: 'Nodes' },
  crumbs: () => ['nodes'],
  initial,
  bindings,
  render: (view, room) => <NodesView view={view} room={room} />,
  explain: explainNodes,
});
