import type { FindingCode, Finding } from '@swarmpki/core/inspect/report';
import type { CodeAction, Range } from 'vscode-languageserver';
import { mendMarkers, rewrap } from '../actions/blocks.ts';
import { dropBlocks, joinBundle, orderChain, splitBundle } from '../actions/chains.ts';
import type { ActionContext } from '../actions/context.ts';
import { compareWith, redact, restrictPermissions } from '../actions/secrets.ts';
import type { Found, OpenDocument } from '../open-document.ts';
import type { Picture } from '../picture.ts';

/** A selection touches so many blocks that are looked at. */
const mostFound = 16;

const actions: readonly ((context: ActionContext) => readonly CodeAction[])[] = [
  orderChain,
  rewrap,
  mendMarkers,
  dropBlocks,
  joinBundle,
  redact,
  restrictPermissions,
  splitBundle,
  compareWith,
];

/** What the client asks for, and what it can do. */
export interface ActionOptions extends Pick<ActionContext, 'commands' | 'createsFiles'> {
  /** Kinds of actions; left out for all. */
  readonly only?: readonly string[] | undefined;
}

/** What can be done about what a selection touches. */
export function codeActions(
  document: OpenDocument,
  picture: Picture,
  range: Range,
  { only, ...able }: ActionOptions,
): readonly CodeAction[] {
  const found = document.within(document.textRange(range), mostFound);
  if (found.length === 0) return [];
  const findings = picture.findingsIn(document.name).filter((finding) => found.some((each) => isOn(finding, each)));
  const context: ActionContext = { document, picture, found, findings, ...able };
  return actions.flatMap((action) => [...action(context)]).filter(({ kind = '' }) => isWanted(kind, only));
}

function isOn({ place: { range } }: Finding<FindingCode>, { find }: Found): boolean {
  return range !== undefined && range.start >= find.range.start && range.end <= find.range.end;
}

/** A kind names all that it is the beginning of. */
function isWanted(kind: string, only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((each) => each === '' || kind === each || kind.startsWith(`${each}.`));
}
