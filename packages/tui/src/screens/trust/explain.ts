import { rootsOf } from '@swarmpki/core/engine/watch';
import { mistakes } from '../../app/explain/mistakes.ts';
import type { Explanation, View } from '../../app/screen.ts';
import { rootName } from '../../app/names.ts';
import type { Own } from './own.ts';
import { countsOf } from './why.ts';

/** What the matrix tells, and why a rotation breaks nothing in it. */
export function explainTrust({ state, own }: View<Own>): Explanation {
  const { matrix, watch } = own;
  if (matrix === undefined) {
    return {
      short: 'A cell says whether the group of its row accepts what the group of its column shows.',
      long: ['Nodes of one group have the same role, were signed for by the same key, and trust the same root.'],
    };
  }
  const { probed, others, refused, unknown } = countsOf(matrix);
  const { trusted, coming } = (state.sight && rootsOf(state.sight)) ?? {};
  const isReal = state.engine.isLab === false;
  const how = isReal
    ? 'A real engine tells who signed for each node and whom it trusts, and no certificates: ? is what nobody can know from that.'
    : `${probed} of ${probed + others} cells were just tried by real mutual TLS, the others computed: workers never dial each other.`;
  const long = [
    how,
    ...(watch.looks > 1
      ? [`It was looked at ${watch.looks} times; ${watch.count} times two that accepted one another did so no longer.`]
      : []),
    'A refused cell does not stop anybody who is connected already: certificates are looked at when a connection begins.',
    'That a node was removed is not seen here: TLS lets it in, and the managers then refuse each of its calls by their list of removed nodes.',
  ];
  if (coming !== undefined) {
    const [from, to] = [rootName(trusted?.issuer), rootName(coming.issuer)];
    return { short: `${mistakes.twoRoots.right} Here: ${to}, signed by ${from}.`, long };
  }
  if (refused > 0) {
    return {
      short: `${refused} of ${probed + others} cells are refused: go there with the arrows, and the pane says why. Row: who judges. Column: whose certificate it is.`,
      long,
    };
  }
  if (unknown > 0) {
    return {
      short: `Of ${unknown} of ${probed + others} cells nothing is known: what those nodes show, or whom they trust, nobody has told yet. None that is known is refused. Row: who judges. Column: whose certificate it is.`,
      long,
    };
  }
  return {
    short: `Each of ${matrix.sides.length} groups accepts what each shows: rotate the root (3, r), and watch whether a cell breaks on the way. Row: who judges. Column: whose certificate it is.`,
    long,
  };
}
