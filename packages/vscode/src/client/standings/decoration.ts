import { FileDecoration, ThemeColor, l10n } from 'vscode';
import type { Standing, StandingMark } from '../../shared/protocol.ts';
import { harmless } from '../words/harmless.ts';

/** So long a tooltip is read, characters. */
const longestTooltip = 300;

/**
 * What a file is marked with beside its name: what is worst in it, in two characters, and as a sentence. Folders are marked with
 * it only where something does not work or is in danger now.
 */
export function decorationOf(standing: Standing | undefined): FileDecoration | undefined {
  const { mark, worst } = standing ?? {};
  if (standing === undefined || mark === undefined || worst === undefined) return undefined;
  const color =
    mark.kind === 'warning' || mark.kind === 'expires-soon' ? 'list.warningForeground' : 'list.errorForeground';
  const tooltip = [harmless(worst.reason, longestTooltip), ...moreOf(standing)].join(' ');
  const decoration = new FileDecoration(badgeOf(mark), tooltip, new ThemeColor(color));
  decoration.propagate = mark.kind === 'expired' || mark.kind === 'secret' || mark.kind === 'error';
  return decoration;
}

/** Letters and signs that every font has. */
function badgeOf(mark: StandingMark): string {
  switch (mark.kind) {
    case 'expired':
      return '✕';
    case 'expires-soon':
      return mark.left;
    case 'secret':
      return 'S!';
    case 'error':
      return '!!';
    case 'warning':
      return '!';
  }
}

function moreOf({ errors, warnings }: Standing): readonly string[] {
  const more = errors + warnings - 1;
  if (more <= 0) return [];
  return [more === 1 ? l10n.t('There is one more finding.') : l10n.t('There are {0} more findings.', more)];
}
