import { presentStep } from '../../app/learn/learning.ts';
import { screen } from '../../app/screen.ts';
import { bindings } from './bindings.ts';
import { lessons } from './lessons/index.ts';
import { initial } from './own.ts';
import { LearnView } from './view.tsx';

/** Short lessons that happen on the screens as they are. */
export const learnScreen = screen({
  id: 'learn',
  tab: { number: 7, title: 'Learn' },
  needsNoSwarm: true,
  crumbs: () => ['learn'],
  initial,
  bindings,
  render: (view, room) => <LearnView view={view} room={room} />,
  explain: ({ state }) => {
    const present = presentStep(state, lessons);
    return present === undefined
      ? {
          short:
            'Each lesson happens in your own lab, on the screens that you know: steps tick themselves off when they are done. i turns this line off, on, and long.',
          long: ['Progress is kept among your own data, not in the lab. g explains the words.'],
        }
      : {
          short: `Step ${present.at + 1} of ${present.lesson.steps.length}: do it on its own screen. It stands above the keys everywhere, and ticks itself off; 7 comes back here.`,
          long: ['⏎ pauses the lesson. It goes on where it was left, also another day.'],
        };
  },
});
