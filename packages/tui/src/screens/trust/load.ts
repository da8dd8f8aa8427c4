import type { Live, View } from '../../app/screen.ts';
import { groupsOf, signatureOf } from './groups.ts';
import { lookAtLab } from './look-at-lab.ts';
import { watched } from './matrix.ts';
import type { Own } from './own.ts';
import { toldByEngine } from './told-by-engine.ts';

/** Finds the cells anew whenever nodes have gone from one group to another: so a rotation can be watched. */
export function liveOf({ state, own }: View<Own>): Live<Own> | undefined {
  const found = groupsOf(state);
  const { sight } = state;
  if (sight?.swarm === undefined || found.groups.length === 0) return undefined;
  return {
    key: `${own.wished} ${sight.swarm.ID} ${signatureOf(found)}`,
    load: async ({ lab }, signal) => {
      const matrix = lab === undefined ? await toldByEngine(sight, found) : await lookAtLab(lab, found, signal);
      return (before) =>
        matrix === undefined ? before : { ...before, matrix, watch: watched(before.watch, before.matrix, matrix) };
    },
  };
}
