import type { Live, View } from '../../app/screen.ts';
import { select } from './own.ts';
import type { Own } from './own.ts';

/** Asks the lab once which attacks it knows. A real engine has none. */
export function liveOf({ state, own }: View<Own>): Live<Own> | undefined {
  if (state.engine.isLab !== true || own.attacks !== undefined) return undefined;
  return {
    key: state.engine.name,
    load: async ({ lab }, signal) => {
      const attacks = (await lab?.attacks({ signal }))?.Attacks;
      return (before) => {
        const told = { ...before, attacks };
        return before.wanted === undefined ? told : select(told, before.wanted);
      };
    },
  };
}
