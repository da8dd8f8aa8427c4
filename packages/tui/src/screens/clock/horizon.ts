import type { NodeSight } from '@swarmpki/core/engine/watch';
import { swarmNow } from '../../app/moments.ts';
import type { State } from '../../app/state.ts';
import { duration } from '../../ui/bar.ts';
import { fit } from '../../ui/text.ts';
import type { Line, Span } from '../../theme/line.ts';

/** When the last of the certificates ends, ms since epoch; `undefined` where all have. */
export function lastEnd(state: State): number | undefined {
  const now = swarmNow(state);
  const ends = [...(state.sight?.nodes.values() ?? [])].flatMap(({ certificate }) => certificate?.notAfter ?? []);
  const last = ends.reduce((latest, end) => Math.max(latest, end), 0);
  return state.sight?.lab === undefined || last <= now ? undefined : last + 1;
}

/** What the next days bring to a node: a line of so many cells. @param from, to ms since epoch */
export function horizonLine(node: NodeSight, from: number, to: number, cells: number): Line {
  const { certificate } = node;
  if (certificate === undefined) return [{ text: '·'.repeat(cells), tone: 'muted' }];
  if (certificate.notAfter < from) {
    const words = `✗ expired ${duration(from - certificate.notAfter)} ago`;
    return [{ text: fit(words, cells), tone: 'bad' }];
  }
  const at = (time: number): number => Math.floor(((time - from) / (to - from)) * cells);
  const kinds = Array.from({ length: cells }, (_, cell): string => {
    if (cell >= at(certificate.notAfter)) return cell === at(certificate.notAfter) ? '✗' : ' ';
    if (cell >= at(certificate.renewFrom) && cell <= at(certificate.renewUntil)) return '▒';
    return cell > at(certificate.renewUntil) ? '═' : '─';
  });
  return spansOf(kinds);
}

function spansOf(kinds: readonly string[]): Line {
  const spans: { text: string; tone: NonNullable<Span['tone']> }[] = [];
  for (const kind of kinds) {
    const tone = ({ '✗': 'bad', '▒': 'accent', '═': 'warn' } as const)[kind] ?? 'muted';
    const last = spans.at(-1);
    if (last?.tone === tone) last.text += kind;
    else spans.push({ text: kind, tone });
  }
  return spans;
}
