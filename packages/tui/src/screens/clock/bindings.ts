import type { Binding, View } from '../../app/screen.ts';
import { lastEnd } from './horizon.ts';
import { chooseUntil } from './until.ts';

const clockOf = ({ state }: View<unknown>) => state.sight?.lab?.clock;
const jump =
  (...words: readonly string[]) =>
  (view: View<unknown>): readonly string[] | undefined =>
    clockOf(view) && words;

/** Until then each of the certificates that there are now has been renewed, or has ended. */
const jumpUntil =
  (stop: string) =>
  ({ state }: View<unknown>): readonly string[] | undefined => {
    const end = lastEnd(state);
    return end === undefined ? undefined : [new Date(end).toISOString(), '--until', stop];
  };

export const bindings: readonly Binding[] = [
  {
    id: 'clock.next',
    title: 'next event',
    about: 'Go ahead to what happens next by itself',
    keys: ['n'],
    section: 'act',
    weight: 10,
    command: 'clock next',
    words: jump(),
  },
  {
    id: 'clock.renewal',
    title: 'renewal',
    about: 'Go ahead until a node has got its next certificate',
    keys: ['r'],
    section: 'act',
    weight: 9.8,
    command: 'clock jump',
    words: jumpUntil('renewal'),
  },
  {
    id: 'clock.expiry',
    title: 'expiry',
    about: 'Go ahead to the last moment of a certificate that nobody renews, or until all have been renewed',
    keys: ['e'],
    section: 'act',
    weight: 9.6,
    command: 'clock jump',
    words: jumpUntil('expiry'),
  },
  {
    id: 'clock.until',
    title: 'run until',
    about: 'Let time run, and stop by itself at something: a renewal, an expiry, a rotation’s end, an event, a moment',
    keys: ['u'],
    section: 'act',
    weight: 9.4,
    labOnly: true,
    possible: (view) => clockOf(view) !== undefined && !view.state.readOnly,
    run: (_, app) => chooseUntil(app),
  },
  {
    id: 'clock.until.nothing',
    title: 'no stop',
    about: 'Let time stop nowhere by itself: what was said before is taken back',
    keys: ['x'],
    section: 'act',
    weight: 11,
    command: 'clock until',
    words: (view) => (clockOf(view)?.Until === undefined ? undefined : ['nothing']),
  },
  ...(
    [
      ['h', '1h', 'an hour'],
      ['d', '1d', 'a day'],
      ['w', '7d', 'a week'],
      ['m', '30d', 'thirty days'],
      ['y', '365d', 'a year'],
    ] as const
  ).map(([key, distance, words], at): Binding => ({
    id: `clock.jump.${key}`,
    title: `+ ${distance}`,
    about: `Go ahead by ${words}: whatever is due on the way happens`,
    keys: [key],
    section: 'act',
    weight: 9 - at,
    command: 'clock jump',
    words: jump(`+${distance}`),
  })),
];
