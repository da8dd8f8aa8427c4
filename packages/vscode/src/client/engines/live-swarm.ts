import { Problem, reasonOf } from '@swarmpki/core/commands';
import type { Clock } from '@swarmpki/core/commands';
import type { EngineClient } from '@swarmpki/core/engine';
import { watchSwarm } from '@swarmpki/core/engine/watch';
import type { ReadLeaves, Seen, SwarmNews, SwarmSight } from '@swarmpki/core/engine/watch';
import { idOf } from './place.ts';
import type { EnginePlace } from './place.ts';
import type { ShownSwarm } from './shown-swarm.ts';

/** How engines are reached, and by which time. */
export interface Way {
  /** Real time. */
  readonly clock: Clock;
  /** @param startsHost whether a host is started where the lab has none @throws {Problem} `not-hosted` for a lab that nobody hosts */
  connect(place: EnginePlace, startsHost: boolean): Promise<EngineClient>;
  /** Whether the host of a lab is gone and has not ended as it should: then it is started again for whoever was looking. */
  hasCrashed(place: EnginePlace): Promise<boolean>;
  /** How certificates of a real swarm's nodes are read; left out, at their managers' ports. */
  readonly readLeaves?: ReadLeaves;
}

/** How long until it is tried again to reach an engine, or looked whether a lab runs by now, ms. */
const retryMs = 2_000;
/** How long a lab that was there a moment ago is given before anything is said, ms: its host may be about to end. */
const graceMs = 250;

/** An engine that is watched from the first listener to the last; without any it is not even connected to. */
export class LiveSwarm implements ShownSwarm {
  readonly id: string;
  readonly place: EnginePlace;
  readonly name: string;
  sight: SwarmSight | undefined;
  problem: Problem | undefined;
  isStopped = false;
  readonly #way: Way;
  readonly #listeners = new Set<(seen: Seen | undefined) => void>();
  #leaving: AbortController | undefined;
  #retry: (() => void) | undefined;
  /** Somebody has changed something, and looks what has become of it. */
  readonly #changes = new EventTarget();
  /** Of watching it once, from connecting on. */
  #attempt: AbortController | undefined;

  constructor(place: EnginePlace, name: string, way: Way) {
    this.id = idOf(place);
    this.place = place;
    this.name = name;
    this.#way = way;
  }

  async connect(startsHost: boolean): Promise<EngineClient> {
    const client = await this.#way.connect(this.place, startsHost);
    // A host that was started for this is looked at now, and not when it is looked for next.
    if (startsHost) this.retry();
    return client;
  }

  onDidChange(listener: (seen: Seen | undefined) => void): { dispose(): void } {
    // The same function may listen twice.
    const own = (seen: Seen | undefined): void => listener(seen);
    this.#listeners.add(own);
    if (this.#leaving === undefined) {
      this.#leaving = new AbortController();
      void this.#follow(this.#leaving.signal);
    }
    return {
      dispose: () => {
        this.#listeners.delete(own);
        if (this.#listeners.size > 0) return;
        this.#leaving?.abort();
        this.#leaving = undefined;
      },
    };
  }

  retry(): void {
    this.#retry?.();
    // One that is out of reach may be somewhere else by now, as where its context has been changed: it is looked for anew.
    if (this.problem === undefined) this.#changes.dispatchEvent(new Event('change'));
    else this.#attempt?.abort();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const watch: Watch = { signal, hasSeen: false, sights: 0 };
    while (!signal.aborted) {
      const before = watch.sights;
      const problem = await this.#untilLost(watch);
      if (signal.aborted) return;
      // It was left to be looked for anew.
      if (this.#attempt?.signal.aborted === true) continue;
      if (this.place.kind === 'lab' && watch.sights > before) {
        await this.#pause(graceMs, signal);
        continue;
      }
      if (this.#lose(problem)) watch.hasSeen = false;
      await this.#pause(retryMs, signal);
    }
  }

  /** Watches it for as long as that goes well. @returns why it does no more */
  async #untilLost(watch: Watch): Promise<Problem> {
    const attempt = new AbortController();
    const signal = AbortSignal.any([watch.signal, attempt.signal]);
    this.#attempt = attempt;
    try {
      await using client = await this.#reach(watch);
      // Whoever leaves waits for none of its answers.
      const leave = (): void => void client[Symbol.asyncDispose]();
      signal.addEventListener('abort', leave, { once: true });
      const { clock, readLeaves } = this.#way;
      for await (const news of watchSwarm(client, { clock, signal, changes: this.#changes, readLeaves })) {
        if (signal.aborted) break;
        // A lab's host may have ended, which only looking for it tells; any other engine is tried until it is back.
        if (news.kind === 'lost' && this.place.kind === 'lab') return news.problem;
        if (news.kind === 'seen') [watch.hasSeen, watch.sights] = [true, watch.sights + 1];
        this.#hear(news);
      }
      return new Problem('left', 'nobody looks at it any more');
    } catch (error) {
      return error instanceof Problem ? error : ownFault(error);
    }
  }

  async #reach({ hasSeen }: Watch): Promise<EngineClient> {
    try {
      return await this.connect(false);
    } catch (error) {
      if (!hasSeen || !isNotHosted(error) || !(await this.#way.hasCrashed(this.place))) throw error;
      return this.connect(true);
    }
  }

  #hear(news: SwarmNews): void {
    this.isStopped = false;
    this.problem = news.kind === 'lost' ? news.problem : undefined;
    if (news.kind === 'seen') this.sight = news.sight;
    this.#tell(news.kind === 'seen' ? news : undefined);
  }

  /** Of a lab that does not run nothing is known, and nothing is wrong with it. @returns whether it is one */
  #lose(problem: Problem): boolean {
    const isStopped = isNotHosted(problem);
    const isNews = isStopped ? !this.isStopped : this.isStopped || this.problem?.message !== problem.message;
    this.isStopped = isStopped;
    this.problem = isStopped ? undefined : problem;
    if (isStopped) this.sight = undefined;
    if (isNews) this.#tell(undefined);
    return isStopped;
  }

  #tell(seen: Seen | undefined): void {
    for (const listener of this.#listeners) listener(seen);
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#way.clock.after(ms, resolve);
    const end = (): void => resolve();
    this.#retry = end;
    signal.addEventListener('abort', end, { once: true });
    await promise;
    timer.cancel();
    signal.removeEventListener('abort', end);
    // Somebody may have begun to look anew meanwhile.
    if (this.#retry === end) this.#retry = undefined;
  }
}

/** From the first listener to the last. */
interface Watch {
  readonly signal: AbortSignal;
  /** It has been seen since it ran. */
  hasSeen: boolean;
  sights: number;
}

function isNotHosted(error: unknown): boolean {
  return error instanceof Problem && error.code === 'not-hosted';
}

/** Nobody waits for what is followed: so a fault of this program is shown in its place. */
function ownFault(error: unknown): Problem {
  return new Problem('fault', `a fault of this extension: ${reasonOf(error)}`, {
    next: 'Look at it again by Refresh. What has happened stands in the log of the extension host.',
    cause: error,
  });
}
