import { rootName } from '../../app/names.ts';
import { wrap } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';
import type { Tone } from '../../theme/theme.ts';
import type { Cell, Matrix, Side } from './matrix.ts';
import type { Own } from './own.ts';

/** The cell that is selected, and whose it is. */
export function selectedCell({
  matrix,
  row,
  column,
}: Own): { readonly judge: Side; readonly shown: Side; readonly cell: Cell } | undefined {
  if (matrix === undefined) return undefined;
  const last = matrix.sides.length - 1;
  const [judgeAt, shownAt] = [Math.min(row, last), Math.min(column, last)];
  const [judge, shown] = [matrix.sides[judgeAt], matrix.sides[shownAt]];
  const cell = matrix.cells[judgeAt]?.[shownAt];
  return judge && shown && cell && { judge, shown, cell };
}

/** Why a cell is as it is. */
export function whyLines(own: Own, width: number): readonly Line[] {
  const found = selectedCell(own);
  if (found === undefined) return [];
  const { judge, shown, cell } = found;
  const text = (words: string, tone: Tone): readonly Line[] => wrap(words, width).map((line) => [{ text: line, tone }]);
  const head = { accepted: 'accepts', refused: 'refuses', unknown: 'may accept or refuse' }[cell.verdict];
  const tone = { accepted: 'good', refused: 'bad', unknown: 'warn' } as const;
  return [
    ...text(`${sideWords(judge)} ${head} what ${sideWords(shown)} shows.`, tone[cell.verdict]),
    ...text(reasonWords(found), 'plain'),
    ...text(howWords(cell, judge, shown), 'muted'),
  ];
}

/** A group in words: `A, 3 managers,`. */
function sideWords({ letter, count, role, name }: Side): string {
  return count === 1 ? `${letter}, ${name || `a ${role}`},` : `each of ${letter}, ${count} ${role}s,`;
}

function reasonWords({ judge, shown, cell }: { judge: Side; shown: Side; cell: Cell }): string {
  const [issuer, trusts] = [rootName(shown.issuer), judge.trusts];
  if (cell.verdict === 'unknown') return `It cannot be known: ${cell.reason}.`;
  if (cell.verdict === 'accepted') {
    if (issuer === trusts)
      return `The certificate of ${shown.letter} was signed by ${issuer}, which ${judge.letter} trusts.`;
    return `The certificate of ${shown.letter} was signed by ${issuer}. ${judge.letter} trusts ${trusts} alone, and accepts it for the second certificate that comes with it: one for ${issuer}, signed by ${trusts}.`;
  }
  return `${cell.code}: ${cell.reason}. ${remedies[cell.code]?.({ judge, shown, issuer, trusts }) ?? ''}`;
}

type Words = (about: { judge: Side; shown: Side; issuer: string; trusts: string }) => string;

/** What lies behind a refusal, and what helps. */
const remedies: Readonly<Record<string, Words>> = {
  'unknown-authority': ({ judge, shown, issuer, trusts }) =>
    `What ${shown.letter} shows leads to ${issuer}, and ${judge.letter} trusts ${trusts} alone: no certificate that it is shown leads from the one to the other. Who trusts a root that all others have left has to leave the swarm and join again.`,
  expired: ({ judge, shown }) =>
    judge.skewMs === 0
      ? `The certificate of ${shown.letter} has ended, so nobody lets it in to ask for another one: it has to leave and join again.`
      : `By the clock of ${judge.letter} it has ended: that clock is wrong, and has to be set.`,
  'not-yet-valid': ({ judge, shown }) =>
    `Certificates are dated back by an hour for clocks that are behind. The clock of ${judge.letter}, or of whoever signed for ${shown.letter}, is off by more.`,
  'host-name': ({ shown }) => `Who is dialled has to be a manager by its certificate, and ${shown.letter} is none.`,
};

function howWords({ by, note }: Cell, judge: Side, shown: Side): string {
  if (by === 'probed')
    return `Probed: ${judge.name} and ${shown.name} stand for their groups, and have just spoken ${note}.`;
  if (by === 'told') return 'Concluded from what the engine says of its nodes; certificates it shows to nobody.';
  const never =
    judge.role === 'worker' && shown.role === 'worker' ? ' Workers never meet each other by these certificates.' : '';
  return `Computed by the same path validation, from what ${shown.name} shows and ${judge.name} trusts.${never}${note === '' ? '' : ` ${note}`}`;
}

/** What has broken since one began to watch, the latest last. */
export function brokenWords({ watch }: Own): string {
  return `cells broken so far: ${watch.count}`;
}

/** Which of the cells are what, in numbers. */
export function countsOf({ cells }: Matrix): {
  readonly probed: number;
  readonly others: number;
  readonly refused: number;
  readonly unknown: number;
} {
  const all = cells.flat();
  const probed = all.filter(({ by }) => by === 'probed').length;
  const counted = (wanted: Cell['verdict']): number => all.filter(({ verdict }) => verdict === wanted).length;
  return { probed, others: all.length - probed, refused: counted('refused'), unknown: counted('unknown') };
}
