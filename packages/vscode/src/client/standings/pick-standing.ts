import { QuickPickItemKind, Uri, commands, l10n, window, workspace } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { Standing, StandingSum } from '../../shared/protocol.ts';
import { fileNameOf } from '../words/file-name.ts';
import { harmless } from '../words/harmless.ts';

/** So many files are listed: the worst. */
const mostFiles = 200;
const longestReason = 200;

interface Choice extends QuickPickItem {
  readonly run?: () => Thenable<unknown>;
}

/** Lists the files in which something is wrong, worst first, then what ends next; goes to what is chosen. */
export async function pickStanding(files: ReadonlyMap<string, Standing>, sum: StandingSum | undefined): Promise<void> {
  const choices: readonly Choice[] = [
    ...worstFirst([...files.values()])
      .slice(0, mostFiles)
      .map(choiceOf),
    ...endsNext(sum),
    { label: '', kind: QuickPickItemKind.Separator },
    {
      label: `$(warning) ${l10n.t('Open Problems')}`,
      run: () => commands.executeCommand('workbench.actions.view.problems'),
    },
  ];
  const chosen = await window.showQuickPick(choices, {
    title: l10n.t('Certificates and tokens of this workspace'),
    placeHolder: l10n.t('What is wrong, worst first'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  await chosen?.run?.();
}

/** Those in which something is wrong. */
function worstFirst(files: readonly Standing[]): readonly Standing[] {
  const rank = ({ mark }: Standing): number => ranks.indexOf(mark?.kind ?? '');
  return files
    .filter(({ mark, worst }) => mark !== undefined && worst !== undefined)
    .toSorted((a, b) => rank(a) - rank(b) || (a.uri < b.uri ? -1 : 1));
}

const ranks: readonly string[] = ['expired', 'secret', 'error', 'expires-soon', 'warning'];

function choiceOf({ uri, worst, errors }: Standing): Choice {
  const file = Uri.parse(uri);
  const icon = errors > 0 ? '$(error)' : '$(warning)';
  return {
    label: `${icon} ${harmless(fileNameOf(file))}`,
    description: harmless(workspace.asRelativePath(file)),
    detail: harmless(worst?.reason ?? '', longestReason),
    run: () => commands.executeCommand('vscode.open', file),
  };
}

function endsNext(sum: StandingSum | undefined): readonly Choice[] {
  if (sum?.next === undefined) return [];
  const { uri, name, left } = sum.next;
  const file = Uri.parse(uri);
  return [
    { label: l10n.t('Ends first'), kind: QuickPickItemKind.Separator },
    {
      label: `$(watch) ${harmless(name)}`,
      description: harmless(workspace.asRelativePath(file)),
      detail: l10n.t('{0} left', left),
      run: () => commands.executeCommand('vscode.open', file),
    },
  ];
}
