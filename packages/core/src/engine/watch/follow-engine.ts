import type { Clock } from '../../clock/clock.ts';
import { pause } from '../../clock/pause.ts';
import type { EngineClient } from '../client/engine-client.ts';
import { Bell } from './bell.ts';
import type { Known } from './known.ts';
import type { Leaves } from './leaves.ts';
import { listen } from './listen.ts';
import { lookAtSwarm } from './look.ts';
import type { Look } from './look.ts';
import { nodeOfEngine } from './node-of-engine.ts';

/** Events come in crowds: a rotation makes some for every node. So long is waited for the others, ms. */
const crowdMs = 100;
/** The progress of a rotation is in no event of Docker's, nor is anything else of the swarm itself, ms. */
const whileRotatingMs = 500;
const whileRefusedMs = 2_000;
const otherwiseMs = 15_000;

export interface FollowedEngine {
  readonly engine: EngineClient;
  readonly known: Known;
  readonly leaves: Leaves;
  readonly changes: EventTarget | undefined;
  /** Real time. */
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether it is a lab that has a swarm now, and is to be followed as one; left out for an engine that is no lab. */
  readonly isOver?: (() => Promise<boolean>) | undefined;
}

/**
 * Follows a swarm through any engine: looks at it, again whenever an event says that something has happened, and every now and
 * then for what is in no event. What managers tell of certificates comes when it comes. Yields when there may be news.
 *
 * @throws {ClientProblem} {ShapeProblem} {EngineRefusal} as soon as the engine is out of reach
 */
export async function* followEngine(followed: FollowedEngine): AsyncGenerator<void, void> {
  const { engine, known, leaves, changes, clock, signal, isOver } = followed;
  const bell = new Bell();
  const ending = new AbortController();
  const both = AbortSignal.any([signal, ending.signal]);
  const told = { events: 0 };
  const hear = (): void => {
    told.events++;
    bell.ring();
  };
  const listening = listen(bell, async () => {
    for await (const _ of engine.events({ signal: both })) hear();
  });
  changes?.addEventListener('change', hear);
  const reading = new LeafReading(leaves, bell, both);
  try {
    while (!signal.aborted) {
      const { events } = told;
      if ((await isOver?.()) === true) return;
      const look = await lookAtSwarm(engine, signal);
      const nextLook = clock.now() + paceOf(look, isOver !== undefined);
      do {
        note(look, known, leaves);
        yield;
        reading.begin(look);
        await bell.rung(clock, Math.max(0, nextLook - clock.now()), signal);
        listening.check();
        reading.check();
      } while (!signal.aborted && told.events === events && clock.now() < nextLook);
      await pause(clock, crowdMs, signal);
    }
  } finally {
    changes?.removeEventListener('change', hear);
    ending.abort();
    await Promise.all([listening.ended, reading.ended]);
  }
}

function paceOf({ info, swarm, refusal }: Look, isLab: boolean): number {
  if (refusal !== undefined || (isLab && !info.Swarm.ControlAvailable)) return whileRefusedMs;
  return swarm?.RootRotationInProgress === true ? whileRotatingMs : otherwiseMs;
}

function note({ info, swarm, refusal, nodes }: Look, known: Known, leaves: Leaves): void {
  known.set({ info, swarm, refusal, lab: undefined });
  const listed = new Set<string>();
  for (const node of swarm === undefined ? [] : nodes) {
    listed.add(node.ID);
    known.put(nodeOfEngine(node, swarm?.TLSInfo, leaves.of(node.ID)));
  }
  for (const id of known.nodes.keys()) if (!listed.has(id)) known.remove(id);
}

/** Reads certificates, one crowd after the other, and rings when something has come of it. */
class LeafReading {
  readonly #leaves: Leaves;
  readonly #bell: Bell;
  readonly #signal: AbortSignal;
  #reading: ReturnType<typeof listen> | undefined;
  #isReading = false;

  constructor(leaves: Leaves, bell: Bell, signal: AbortSignal) {
    this.#leaves = leaves;
    this.#bell = bell;
    this.#signal = signal;
  }

  get ended(): Promise<void> | undefined {
    return this.#reading?.ended;
  }

  /** @throws what was no answer */
  check(): void {
    this.#reading?.check();
  }

  /** Begins with what is due, unless it is at it. */
  begin({ swarm, nodes }: Look): void {
    const due = swarm === undefined || this.#isReading ? [] : this.#leaves.due(nodes);
    if (swarm === undefined || due.length === 0) return;
    this.#isReading = true;
    this.#reading = listen(this.#bell, async () => {
      try {
        await this.#leaves.read(due, nodes, swarm.TLSInfo.TrustRoot, this.#signal);
      } finally {
        this.#isReading = false;
      }
    });
  }
}
