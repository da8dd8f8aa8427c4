import { hash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import type { Item } from '@swarmpki/core/inspect';
import type { CodeLens, Command, Range } from 'vscode-languageserver';
import { clientCommands } from '../../shared/protocol.ts';
import type { ClientCommand } from '../../shared/protocol.ts';
import { viewUri } from '../../shared/view-uri.ts';
import type { Found, OpenDocument } from '../open-document.ts';

/** So many blocks have lenses: an editor asks for those of the whole document after each edit. */
const mostBlocks = 200;

/** What can be done with each block, above it. @param commands that the client carries out; others are left out */
export function codeLenses(document: OpenDocument, commands: ReadonlySet<string>): readonly CodeLens[] {
  const lenses: CodeLens[] = [];
  const last = Math.min(document.length, mostBlocks);
  for (let index = 0; index < last; index++) {
    const found = document.at(index);
    if (found === undefined || found.find.kind !== 'pem') continue;
    const range = document.range(found.find.begin);
    lenses.push(
      ...commandsOn(document, found, range)
        .filter((each) => commands.has(each.command))
        .map((each) => ({ range, command: each })),
    );
  }
  return lenses;
}

/** @param range where it begins */
function commandsOn(document: OpenDocument, { items: [item, ...others] }: Found, range: Range): readonly Command[] {
  if (item === undefined || others.length > 0) return [];
  const of = { uri: document.uri, position: range.start };
  const view = (title: string, kind: 'decoded' | 'chain' | 'verdict'): Command =>
    command(title, clientCommands.openView, viewUri({ kind, of }));
  const fingerprint = fingerprintOf(item);
  return [
    ...(item.kind === 'certificate' ? [view(l10n.t('Verify'), 'verdict'), view(l10n.t('Show chain'), 'chain')] : []),
    ...(item.kind === 'unreadable' ? [] : [view(l10n.t('Decode'), 'decoded')]),
    ...(fingerprint === undefined
      ? []
      : [command(l10n.t('Copy fingerprint'), clientCommands.copyFingerprint, fingerprint)]),
  ];
}

function command(title: string, name: ClientCommand, argument: string): Command {
  return { title, command: name, arguments: [argument] };
}

/** SHA-256 of the DER, as `openssl x509 -fingerprint -sha256` shows it but for the colons. */
function fingerprintOf(item: Item): string | undefined {
  return item.kind === 'certificate' ? hash('sha256', item.skim.der, 'hex') : undefined;
}
