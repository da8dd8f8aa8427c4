import { either, finite, flag, list, object, oneOf, optional, partial, text, whole } from './shape.ts';
import type { Shape, ValueOf } from './shape.ts';

/*
 * What the extension and the page of the rotation view tell each other. The page is told whole texts, in the language of the
 * editor, cut and made harmless; it shows them as text, and knows nothing of swarms. Neither side trusts the other's messages.
 */

/** UTF-16 units. What is made of names and of sentences of engines is cut to far less. */
const sentence = text(2_000);
const name = text(400);
const key = text(120);

/** How far a node, a phase or a whole rotation is: shown by a sign and a word as well as by a colour. */
export const tone = oneOf('good', 'busy', 'waiting', 'blocked', 'plain');
export type Tone = ValueOf<typeof tone>;

/** A text that goes on by itself: `{0}` in it stands for the time since a moment, ms since epoch, by the clock of the swarm. */
const ticking = object({ text: sentence, since: finite });
const words = either(sentence, ticking);
export type Words = ValueOf<typeof words>;

/** What the page may ask for: acts on the swarm or on a node, which the extension knows by these names alone. */
export const deed = oneOf('rotate', 'renew', 'start', 'heal', 'wake', 'remove', 'demote', 'retry');
export type Deed = ValueOf<typeof deed>;

const button = object({
  deed,
  /** The node's id; left out for the swarm itself. */
  node: optional(key),
  /** All nodes of a group, by its key. */
  group: optional(key),
  label: name,
  /** What it does and to whom, for whoever does not see where it stands. */
  about: sentence,
  primary: optional(flag),
});
export type Button = ValueOf<typeof button>;
const buttons = list(button, 8);

const notice = object({ tone, text: sentence, next: sentence, buttons });

const head = object({
  tone,
  /** Whose rotation it is. */
  swarm: name,
  place: name,
  title: sentence,
  detail: sentence,
  elapsed: optional(words),
  /** Said to screen readers when it changes: phases, and not each node. */
  announcement: sentence,
  notices: list(notice, 8),
  buttons,
});

const phase = object({
  title: sentence,
  detail: sentence,
  state: oneOf('done', 'now', 'later'),
  /** `done`, `now` or `later` in words. */
  stateText: name,
});

/** One of Docker's two bars. */
const bar = object({ label: name, amount: whole(), total: whole(), text: name });

const segment = object({ key, tone, label: name, count: whole(), text: name });

const crowd = object({ label: sentence, segments: list(segment, 20), bars: list(bar, 4), digest: optional(sentence) });

const root = object({ tone, label: name, name, facts: list(sentence, 6) });
const fact = object({ holds: flag, text: sentence });
const trust = object({
  sentence,
  roots: list(root, 3),
  /** How the first root leads to the second. */
  link: sentence,
  facts: list(fact, 8),
});

const group = object({
  key,
  tone,
  title: sentence,
  count: whole(),
  countText: name,
  cure: sentence,
  buttons,
  /** It is open unless somebody closes it. */
  isOpen: flag,
});
export type Group = ValueOf<typeof group>;

/** More rows than these are never sent of a group: a filter finds the others. */
export const mostRows = 1_000;
/** So many at first, and with each *Show More*. */
export const rowsAtOnce = 50;
const mostGroups = 20;

const row = object({
  id: key,
  name,
  role: name,
  /** Whose certificate it has: the name of a root, and which of the two that is. */
  issuer: name,
  issuerIs: oneOf('old', 'new', 'other', 'none'),
  trusts: name,
  trustsIs: oneOf('old', 'new', 'other', 'none'),
  report: name,
  waits: words,
  /** What went wrong last. */
  error: sentence,
  buttons,
});
export type Row = ValueOf<typeof row>;

const line = object({ label: name, text: words });
const past = object({ title: sentence, sentence, lines: list(line, 12), events: list(line, 60) });

/** By these a page counts time on. */
const clock = object({ now: finite, real: finite, speed: finite, isPaused: flag });
export type PageClock = ValueOf<typeof clock>;

const sections = {
  head,
  phases: list(phase, 6),
  crowd,
  trust,
  groups: list(group, mostGroups),
  past: list(past, 1),
  clock,
} as const;

/** What is shown, but for the rows of nodes. */
export type Sections = { readonly [Name in keyof typeof sections]: ValueOf<(typeof sections)[Name]> };

/** The rows of a group: which, in their order, and those that are not as they were. */
const rowsChange = object({ group: key, ids: list(key, mostRows), rows: list(row, mostRows), hidden: whole() });
export type RowsChange = ValueOf<typeof rowsChange>;

/** Texts of the page itself. `{0}` stands for what is put there. */
const pageTexts = object({
  phases: name,
  nodes: name,
  nodeByNode: name,
  trust: name,
  holds: name,
  holdsNot: name,
  history: name,
  filter: name,
  filterHint: name,
  noMatch: sentence,
  node: name,
  issuer: name,
  trusts: name,
  report: name,
  waits: name,
  acts: name,
  showMore: name,
  tooMany: sentence,
});
export type PageTexts = ValueOf<typeof pageTexts>;

const begin = object({ kind: oneOf('begin'), texts: pageTexts });
const update = object({
  kind: oneOf('update'),
  sections: partial(sections),
  rows: list(rowsChange, mostGroups),
});
export type Update = ValueOf<typeof update>;

/** What the extension tells the page. */
export type ToPage = ValueOf<typeof begin> | Update;
const toPage: Shape<ToPage> = either(begin, update);

/** How somebody has set the page: what of it is open. */
const looks = object({
  /** The id of the swarm. */
  swarm: text(4_200),
  filter: text(200),
  /** By group: that it was opened or closed by hand, and how many rows of it are wanted. */
  groups: list(object({ key, isOpen: optional(flag), rows: whole(mostRows) }), mostGroups),
});
/** It is also what VS Code keeps of the page while its window is reloaded. */
export type Looks = ValueOf<typeof looks>;

const ready = object({ kind: oneOf('ready') });
const look = object({ kind: oneOf('look'), looks });
const act = object({ kind: oneOf('act'), deed, node: optional(key), group: optional(key) });

/** What the page tells the extension. */
export type FromPage = ValueOf<typeof ready> | ValueOf<typeof look> | ValueOf<typeof act>;
const fromPage: Shape<FromPage> = either(either(ready, look), act);

/** @returns `undefined` for what is none */
export function readToPage(given: unknown): ToPage | undefined {
  return toPage(given) ? given : undefined;
}

export function readFromPage(given: unknown): FromPage | undefined {
  return fromPage(given) ? given : undefined;
}

export function readLooks(given: unknown): Looks | undefined {
  return looks(given) ? given : undefined;
}

export function freshLooks(swarm: string): Looks {
  return { swarm, filter: '', groups: [] };
}
