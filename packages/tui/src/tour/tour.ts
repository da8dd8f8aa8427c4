import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '@swarmpki/core/lab';
import type { Lab } from '@swarmpki/core/lab';
import type { TourContext } from './step.ts';
import { tourSteps } from './steps.ts';

/** What a tour tells while it goes on. */
export type TourEvent =
  | {
      readonly kind: 'step';
      readonly number: number;
      readonly of: number;
      readonly title: string;
      readonly why: string;
    }
  | { readonly kind: 'seen'; readonly text: string }
  | { readonly kind: 'done'; readonly ms: number }
  | { readonly kind: 'interrupted' }
  | {
      readonly kind: 'failed';
      readonly number: number;
      readonly title: string;
      readonly reason: string;
      readonly next: string | undefined;
    };

/**
 * Runs the tour in a directory of its own and removes that at the end, however it ends.
 *
 * @param signal interrupts it, also in the midst of a step
 */
export async function* runTour(signal: AbortSignal): AsyncGenerator<TourEvent, void> {
  const base = await mkdtemp(join(tmpdir(), 'swarmpki-tour-'));
  let lab: Lab | undefined;
  const context: TourContext = {
    directory: join(base, 'lab'),
    keep: (made) => {
      lab = made;
    },
    refusals: [],
    faults: [],
    lostSessions: [],
    found: {},
  };
  try {
    for (const [index, { title, why, run }] of tourSteps.entries()) {
      const number = index + 1;
      yield { kind: 'step', number, of: tourSteps.length, title, why };
      const began = performance.now();
      try {
        for await (const text of interruptible(run(context), signal)) yield { kind: 'seen', text };
        if (context.faults.length > 0) throw new AggregateError(context.faults, 'the lab had a fault of its own');
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        yield { kind: 'failed', number, title, reason, next: error instanceof Problem ? error.next : undefined };
        return;
      }
      if (signal.aborted) {
        yield { kind: 'interrupted' };
        return;
      }
      yield { kind: 'done', ms: performance.now() - began };
    }
  } finally {
    await lab?.close();
    await rm(base, { recursive: true, force: true });
  }
}

/** What a sequence yields until the signal; it is not waited for after that. */
async function* interruptible<Item>(
  items: AsyncGenerator<Item, void>,
  signal: AbortSignal,
): AsyncGenerator<Item, void> {
  const interrupted = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  while (!signal.aborted) {
    const next = items.next();
    // Once it is interrupted, nobody hears how it goes on.
    next.catch(() => undefined);
    const result = await Promise.race([next, interrupted]);
    if (result === undefined || result.done) return;
    yield result.value;
  }
}
