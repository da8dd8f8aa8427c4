/** The scheme of the texts that the server writes for people to read: `workspace/textDocumentContent` of LSP 3.18. */
export const viewScheme = 'swarmpki';

/** Where something stands in a document, as LSP counts. */
export interface Target {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
}

/** What can be shown of a certificate, key or token, as a text. */
export type View =
  /** All that is in it. */
  | { readonly kind: 'decoded'; readonly of: Target }
  /** Who issued it, and who issued that. */
  | { readonly kind: 'chain'; readonly of: Target }
  /** Whether a chain leads from it to a root that is at hand, and if none does why not. */
  | { readonly kind: 'verdict'; readonly of: Target }
  | { readonly kind: 'comparison'; readonly of: Target; readonly with: Target }
  /** All that is in a file, one thing after the other. */
  | { readonly kind: 'file'; readonly uri: string };

/** The name of a view, as the title of its editor. */
const titles: Readonly<Record<View['kind'], string>> = {
  decoded: 'decoded',
  chain: 'chain',
  verdict: 'verdict',
  comparison: 'comparison',
  file: 'decoded',
};

export function viewUri(view: View): string {
  return `${viewScheme}:/${titles[view.kind]}.txt?${encodeURIComponent(JSON.stringify(view))}`;
}

/** @returns `undefined` for what is no view */
export function readViewUri(uri: string): View | undefined {
  const at = uri.indexOf('?');
  if (!uri.startsWith(`${viewScheme}:`) || at < 0) return undefined;
  try {
    const view: unknown = JSON.parse(decodeURIComponent(uri.slice(at + 1)));
    return isView(view) ? view : undefined;
  } catch {
    return undefined;
  }
}

function isView(value: unknown): value is View {
  if (!isRecord(value) || typeof value['kind'] !== 'string' || !Object.hasOwn(titles, value['kind'])) return false;
  if (value['kind'] === 'file') return typeof value['uri'] === 'string';
  return isTarget(value['of']) && (value['kind'] !== 'comparison' || isTarget(value['with']));
}

function isTarget(value: unknown): value is Target {
  if (!isRecord(value) || typeof value['uri'] !== 'string' || !isRecord(value['position'])) return false;
  const { line, character } = value['position'];
  return Number.isSafeInteger(line) && Number.isSafeInteger(character);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
