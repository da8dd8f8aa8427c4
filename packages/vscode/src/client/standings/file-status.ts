import { LanguageStatusSeverity, l10n, languages, window } from 'vscode';
import type { Disposable, LanguageStatusItem, Uri } from 'vscode';
import { clientCommands } from '../../shared/protocol.ts';
import type { Standing } from '../../shared/protocol.ts';
import { viewUri } from '../../shared/view-uri.ts';
import { harmless } from '../words/harmless.ts';

/** What is in the file in front, how it stands, and what will be next: beside the name of its language. */
export class FileStatus implements Disposable {
  readonly #standingOf: (uri: Uri) => Standing | undefined;
  readonly #following: Disposable;
  #item: LanguageStatusItem | undefined;

  constructor(standingOf: (uri: Uri) => Standing | undefined) {
    this.#standingOf = standingOf;
    this.#following = window.onDidChangeActiveTextEditor(() => this.show());
  }

  /** Shows what is true now; nothing for a file in which nothing is. */
  show(): void {
    const uri = window.activeTextEditor?.document.uri;
    const standing = uri && this.#standingOf(uri);
    if (uri === undefined || standing?.holds === undefined) {
      this.#item?.dispose();
      this.#item = undefined;
      return;
    }
    this.#item ??= languages.createLanguageStatusItem('swarmpki.file', { scheme: '*' });
    this.#item.name = l10n.t('Certificates and Tokens');
    this.#item.text = harmless(standing.holds);
    this.#item.detail = detailOf(standing);
    this.#item.severity = severityOf(standing);
    this.#item.command = commandOf(uri, standing);
  }

  dispose(): void {
    this.#following.dispose();
    this.#item?.dispose();
  }
}

/** There is little room: what is wrong has to fit beside what can be done. */
function detailOf({ worst, next, errors, warnings }: Standing): string {
  const problems = errors + warnings;
  if (worst === undefined || problems === 0)
    return next === undefined ? '' : `${harmless(next.what)}, ${new Date(next.at).toISOString().slice(0, 10)}`;
  return problems === 1 ? harmless(worst.title) : l10n.t('{0}, and {1} more', harmless(worst.title), problems - 1);
}

function severityOf({ errors, warnings }: Standing): LanguageStatusSeverity {
  if (errors > 0) return LanguageStatusSeverity.Error;
  return warnings > 0 ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
}

/** A certificate is verified, all else is shown as what it is. */
function commandOf(uri: Uri, { first }: Standing): LanguageStatusItem['command'] {
  if (first === undefined) return undefined;
  const { line, character, isCertificate } = first;
  const of = { uri: uri.toString(), position: { line, character } };
  return {
    title: isCertificate ? l10n.t('Verify') : l10n.t('Decode'),
    command: clientCommands.openView,
    arguments: [viewUri({ kind: isCertificate ? 'verdict' : 'decoded', of })],
  };
}
