import type { Binding, View } from './screen.ts';

const words = { title: 'who trusts whom', about: 'Show which nodes accept which, in groups', section: 'look' } as const;
const hasSwarm = ({ state }: Pick<View<unknown>, 'state'>): boolean => state.sight?.swarm !== undefined;

/** The key that leads to the matrix of trust, on a screen that is about roots. */
export function trustBinding<Own>(screen: 'nodes' | 'ca' | 'rotation'): Binding<Own> {
  return {
    ...words,
    id: `${screen}.trust`,
    keys: ['m'],
    weight: 3.5,
    possible: hasSwarm,
    run: (_, app) => app.open({ screen: 'trust' }),
  };
}

/** The same for all other screens, by the palette: `m` means something else on some. */
export const trustByPalette: Binding = {
  ...words,
  id: 'trust.show',
  keys: [],
  possible: ({ state, where }) => hasSwarm({ state }) && !['nodes', 'ca', 'rotation', 'trust'].includes(where.screen),
  run: (_, app) => app.open({ screen: 'trust' }),
};
