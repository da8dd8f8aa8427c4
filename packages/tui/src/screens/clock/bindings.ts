import type { Binding, View } from '../../app/screen.ts';

const isLab = ({ state }: View<unknown>): boolean => state.sight?.lab !== undefined;
const jump =
  (...words: readonly string[]) =>
  (view: View<unknown>): readonly string[] | undefined =>
    isLab(view) ? words : undefined;

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
