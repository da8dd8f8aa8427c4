import { screen } from '../../app/screen.ts';
import { bindings } from './bindings.ts';
import { initial } from './list.ts';
import { EventsView } from './view.tsx';

/** What has happened in a lab, and what led to what. */
export const eventsScreen = screen({
  id: 'events',
  tab: { number: 5, title: 'Events' },
  crumbs: () => ['events'],
  initial,
  bindings,
  render: (view, room) => <EventsView view={view} room={room} />,
  explain: ({ state }) =>
    state.engine.isLab === false
      ? {
          short: 'A real engine tells no timeline of its PKI: this is a lab’s alone.',
          long: ['Each event of a lab has its time, what it means, and the event that led to it.'],
        }
      : {
          short:
            'Most events have a cause: c goes there. A renewal that nobody asked for is the node’s own, at a moment that it has drawn.',
          long: [
            'The timeline holds no secrets, and is not what the swarm is made of: those are its rows, which a restart reads alone.',
          ],
        },
});
