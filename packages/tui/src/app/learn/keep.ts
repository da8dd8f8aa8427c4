import { reasonOf } from '@swarmpki/core/commands';
import type { App } from '../app.ts';
import { advanced } from './learning.ts';
import type { Progress } from './progress.ts';

/** Where progress lasts. */
export interface ProgressStore {
  /** What was kept; nothing where there is none, or none that can be read. */
  read(): Promise<Progress>;
  write(progress: Progress): Promise<void>;
}

/**
 * Ticks off steps of lessons as they are done, and keeps the progress.
 *
 * @returns ends it, when all is kept
 */
export function keepLearning(app: App, kept: ProgressStore): () => Promise<void> {
  const { store } = app;
  let written: Progress | undefined;
  let writing: Promise<void> = read();

  async function read(): Promise<void> {
    const found = await kept.read();
    store.receive((state) => {
      // What was done before it was read counts.
      const done = { ...found, ...state.learning.done };
      written = Object.keys(state.learning.done).length === 0 ? done : undefined;
      return { ...state, learning: { ...state.learning, done } };
    });
  }

  const look = (): void => {
    store.update((state) => advanced(state, app.lessons));
    const { done } = store.state.learning;
    if (done === written || Object.keys(done).length === 0) return;
    written = done;
    writing = writing.then(() => kept.write(store.state.learning.done)).catch(tell);
  };
  // It is told once: lessons go on without it.
  let isTold = false;
  const tell = (error: unknown): void => {
    if (!isTold) app.say('warn', `what you have learned cannot be kept: ${reasonOf(error)}`);
    isTold = true;
  };
  const stop = store.subscribe(look);
  return async () => {
    stop();
    await writing;
  };
}
