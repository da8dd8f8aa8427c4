import { EngineRefusal } from '@swarmpki/core/engine';
import type { LabClient, ProbeResult, ProbeSide } from '@swarmpki/core/engine';
import { isUp } from './groups.ts';
import type { Cell } from './matrix.ts';
import type { Met } from './met.ts';

/** Connections that are made for one look. */
const mostProbes = 36;

/** What real connections have shown, by row and column. */
export interface Probed {
  readonly get: (row: number, column: number) => Cell | undefined;
  /** Why no connection could be made at all; else empty. */
  readonly why: string;
}

/** Lets one node of each group open mutual TLS to a manager of each: both ends say what they make of the other. */
export async function probeAll(
  lab: Pick<LabClient, 'probe'>,
  met: readonly Met[],
  signal: AbortSignal,
): Promise<Probed> {
  const cells = new Map<string, Cell>();
  const probed = (why: string): Probed => ({ get: (row, column) => cells.get(`${row} ${column}`), why });
  for (const { from, to, client, server } of pairsOf(met).slice(0, mostProbes)) {
    try {
      const result = await lab.probe({ From: client, To: server }, { signal });
      const [byClient, byServer] = [cellOf(result, result.Client), cellOf(result, result.Server)];
      if (byClient !== undefined) cells.set(`${from} ${to}`, byClient);
      if (byServer !== undefined && from !== to) cells.set(`${to} ${from}`, byServer);
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
      // Nodes that reach one another within a process; or one that has stopped since.
      if (cells.size === 0) return probed(error.message);
    }
  }
  return probed('');
}

interface Pair {
  readonly from: number;
  readonly to: number;
  readonly client: string;
  readonly server: string;
}

/** Who dials whom: each pair of groups of which one are managers, once; a group of managers also itself. */
function pairsOf(met: readonly Met[]): readonly Pair[] {
  const listens = met.map(({ node, members }) => isUp(node) && members.some((one) => isUp(one) && one.manager));
  return met.flatMap(({ node, members }, from) =>
    met.flatMap(({ members: others }, to): readonly Pair[] => {
      const isTwice = from > to && listens[from] === true && listens[to] === true;
      if (listens[to] !== true || !isUp(node) || isTwice) return [];
      const client = from === to ? members.find((one) => isUp(one) && one.id !== node.id) : node;
      const server = others.find((one) => isUp(one) && one.manager && one.id !== client?.id);
      if (client === undefined || server === undefined) return [];
      return [{ from, to, client: client.id, server: server.id }];
    }),
  );
}

/** @returns `undefined` where that end had nothing to judge: then it is computed */
function cellOf({ Version, Suite, Failure }: ProbeResult, side: ProbeSide): Cell | undefined {
  const { Verdict: said, Code: code, Reason: reason } = side;
  const verdict = (['accepted', 'refused'] as const).find((one) => one === said);
  if (verdict === undefined || Failure !== '') return undefined;
  return { verdict, by: 'probed', code, reason, note: `${Version} ${Suite}` };
}
