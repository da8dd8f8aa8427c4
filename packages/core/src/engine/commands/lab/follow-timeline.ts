import type { Timer } from '../../../clock/clock.ts';
import type { Problem } from '../../../problem.ts';
import type { LabClockState } from '../../shapes/extension/clock.ts';
import type { LabJournalEntry } from '../../shapes/extension/journal.ts';
import type { LabSight, SwarmSight } from '../../watch/swarm-sight.ts';
import { watchSwarm } from '../../watch/watch-swarm.ts';
import { CommandProblem, wordsOf } from '../problem.ts';
import type { LabContext } from './lab-command.ts';
import { added, labNow } from './read-timeline.ts';

/** So long a lab is waited for that has no host any more; real time, ms. */
const longestAbsenceMs = 60_000;
/** It is not looked more often than this whether lab time has come to the end; real time, ms. */
const shortestWaitMs = 250;

interface Following {
  /** The number of the entry that was told last. */
  readonly after: number;
  /** Lab time, ms since epoch; Infinity without an end. */
  readonly until: number;
  readonly tell: (entry: LabJournalEntry) => void;
}

/**
 * Tells what is added to the timeline of a lab, each entry once and in order, whoever hosts the lab: one that was killed is
 * waited for, for a while.
 *
 * @throws {Problem} why there is no lab any more
 */
export async function followTimeline(context: LabContext, { after, until, tell }: Following): Promise<void> {
  const { client, output, signal } = context;
  let last = after;
  const tellAll = async (entries: AsyncIterable<LabJournalEntry> | Iterable<LabJournalEntry>): Promise<void> => {
    for await (const entry of entries) {
      if (entry.Seq <= last) continue;
      last = entry.Seq;
      tell(entry);
    }
  };
  do {
    using wait = new Wait(context);
    let swarmId: string | undefined;
    let lab: LabSight | undefined;
    let problem: Problem | undefined;
    for await (const news of watchSwarm(client, { ...context, signal: AbortSignal.any([signal, wait.over]) })) {
      if (news.kind === 'lost') {
        problem = news.problem;
        output.note(
          `${client.name} is lost, and waited for, ${longestAbsenceMs / 1_000} s at most: ${wordsOf(problem)}`,
        );
        wait.end(longestAbsenceMs);
        continue;
      }
      if (news.kind === 'back') {
        problem = undefined;
        output.note(`${client.name} is back.`);
      } else {
        lab = sameSwarm(context, news.sight, swarmId);
        swarmId = lab.swarm.ID;
        const [oldest] = lab.journal;
        await tellAll(oldest !== undefined && oldest.Seq > last + 1 ? added(context, last) : lab.journal);
      }
      wait.end(lab === undefined ? undefined : waitUntil(until, lab.clock, context.clock.now()));
    }
    if (signal.aborted) return;
    if (problem !== undefined) throw problem;
    await tellAll(added(context, last));
  } while ((await labNow(context)) <= until);
}

/** @throws {CommandProblem} `refused` where nothing more is told of this swarm */
function sameSwarm({ client }: LabContext, { info, lab }: SwarmSight, swarmId: string | undefined): LabSight {
  if (lab !== undefined && (swarmId === undefined || lab.swarm.ID === swarmId)) return lab;
  const expected = 'the swarm whose timeline is followed';
  if (lab === undefined && info.Swarm.LocalNodeState === 'locked') {
    throw new CommandProblem('refused', `the swarm of ${client.name} is locked`, {
      expected,
      next: 'Unlock it, and follow it again: `swarmpki unlock`.',
    });
  }
  throw new CommandProblem('refused', `the swarm of ${client.name} has ended`, {
    expected,
    next: lab === undefined ? 'Make another one: `swarmpki init`.' : 'There is another one now: follow that.',
  });
}

/** @returns real time, ms; `undefined` as long as lab time does not come there by itself */
function waitUntil(until: number, { Now: then, Real: real, Speed: speed, Paused: paused }: LabClockState, now: number) {
  if (until === Infinity) return undefined;
  const passed = paused ? 0 : Math.max(0, now - real) * speed;
  const left = until - then - passed;
  return left > 0 && paused ? undefined : Math.max(shortestWaitMs, left / speed + 1);
}

/** A wait that is set anew again and again, and ends what waits. */
class Wait implements Disposable {
  readonly #clock: LabContext['clock'];
  readonly #over = new AbortController();
  #timer: Timer | undefined;

  constructor({ clock }: LabContext) {
    this.#clock = clock;
  }

  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** @param milliseconds from now, in place of what was said before; without them there is no end */
  end(milliseconds: number | undefined): void {
    this.#timer?.cancel();
    this.#timer = milliseconds === undefined ? undefined : this.#clock.after(milliseconds, () => this.#over.abort());
  }

  [Symbol.dispose](): void {
    this.#timer?.cancel();
  }
}
