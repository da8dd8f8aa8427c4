import { Uri, l10n, window, workspace } from 'vscode';
import { viewUri } from '../../shared/view-uri.ts';
import type { Target } from '../../shared/view-uri.ts';
import { harmless } from '../words/harmless.ts';
import { openView } from './open-view.ts';
import type { Server } from './server.ts';

/** Asks for another of what the server knows, and shows how the two differ. @param target the first: a `Target` */
export async function compareWith(server: Server, target: unknown): Promise<void> {
  if (!isTarget(target)) return;
  const client = await server.start();
  const others = (await client.symbols('')).flatMap(({ name, location: { uri, range } }) => {
    if (uri === target.uri && range.start.line === target.position.line) return [];
    const place = l10n.t('{0}, line {1}', workspace.asRelativePath(Uri.parse(uri)), range.start.line + 1);
    return [{ label: harmless(name), description: harmless(place), target: { uri, position: range.start } }];
  });
  const chosen = await window.showQuickPick(others, {
    title: l10n.t('Compare with'),
    placeHolder: l10n.t('A certificate, key or token of an open document or of the workspace'),
    matchOnDescription: true,
  });
  if (chosen !== undefined) await openView(viewUri({ kind: 'comparison', of: target, with: chosen.target }));
}

function isTarget(value: unknown): value is Target {
  return typeof value === 'object' && value !== null && 'uri' in value && 'position' in value;
}
