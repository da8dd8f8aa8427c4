import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../../clock/manual-clock.ts';
import type { ManualClock } from '../../../clock/manual-clock.ts';
import { engineEvent } from '../../shapes/event.ts';
import type { EngineEvent } from '../../shapes/event.ts';
import { info } from '../../shapes/info.ts';
import { node } from '../../shapes/node.ts';
import { EngineRefusal } from '../../shapes/refused.ts';
import { swarm } from '../../shapes/swarm.ts';
import type { EngineClient } from '../engine-client.ts';
import { ClientProblem } from '../problem.ts';
import { watchSwarm } from './watch-swarm.ts';
import type { SwarmNews } from './watch-swarm.ts';

/** A swarm that a test turns as it likes, and how often it was looked at. */
class PlayedSwarm {
  isManager = true;
  isRotating = false;
  nodes: string[] = ['a'];
  /** Thrown by everything. */
  fault: Error | undefined;
  /** Thrown by what only managers answer. */
  refusal: Error | undefined;
  looks = 0;
  /** Nodes are listed as they were when they were asked for; the list comes when this does. */
  gate: Promise<void> = Promise.resolve();
  readonly #listeners = new Set<(event: EngineEvent | Error) => void>();

  get listeners(): number {
    return this.#listeners.size;
  }

  tell(what: EngineEvent | Error = engineEvent.zero): void {
    for (const listener of this.#listeners) listener(what);
  }

  get client(): EngineClient {
    const answer = async <Value>(value: Value, refusal?: Error): Promise<Value> => {
      const fault = this.fault ?? refusal;
      if (fault !== undefined) throw fault;
      return value;
    };
    const client: Pick<EngineClient, 'info' | 'inspectSwarm' | 'listNodes' | 'events'> = {
      info: () => {
        this.looks++;
        return answer({ ...info.zero, Swarm: { ...info.zero.Swarm, ControlAvailable: this.isManager } });
      },
      inspectSwarm: () => answer({ ...swarm.zero, RootRotationInProgress: this.isRotating }, this.refusal),
      listNodes: async () => {
        const listed = this.nodes.map((ID) => ({ ...node.zero, ID }));
        await this.gate;
        return answer(listed, this.refusal);
      },
      events: ({ signal }) => this.#events(signal),
    };
    return client as EngineClient;
  }

  async *#events(signal: AbortSignal): AsyncGenerator<EngineEvent> {
    if (this.fault !== undefined) throw this.fault;
    const queue: (EngineEvent | Error)[] = [];
    let wake = (): void => undefined;
    const listener = (what: EngineEvent | Error): void => {
      queue.push(what);
      wake();
    };
    this.#listeners.add(listener);
    const onAbort = (): void => wake();
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        const next = queue.shift();
        if (next instanceof Error) throw next;
        if (next !== undefined) yield next;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.#listeners.delete(listener);
      signal.removeEventListener('abort', onAbort);
    }
  }
}

const lost = new ClientProblem('no-engine', 'gone');
let played: PlayedSwarm;
let clock: ManualClock;
let ending: AbortController;
let news: SwarmNews[];
let watching: Promise<void>;

/** Lets everything happen that waits for nothing. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}

async function pass(milliseconds: number): Promise<void> {
  await settle();
  clock.advance(milliseconds);
  await settle();
}

const watch = async (): Promise<void> => {
  for await (const one of watchSwarm(played.client, { clock, signal: ending.signal })) news.push(one);
};
const kinds = (): readonly string[] => news.map(({ kind }) => kind);

beforeEach(async () => {
  played = new PlayedSwarm();
  clock = manualClock(0);
  ending = new AbortController();
  news = [];
});

afterEach(async () => {
  ending.abort();
  await watching;
  expect(played.listeners).toBe(0);
  expect(clock.pending).toBe(0);
});

describe('watching a swarm', () => {
  it('shows it at once, and again as soon as an event says that it is another', async () => {
    watching = watch();
    await settle();
    expect(news).toMatchObject([{ kind: 'seen', sight: { nodes: [{ ID: 'a' }] } }]);
    played.nodes = ['a', 'b'];
    played.tell();
    await pass(100);
    expect(news).toMatchObject([{}, { kind: 'seen', sight: { nodes: [{ ID: 'a' }, { ID: 'b' }] } }]);
  });

  it('looks once for a crowd of events, and tells nothing where nothing has changed', async () => {
    watching = watch();
    await settle();
    for (let event = 0; event < 50; event++) played.tell();
    await pass(100);
    expect(played.looks).toBe(2);
    expect(kinds()).toEqual(['seen']);
  });

  it('misses nothing that is told while it looks', async () => {
    watching = watch();
    await settle();
    const { promise, resolve } = Promise.withResolvers<void>();
    played.tell();
    await settle();
    played.gate = promise;
    await pass(100);
    expect(played.looks).toBe(2);
    played.nodes = ['late'];
    played.tell();
    await settle();
    resolve();
    await pass(0);
    await pass(100);
    expect(news.at(-1)).toMatchObject({ sight: { nodes: [{ ID: 'late' }] } });
  });

  it('looks every 15 s, and every half a second during a rotation: that is in no event', async () => {
    watching = watch();
    await pass(14_999);
    expect(played.looks).toBe(1);
    played.isRotating = true;
    await pass(1);
    await pass(100);
    expect(news.at(-1)).toMatchObject({ sight: { swarm: { RootRotationInProgress: true } } });
    played.isRotating = false;
    await pass(500);
    await pass(100);
    expect(news.at(-1)).toMatchObject({ sight: { swarm: { RootRotationInProgress: false } } });
    expect(played.looks).toBe(3);
  });

  it('shows of an engine that is no manager what it tells', async () => {
    played.isManager = false;
    played.refusal = new Error('is not to be asked');
    watching = watch();
    await settle();
    expect(news).toMatchObject([{ kind: 'seen', sight: { swarm: undefined, nodes: [], refusal: undefined } }]);
  });

  it('says why a manager does not show the swarm, and goes on looking', async () => {
    played.refusal = new EngineRefusal(500, 'The swarm does not have a leader.');
    watching = watch();
    await settle();
    expect(news).toMatchObject([
      { kind: 'seen', sight: { swarm: undefined, refusal: 'The swarm does not have a leader.' } },
    ]);
    played.refusal = undefined;
    await pass(2_000);
    await pass(100);
    expect(news.at(-1)).toMatchObject({ sight: { nodes: [{ ID: 'a' }], refusal: undefined } });
  });

  it('says once that the engine is lost, tries it less and less often, and says when it is back', async () => {
    watching = watch();
    await settle();
    played.fault = lost;
    played.tell(lost);
    await pass(0);
    expect(news.at(-1)).toEqual({ kind: 'lost', problem: lost });
    for (const wait of [500, 1000, 2000, 4000, 8000, 15_000]) {
      const before = played.looks;
      await pass(wait - 1);
      expect(played.looks).toBe(before);
      await pass(1);
      expect(played.looks).toBe(before + 1);
    }
    played.fault = undefined;
    await pass(15_000);
    expect(kinds()).toEqual(['seen', 'lost', 'back']);
    played.nodes = [];
    played.tell();
    await pass(100);
    expect(kinds()).toEqual(['seen', 'lost', 'back', 'seen']);
  });

  it('begins with an engine that is not there yet', async () => {
    played.fault = lost;
    watching = watch();
    await settle();
    expect(kinds()).toEqual(['lost']);
    played.fault = undefined;
    await pass(500);
    expect(kinds()).toEqual(['lost', 'back', 'seen']);
  });

  it('notices the end of the events even if nothing else fails', async () => {
    watching = watch();
    await settle();
    played.tell(lost);
    await pass(0);
    expect(kinds()).toEqual(['seen', 'lost']);
    await pass(500);
    expect(kinds()).toEqual(['seen', 'lost', 'back']);
  });

  it('hides no fault of its own', async () => {
    played.fault = new TypeError('a fault');
    watching = Promise.resolve();
    await expect(watch()).rejects.toThrow('a fault');
  });

  it('ends when nobody listens any more', async () => {
    watching = Promise.resolve();
    for await (const { kind } of watchSwarm(played.client, { clock, signal: ending.signal })) {
      expect(kind).toBe('seen');
      break;
    }
  });
});
