import { joinSteps } from '@swarmpki/core/engine';
import { screen } from '../../app/screen.ts';
import { bindings } from './bindings.ts';
import { initial, lookedAt } from './own.ts';
import type { Own } from './own.ts';
import { texts } from './texts.ts';
import { JoinView } from './view.tsx';

/** A node on its way into the swarm, step by step. */
export const joinScreen = screen<Own>({
  id: 'join',
  crumbs: ({ own }) => ['nodes', 'new node', ...(own.name === '' ? [] : [own.name])],
  initial,
  bindings,
  render: (view, room) => <JoinView view={view} room={room} />,
  explain: ({ own }) => {
    const { short, long } = texts[joinSteps[lookedAt(own)] ?? 'token'];
    return { short, long };
  },
});
