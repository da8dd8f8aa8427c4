import { screen } from '../../app/screen.ts';
import { bindings } from './bindings.ts';
import { explainAttack } from './explain.ts';
import { liveOf } from './load.ts';
import { initial, selectedAttack } from './own.ts';
import { AttackView } from './view.tsx';

/** Attacks on the swarm of a lab: foreseen, carried out, explained. */
export const attackScreen = screen({
  id: 'attack',
  tab: { number: 6, title: 'Lab' },
  crumbs: ({ own }) => ['lab', ...(own.attacks === undefined ? [] : [selectedAttack(own)?.Title ?? ''])],
  initial,
  bindings,
  render: (view, room) => <AttackView view={view} room={room} />,
  explain: explainAttack,
  live: liveOf,
});
