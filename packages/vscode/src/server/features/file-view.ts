import { hash } from 'node:crypto';
import type { Item, ItemDescription } from '@swarmpki/core/inspect';
import type { Line } from '@swarmpki/core/inspect/layout';
import { moment } from '@swarmpki/core/inspect/report';
import type { Finding, FindingCode, ItemIndex, Place } from '@swarmpki/core/inspect/report';
import type {
  ChainView,
  FileView,
  FindingView,
  ItemView,
  LifeView,
  LinkTarget,
  LinkView,
  RelationView,
  RowView,
  ToneView,
} from '../../shared/file-view.ts';
import { describe } from '../people.ts';
import type { Picture } from '../picture.ts';
import { mostNamed, relationsOf, whereabouts } from '../relations.ts';
import { fit, shortName, stateOf } from '../words.ts';
import type { ViewedFile } from '../workspace.ts';
import { partsOf } from './file-part.ts';

/** So many items are described: Debian's bundle of all roots has 150. */
const mostItems = 300;
/** So much is said of one item, or of the file. */
const mostFindings = 40;
const mostRelated = 8;
const mostSteps = 16;
const longestText = 1_500;

/** A file that is no text, for a page. @param name as the picture knows it */
export async function fileView(
  picture: Picture,
  { uri, name }: { readonly uri: string; readonly name: string },
  { containers, source }: ViewedFile,
): Promise<FileView> {
  const { now } = picture.report;
  const indices = picture.bySource.get(name) ?? [];
  const links = new Links(picture);
  const findings = findingsByItem(picture, name, indices);
  const items: ItemView[] = [];
  for (const [index, at] of indices.slice(0, mostItems).entries()) {
    const item = picture.item(at);
    if (item === undefined) continue;
    const said = findings.of.get(at) ?? [];
    items.push(await itemView({ picture, links, item, at, index, said, known: containers.get(item) }));
  }
  const lock = lockOf(indices.map((at) => picture.item(at)));
  return {
    uri,
    size: typeof source.contents === 'string' ? Buffer.byteLength(source.contents) : source.contents.length,
    items,
    more: indices.length - items.length,
    findings: findings.other.slice(0, mostFindings).map((each) => findingView(each, links)),
    ...(lock === undefined ? {} : { lock }),
    links: links.targets,
    now,
  };
}

function lockOf(items: readonly (Item | undefined)[]): FileView['lock'] {
  for (const item of items) {
    if (item?.kind !== 'pkcs12') continue;
    if (item.lock === 'no-password' || item.lock === 'wrong-password') return item.lock;
  }
  return undefined;
}

/** Where links lead, each place once. */
class Links {
  readonly targets: LinkTarget[] = [];
  readonly #picture: Picture;
  readonly #known = new Map<string, number>();

  constructor(picture: Picture) {
    this.#picture = picture;
  }

  /** @returns `undefined` for a place that is nowhere */
  to(place: Place): number | undefined {
    const location = this.#picture.location(place);
    if (location === undefined) return undefined;
    const line = place.range === undefined ? undefined : location.range.start.line;
    const key = `${location.uri}#${line}`;
    const number = this.#known.get(key) ?? this.targets.length;
    if (number === this.targets.length)
      this.targets.push({ uri: location.uri, ...(line === undefined ? {} : { line }) });
    this.#known.set(key, number);
    return number;
  }

  /** A link to a place, by the name of what stands there. */
  named(place: Place): readonly LinkView[] {
    const item = this.#picture.itemAt(place);
    const link = this.to(place);
    return item === undefined || link === undefined
      ? []
      : [{ text: `${shortName(item)}, ${whereabouts(this.#picture, item)}`, link }];
  }
}

interface About {
  readonly picture: Picture;
  readonly links: Links;
  readonly item: Item;
  /** Among all, and in its file. */
  readonly at: ItemIndex;
  readonly index: number;
  readonly said: readonly Finding<FindingCode>[];
  readonly known: ItemDescription | undefined;
}

async function itemView({ picture, links, item, at, index, said, known }: About): Promise<ItemView> {
  const { now } = picture.report;
  const { toned, description } = await describe(item, now, known);
  const [title = [], ...rest] = toned;
  const name = shortName(item);
  const life = lifeOf(item, description, now);
  const chain = chainView(picture, links, at);
  const fingerprint = fingerprintOf(item);
  return {
    index,
    kind: item.kind,
    name,
    state: stateOf(item, now),
    tone: toneOf(item, said, now),
    within: item.place.within ?? [],
    // Of one that is only named, of a container, and of what cannot be read, that is the name once more.
    title: description === undefined || item.kind === 'unreadable' || title[0]?.text === name ? [] : title,
    rows: item.kind === 'unreadable' && said.length > 0 ? [] : rowsOf(rest),
    ...(life === undefined ? {} : { life }),
    findings: said.slice(0, mostFindings).map((each) => findingView(each, links)),
    relations: relationViews(picture, links, at),
    ...(chain === undefined ? {} : { chain }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    parts: partsOf(item, description),
  };
}

/** Lines with a label, each with those that follow it and have none. */
function rowsOf(lines: readonly Line[]): readonly RowView[] {
  const rows: { label: string; lines: Line[] }[] = [];
  for (const [label, ...spans] of lines) {
    const name = label?.text.trim() ?? '';
    const last = rows.at(-1);
    if (name === '' && last !== undefined) last.lines.push(spans);
    else rows.push({ label: name, lines: [spans] });
  }
  return rows;
}

function toneOf(item: Item, said: readonly Finding[], now: number): ToneView {
  const [worst] = said;
  if (worst?.severity === 'error') return 'bad';
  if (worst?.severity === 'warning') return 'warn';
  if (item.kind === 'certificate') return now <= item.skim.notAfter ? 'good' : 'plain';
  if (item.kind !== 'revocation-list' || item.nextUpdate === undefined) return 'plain';
  return now <= item.nextUpdate ? 'good' : 'bad';
}

function lifeOf(item: Item, description: ItemDescription | undefined, now: number): LifeView | undefined {
  if (item.kind === 'revocation-list') {
    const { thisUpdate: from, nextUpdate: until } = item;
    return until === undefined || until <= from ? undefined : lifeFrom(from, until, now > until ? 'bad' : 'good');
  }
  if (item.kind !== 'certificate') return undefined;
  const { notBefore: from, notAfter: until } = item.skim;
  if (until <= from) return undefined;
  const swarm = description?.kind === 'certificate' ? description.swarm : undefined;
  const renewal = swarm !== undefined && swarm.role !== 'ca' ? swarm.renewal : undefined;
  const isValid = from <= now && now <= until;
  const isOverdue = renewal !== undefined && now >= renewal.until;
  const tone = isValid ? (isOverdue ? 'warn' : 'good') : 'bad';
  if (renewal === undefined) return lifeFrom(from, until, tone);
  const text = `${moment(renewal.from)} – ${moment(renewal.until)}`;
  return { ...lifeFrom(from, until, tone), renewal: { from: renewal.from, until: renewal.until, text } };
}

function lifeFrom(from: number, until: number, tone: ToneView): LifeView {
  return { from, until, fromText: moment(from), untilText: moment(until), tone };
}

/** What is found of each item; and what is found of the file alone. */
function findingsByItem(
  picture: Picture,
  name: string,
  indices: readonly ItemIndex[],
): {
  readonly of: ReadonlyMap<ItemIndex, readonly Finding<FindingCode>[]>;
  readonly other: readonly Finding<FindingCode>[];
} {
  const byPlace = new Map<string, ItemIndex>();
  for (const index of indices) {
    const place = picture.item(index)?.place;
    if (place !== undefined && !byPlace.has(keyOf(place))) byPlace.set(keyOf(place), index);
  }
  const of = new Map<ItemIndex, Finding<FindingCode>[]>();
  const other: Finding<FindingCode>[] = [];
  for (const finding of picture.findingsIn(name)) {
    const index = byPlace.get(keyOf(finding.place));
    const list = index === undefined ? other : (of.get(index) ?? []);
    list.push(finding);
    if (index !== undefined) of.set(index, list);
  }
  return { of, other };
}

function keyOf({ range, within }: Place): string {
  return JSON.stringify([range?.start, within]);
}

function findingView({ code, severity, reason, cure, related }: Finding<FindingCode>, links: Links): FindingView {
  const places = (related ?? []).slice(0, mostRelated);
  return {
    code,
    severity,
    reason: fit(reason, longestText),
    cure: fit(cure, longestText),
    related: places.flatMap((place) => links.named(place)),
  };
}

function relationViews(picture: Picture, links: Links, at: ItemIndex): readonly RelationView[] {
  return relationsOf(picture, at).map(({ label, others, text }) => {
    const named = others.slice(0, mostNamed).flatMap((other) => linkTo(picture, links, other, at));
    return { label, others: named, more: others.length - named.length, ...(text === undefined ? {} : { text }) };
  });
}

function linkTo(picture: Picture, links: Links, index: ItemIndex, from: ItemIndex): readonly LinkView[] {
  const item = picture.item(index);
  const link = item === undefined ? undefined : links.to(item.place);
  if (item === undefined || link === undefined) return [];
  return [{ text: `${shortName(item)}, ${whereabouts(picture, item, picture.item(from))}`, link }];
}

function chainView(picture: Picture, links: Links, at: ItemIndex): ChainView | undefined {
  const chain = picture.chain(at);
  if (chain === undefined) return undefined;
  const { now } = picture.report;
  const steps = chain.path.slice(0, mostSteps).flatMap((index) => {
    const item = picture.item(index);
    const link = item === undefined ? undefined : links.to(item.place);
    if (item?.kind !== 'certificate' || link === undefined) return [];
    const { notBefore, notAfter } = item.skim;
    const tone: ToneView = notBefore <= now && now <= notAfter ? 'good' : 'bad';
    const where = whereabouts(picture, item, picture.item(at));
    return [{ text: shortName(item), state: stateOf(item, now), where, tone, link, isHere: index === at }];
  });
  return { steps, complete: chain.complete && chain.path.length <= mostSteps };
}

function fingerprintOf(item: Item): string | undefined {
  switch (item.kind) {
    case 'certificate':
      return hash('sha256', item.skim.der, 'hex');
    case 'request':
    case 'revocation-list':
      return hash('sha256', item.der, 'hex');
    case 'public-key':
      return hash('sha256', item.spki, 'hex');
    default:
      return undefined;
  }
}
