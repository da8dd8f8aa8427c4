import { screen } from '../../app/screen.ts';
import { nodeOf, bindings } from './bindings.ts';
import { explainNode } from './explain.ts';
import { liveOf } from './load.ts';
import { initial } from './own.ts';
import { NodeView } from './view.tsx';

/** One node: its certificate, its chain, its life, and what has happened to it. */
export const nodeScreen = screen({
  id: 'node',
  crumbs: (view) => ['nodes', nodeOf(view)?.name || view.where.subject || ''],
  initial,
  bindings,
  render: (view, room) => <NodeView view={view} room={room} />,
  explain: explainNode,
  live: liveOf,
});
