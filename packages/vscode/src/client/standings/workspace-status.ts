import { StatusBarAlignment, ThemeColor, l10n, window } from 'vscode';
import type { Disposable, StatusBarItem } from 'vscode';
import type { StandingSum } from '../../shared/protocol.ts';
import { harmless } from '../words/harmless.ts';

/** Left of what is of the editor in front, as what is of the workspace is. */
const priority = 40;

/** How all files stand, in the status bar: what is worst of it in a word or two. There is none while nothing is known. */
export class WorkspaceStatus implements Disposable {
  #item: StatusBarItem | undefined;

  show(sum: StandingSum): void {
    const text = textOf(sum);
    if (text === undefined) return this.#item?.hide();
    this.#item ??= this.#make();
    this.#item.text = `$(shield) ${text}`;
    this.#item.tooltip = tooltipOf(sum);
    this.#item.accessibilityInformation = { label: l10n.t('Certificates: {0}', text) };
    this.#item.backgroundColor = sum.expired > 0 ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.show();
  }

  dispose(): void {
    this.#item?.dispose();
  }

  #make(): StatusBarItem {
    const item = window.createStatusBarItem('swarmpki.workspace', StatusBarAlignment.Left, priority);
    item.name = l10n.t('Certificates and Tokens');
    item.command = 'swarmpki.showStandings';
    return item;
  }
}

/** @returns `undefined` where there is nothing to tell */
function textOf({ expired, errors, warnings, next }: StandingSum): string | undefined {
  if (expired > 0) return l10n.t('{0} expired', expired);
  const problems = errors + warnings;
  if (problems > 0) return problems === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', problems);
  return next?.left;
}

function tooltipOf({ files, certificates, errors, warnings, next }: StandingSum): string {
  return [
    l10n.t('Certificates: {0}, in files: {1}', certificates, files),
    l10n.t('Errors: {0}, warnings: {1}', errors, warnings),
    ...(next === undefined ? [] : [l10n.t('Ends first: {0}, in {1}', harmless(next.name), next.left)]),
  ].join('\n');
}
