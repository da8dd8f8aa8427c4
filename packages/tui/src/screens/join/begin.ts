import { Problem } from '@swarmpki/core/commands';
import type { JoinOrder } from '@swarmpki/core/engine';
import type { Deeds } from '../../app/deeds.ts';
import { beginning, heard, released } from './own.ts';
import type { Own } from './own.ts';

const id = 'join';
const change = (app: Deeds, next: (own: Own) => Own): void => app.change<Own>(id, next);
const receive = (app: Deeds, next: (own: Own) => Own): void => app.receive(id, (own) => next(own as Own));

/** Begins a join and follows it to its end. It ends with this program: nobody would let it go on. */
export async function begin(app: Deeds, order: Partial<JoinOrder>): Promise<void> {
  const lab = app.reached?.lab;
  if (lab === undefined) return app.say('bad', 'only a lab shows how a node joins');
  change(app, () => beginning);
  try {
    const { signal } = new AbortController();
    for await (const line of lab.join(order, { signal })) {
      const now = app.clock.now();
      receive(app, (own) => heard(own, line, now));
      if (line.Stopped && line.StandsMs > 0) countDown(app, now + line.StandsMs);
    }
    receive(app, (own) => (own.isRunning ? lost(own, 'the lab says nothing more') : own));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    // Whoever looks at another engine by now does not care.
    if (app.reached?.lab === lab) receive(app, (own) => lost(own, error.message));
  }
}

/** In the last minute. */
const toldMs = 60_000;

/** Counts the last seconds of a stop down, unless it is over by then. @param until real time, ms since epoch */
function countDown(app: Deeds, until: number): void {
  const tick = (): void => {
    const own = app.store.state.own[id] as Own | undefined;
    if (own?.standsUntil !== until) return;
    const left = until - app.clock.now();
    receive(app, (before) =>
      before.standsUntil === until ? { ...before, secondsLeft: Math.max(0, Math.ceil(left / 1_000)) } : before,
    );
    if (left > 0) app.later(Math.min(1_000, left), tick);
  };
  app.later(Math.max(0, until - toldMs - app.clock.now()), tick);
}

function lost(own: Own, why: string): Own {
  return { ...released(own), isRunning: false, lost: why };
}

/** Lets it go on, or ends it. */
export async function steer(app: Deeds, own: Own, what: 'next' | 'continue' | 'abort'): Promise<void> {
  if (what !== 'abort') change(app, released);
  try {
    await app.reached?.lab?.steerJoin(own.id, what);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    app.say('bad', error.message);
  }
}
