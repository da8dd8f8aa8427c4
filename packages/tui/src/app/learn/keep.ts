import { reasonOf } from '@swarmpki/core/commands';
import type { App } from '../app.ts';
import { advanced } from './learning.ts';
import type { Kept } from './progress.ts';

/** Where progress lasts. */
export interface ProgressStore {
  /** What was kept; nothing where there is none, or none that can be read. */
  read(): Promise<Kept>;
  write(kept: Kept): Promise<void>;
}

/**
 * Ticks off steps of lessons as they are done, and keeps the progress, and what one expects of attacks.
 *
 * @returns ends it, when all is kept
 */
export function keepLearning(app: App, store: ProgressStore): () => Promise<void> {
  const now = (): Kept => {
    const { done, predictions } = app.store.state.learning;
    return { done, predictions };
  };
  let written = now();
  let writing: Promise<void> = read();

  async function read(): Promise<void> {
    const found = await store.read();
    app.store.receive((state) => {
      const { learning } = state;
      const isAsBefore = isSame(learning, written);
      // What was done before it was read counts.
      const kept = {
        done: { ...found.done, ...learning.done },
        predictions: { ...found.predictions, ...learning.predictions },
      };
      if (isAsBefore) written = kept;
      return { ...state, learning: { ...learning, ...kept } };
    });
  }

  const look = (): void => {
    app.store.update((state) => advanced(state, app.lessons));
    if (isSame(now(), written)) return;
    written = now();
    writing = writing.then(() => store.write(now())).catch(tell);
  };
  // It is told once: lessons go on without it.
  let isTold = false;
  const tell = (error: unknown): void => {
    if (!isTold) app.say('warn', `what you have learned cannot be kept: ${reasonOf(error)}`);
    isTold = true;
  };
  const stop = app.store.subscribe(look);
  return async () => {
    stop();
    await writing;
  };
}

function isSame(one: Kept, other: Kept): boolean {
  return one.done === other.done && one.predictions === other.predictions;
}
