import * as l10n from '@vscode/l10n';
import { Problem } from '@swarmpki/core/inspect';
import type { Item, ItemDescription } from '@swarmpki/core/inspect';
import { compareItems } from '@swarmpki/core/inspect/diff';
import type { Comparison } from '@swarmpki/core/inspect/diff';
import { printable } from '@swarmpki/core/inspect/report';
import type { ItemIndex } from '@swarmpki/core/inspect/report';
import type { Target, View } from '../../shared/view-uri.ts';
import { nameOf } from '../names.ts';
import { describe } from '../people.ts';
import type { Picture } from '../picture.ts';
import { whereabouts } from '../relations.ts';
import type { Workspace } from '../workspace.ts';
import { shortName, stateOf } from '../words.ts';
import { opensslText } from './openssl-text.ts';

/** Longer descriptions are cut, which is said. */
const longestText = 200_000;
const longestLine = 2_000;

/** The text of a view. Nothing secret, and what is of others in it is printable. @param now ms since epoch */
export async function viewText(workspace: Workspace, view: View, now: number): Promise<string> {
  const picture = workspace.picture(now);
  if (view.kind === 'file') return fileText(workspace, picture, view.uri, now);
  const index = indexAt(workspace, picture, view.of);
  const item = picture.item(index);
  if (index === undefined || item === undefined) return gone();
  switch (view.kind) {
    case 'decoded':
      return bounded(await decoded(item, now));
    case 'chain':
      return chainText(picture, index, now);
    case 'verdict':
      return verdictText(picture, item, now);
    case 'comparison': {
      const other = picture.item(indexAt(workspace, picture, view.with));
      return other === undefined ? gone() : bounded(await comparisonText(picture, item, other));
    }
  }
}

function gone(): string {
  return `${l10n.t('Nothing stands there any more.')}\n`;
}

/** The first thing at a place of an open document. */
function indexAt(workspace: Workspace, picture: Picture, { uri, position }: Target): ItemIndex | undefined {
  const [found] = workspace.document(uri)?.foundAt(position) ?? [];
  if (found !== undefined) return picture.indexOf(found.raw);
  // One that is not open.
  const index = picture.report.items.findIndex((item) => {
    const location = picture.location(item.place);
    return location?.uri === uri && location.range.start.line === position.line;
  });
  return index < 0 ? undefined : index;
}

/** One thing after the other, until that is too much. */
async function fileText(workspace: Workspace, picture: Picture, uri: string, now: number): Promise<string> {
  const indices = picture.bySource.get(nameOf(uri)) ?? [];
  const containers = workspace.viewed(uri)?.containers;
  let text = '';
  for (const [at, index] of indices.entries()) {
    const item = picture.item(index);
    if (item === undefined) continue;
    if (text.length > longestText) return `${text}${l10n.t('… and {0} more', indices.length - at)}\n`;
    text += `${at === 0 ? '' : `${rule}\n`}${bounded(await decoded(item, now, containers?.get(item)))}`;
  }
  return text === '' ? gone() : text;
}

const rule = '─'.repeat(72);

async function decoded(item: Item, now: number, known?: ItemDescription): Promise<string> {
  const { lines, description } = await describe(item, now, known);
  return [...lines, '', ...(description === undefined ? [] : await wholeText(description)), ''].join('\n');
}

/** As OpenSSL shows what it can; others as their description. */
async function wholeText(description: ItemDescription): Promise<readonly string[]> {
  const asOpenssl = await opensslText(description);
  if (asOpenssl !== undefined) return asOpenssl;
  // What is of others in a description is as they wrote it.
  const lines = JSON.stringify(description, null, 2).split('\n');
  return lines.map((line) => printable(line, longestLine));
}

function chainText(picture: Picture, index: ItemIndex, now: number): string {
  const chain = picture.chain(index);
  if (chain === undefined)
    return `${l10n.t('Nobody is at hand who has issued this, and it has issued nothing that is at hand.')}\n`;
  const lines = chain.path.map((each, depth) => {
    const item = picture.item(each);
    if (item === undefined) return '';
    return `${'  '.repeat(depth)}${shortName(item)} · ${stateOf(item, now)}   (${whereabouts(picture, item)})`;
  });
  const end = chain.complete ? l10n.t('It ends with a root.') : l10n.t('Whoever issued the last one is not at hand.');
  return [...lines, '', end, ''].join('\n');
}

async function verdictText(picture: Picture, item: Item, now: number): Promise<string> {
  if (item.kind !== 'certificate') return `${l10n.t('Only certificates are verified.')}\n`;
  const { verify } = await import('./verify.ts');
  return verify(picture, item, now);
}

async function comparisonText(picture: Picture, item: Item, other: Item): Promise<string> {
  const comparisons = await compared(item, other);
  if (comparisons instanceof Problem) return `${printable(comparisons.message, 300)}\n`;
  const lines = comparisons.flatMap(({ meaning, differences }) => [
    ...meaning,
    ...(differences.length === 0 ? [l10n.t('They are the same.')] : []),
    ...differences.flatMap(({ field, a, b }) => [
      '',
      field,
      `  a  ${a ?? l10n.t('(none)')}`,
      `  b  ${b ?? l10n.t('(none)')}`,
    ]),
  ]);
  return [
    `a: ${shortName(item)} (${whereabouts(picture, item)})`,
    `b: ${shortName(other)} (${whereabouts(picture, other)})`,
    '',
    ...lines,
    '',
  ].join('\n');
}

/** @returns what is in the way, where that is too much work */
async function compared(item: Item, other: Item): Promise<readonly Comparison[] | Problem> {
  try {
    return await compareItems([item], [other]);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function bounded(text: string): string {
  return text.length <= longestText
    ? text
    : `${text.slice(0, longestText)}\n${l10n.t('… {0} more characters', text.length - longestText)}\n`;
}
