/*
 * What the extension and the page of the rotation view tell each other. The page is given whole texts, in the language of the
 * editor, cut and made harmless; it shows them as texts, and knows nothing of swarms.
 */

/** How it stands: shown by a sign and said in words as well as by a colour. */
export type Tone = 'good' | 'busy' | 'blocked' | 'plain';

/** All that can be done from the page. */
const deeds = ['rotate', 'start', 'heal', 'wake', 'demote', 'remove', 'run', 'retry', 'init', 'unlock'] as const;
export type Deed = (typeof deeds)[number];

/** For whom something is done: a node by its id, or all of a group by its key; neither for the swarm itself. */
export interface Target {
  readonly node?: string;
  readonly group?: string;
}

export interface PageButton extends Target {
  readonly deed: Deed;
  readonly label: string;
  /** What it does and to whom, for whoever does not see where it stands. Begins with the label. */
  readonly about: string;
  readonly isPrimary: boolean;
}

export interface Phase {
  readonly title: string;
  readonly detail: string;
  readonly state: 'done' | 'now' | 'later';
  /** The state in a word. */
  readonly stateText: string;
}

/** One of Docker's two bars. */
export interface Bar {
  readonly label: string;
  readonly amount: number;
  readonly total: number;
  readonly text: string;
}

/** Nodes that hold a rotation up for the same reason. */
export interface Blocker {
  readonly key: string;
  readonly title: string;
  /** Who they are, where they are several. */
  readonly names: string;
  /** What frees it; between backticks stand commands, as in all sentences of the page. */
  readonly cure: string;
  readonly buttons: readonly PageButton[];
}

export interface Row {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly issuer: string;
  readonly trusts: string;
  readonly tone: Tone;
  readonly state: string;
  /** What went wrong last. */
  readonly error: string;
  readonly buttons: readonly PageButton[];
}

/** A heading and what stands below; without any of that it is left out. */
export interface Lines {
  readonly title: string;
  readonly lines: readonly string[];
}

/** All that the page shows. */
export interface RotationPage {
  readonly name: string;
  readonly place: string;
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
  /** What is read aloud when it changes: phases, and not each node. */
  readonly announcement: string;
  /** What stands above all: the engine is out of reach. */
  readonly notice: string;
  readonly buttons: readonly PageButton[];
  readonly changed: Lines;
  readonly phases: { readonly title: string; readonly list: readonly Phase[] };
  readonly bars: readonly Bar[];
  readonly blockers: { readonly title: string; readonly list: readonly Blocker[] };
  readonly trusted: Lines;
  readonly next: Lines;
  readonly nodes: {
    readonly title: string;
    readonly headings: readonly string[];
    readonly rows: readonly Row[];
    /** How many more there are. */
    readonly more: string;
  };
}

/** What the extension tells the page. */
export interface ToPage {
  /** The id of the swarm: what is kept of the page while its window is reloaded. */
  readonly swarm: string;
  readonly page: RotationPage;
}

/** What the page tells the extension. */
export type FromPage = { readonly type: 'ready' } | ({ readonly type: 'act'; readonly deed: Deed } & Target);

/** UTF-16 units of an id of a node or a group. */
const longestKey = 120;
/** Of the id of a swarm, which holds a path. */
const longestId = 4_200;

/** Reads what a page has sent: whoever could make it send something else gets nothing for it. */
export function readFromPage(given: unknown): FromPage | undefined {
  const { type, deed, node, group } = fieldsOf(given);
  if (type === 'ready') return { type };
  const known = deeds.find((each) => each === deed);
  if (type !== 'act' || known === undefined || !isKey(node) || !isKey(group)) return undefined;
  return { type, deed: known, ...(node !== undefined && { node }), ...(group !== undefined && { group }) };
}

/** Reads what VS Code has kept of a page. @returns the id of its swarm */
export function readKept(given: unknown): string | undefined {
  const { swarm } = fieldsOf(given);
  return typeof swarm === 'string' && swarm.length <= longestId ? swarm : undefined;
}

function isKey(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === 'string' && value.length <= longestKey);
}

function fieldsOf(given: unknown): Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null ? (given as Readonly<Record<string, unknown>>) : {};
}
