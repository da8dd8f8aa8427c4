import type { Clock } from '@swarmpki/core/commands';
import type { Disposable } from 'vscode';
import type { ShownSwarm, Swarms } from '../../engines/shown-swarm.ts';
import { branchesOf } from './branches.ts';
import { engineElement } from './element.ts';
import type { TreeElement } from './element.ts';
import { Held } from './held.ts';
import { Listening } from './listening.ts';
import { pictureOf, untilStandingTurns } from './picture.ts';
import type { Picture } from './picture.ts';
import { isSameRow } from './row.ts';
import type { Row } from './row.ts';
import { rowOf } from './rows/row-of.ts';
import { Turns } from './turns.ts';

/** How often news are shown at most, ms. */
const gatherMs = 250;

/** Whoever draws the tree. */
export interface Drawer {
  /** These look otherwise, or what is below them does; `undefined` for all. */
  changed(elements: readonly TreeElement[] | undefined): void;
  /** Something was seen, or may be: what is known of all that is watched. */
  looked(pictures: readonly Picture[]): void;
}

/**
 * The tree of swarms: it hands out elements and what is said of them, and tells which are otherwise when something is seen or
 * time has passed. Docker's engines are watched while they are open in a view that is seen; labs, which cost little, always.
 */
export class SwarmTree implements Disposable {
  readonly #swarms: Swarms;
  readonly #clock: Clock;
  readonly #drawer: Drawer;
  readonly #held = new Held();
  readonly #listening: Listening;
  readonly #turns: Turns;
  readonly #following: Disposable;
  /** Taken a moment ago: all rows of a moment are of one picture. */
  readonly #pictures = new Map<string, Picture & { readonly at: number; readonly sight: ShownSwarm['sight'] }>();
  #isVisible = false;

  /** @param clock real time */
  constructor(swarms: Swarms, clock: Clock, drawer: Drawer) {
    this.#swarms = swarms;
    this.#clock = clock;
    this.#drawer = drawer;
    this.#turns = new Turns(clock, gatherMs, (due) => this.#look(due));
    this.#listening = new Listening((swarm) => {
      this.#pictures.delete(swarm.id);
      this.#turns.soon(swarm.id);
    });
    this.#following = swarms.onDidChange(() => {
      this.#pictures.clear();
      this.#follow();
      drawer.changed(undefined);
    });
    this.#follow();
  }

  /** Whether the view is seen: what is not is not kept up to date. */
  show(isVisible: boolean): void {
    if (this.#isVisible === isVisible) return;
    this.#isVisible = isVisible;
    this.#follow();
    for (const { id } of this.#swarms.all) this.#turns.soon(id);
  }

  childrenOf(element: TreeElement | undefined): readonly TreeElement[] {
    if (element === undefined) return this.#held.takeRoots(this.#swarms.all.map(({ id }) => engineElement(id)));
    const swarm = this.#swarms.find(element.swarm);
    if (swarm === undefined) return this.#held.takeChildren(element, []);
    this.#open(element, true);
    return this.#held.takeChildren(element, branchesOf(element, this.#picture(swarm)));
  }

  /** @returns `undefined` for what is shown no more */
  rowOf(element: TreeElement): Row | undefined {
    const swarm = this.#swarms.find(element.swarm);
    if (swarm === undefined) return undefined;
    const picture = this.#picture(swarm);
    const row = this.#rowIn(picture, element);
    this.#held.takeRow(element, row);
    return row;
  }

  /** What is below an element is seen from now on, or no more. */
  opened(element: TreeElement, isOpen: boolean): void {
    this.#open(element, isOpen);
    // VS Code shows what it was handed before.
    if (isOpen) this.#turns.soon(element.swarm);
  }

  dispose(): void {
    this.#following.dispose();
    this.#listening.dispose();
    this.#turns.dispose();
  }

  #open(element: TreeElement, isOpen: boolean): void {
    const entry = this.#held.get(element.id);
    if (entry !== undefined) entry.isOpen = isOpen;
    if (element.kind === 'engine') this.#follow();
  }

  #follow(): void {
    const isOpen = ({ id }: ShownSwarm): boolean => this.#held.get(id)?.isOpen === true;
    this.#listening.to(
      this.#swarms.all.filter((swarm) => swarm.place.kind === 'lab' || (this.#isVisible && isOpen(swarm))),
    );
  }

  #picture(swarm: ShownSwarm): Picture {
    const now = this.#clock.now();
    const isWatched = this.#listening.has(swarm);
    const known = this.#pictures.get(swarm.id);
    if (known !== undefined && known.sight === swarm.sight && known.isWatched === isWatched) {
      if (now - known.at < gatherMs) return known;
    }
    const hasNamesake = this.#swarms.all.some(({ id, name }) => name === swarm.name && id !== swarm.id);
    const picture = { ...pictureOf(swarm, { isWatched, hasNamesake }, now), at: now, sight: swarm.sight };
    this.#pictures.set(swarm.id, picture);
    return picture;
  }

  #rowIn(picture: Picture, element: TreeElement): Row {
    const row = rowOf(element, picture);
    if (row.holdsFor !== undefined && this.#isVisible) this.#turns.within(element.swarm, row.holdsFor / picture.pace);
    return row;
  }

  /** Shows what is otherwise by now in some of the swarms. */
  #look(ids: ReadonlySet<string>): void {
    const swarms = this.#swarms.all.filter(({ id }) => ids.has(id));
    if (this.#isVisible) {
      const changed = swarms.flatMap((swarm) => this.#changesIn(swarm));
      if (changed.length > 0) this.#drawer.changed(changed);
    }
    this.#drawer.looked(
      this.#swarms.all.filter((swarm) => this.#listening.has(swarm)).map((swarm) => this.#picture(swarm)),
    );
  }

  #changesIn(swarm: ShownSwarm): readonly TreeElement[] {
    this.#pictures.delete(swarm.id);
    const picture = this.#picture(swarm);
    const changed: TreeElement[] = [];
    this.#compare(engineElement(swarm.id), picture, changed);
    this.#turns.within(swarm.id, untilStandingTurns(picture) / picture.pace);
    return changed;
  }

  /** What is below an element that has changed is asked for anew as well. */
  #compare({ id }: TreeElement, picture: Picture, changed: TreeElement[]): void {
    const entry = this.#held.get(id);
    if (entry === undefined) return;
    const { element, row, children, isOpen } = entry;
    const isSame = isSameRow(this.#rowIn(picture, element), row);
    if (!isSame || (isOpen && !isSameList(branchesOf(element, picture), children))) {
      changed.push(element);
      return;
    }
    if (isOpen) for (const child of children ?? []) this.#compare(child, picture, changed);
  }
}

function isSameList(now: readonly TreeElement[], before: readonly TreeElement[] | undefined): boolean {
  return before !== undefined && now.length === before.length && now.every(({ id }, at) => id === before[at]?.id);
}
