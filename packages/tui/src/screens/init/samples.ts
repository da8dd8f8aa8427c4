import { samples as known, wordsOfStep } from '@swarmpki/core/commands';
import type { Sample as Known } from '@swarmpki/core/commands';
import type { Deeds } from '../../app/deeds.ts';

export interface Sample extends Known {
  readonly key: string;
}

const keys: Readonly<Partial<Record<Known['id'], string>>> = { quorum: 's', large: 'm', stuck: 'x' };

/** Swarms for whoever only wants to look. */
export const samples: readonly Sample[] = known.flatMap((sample) => {
  const key = keys[sample.id];
  return key === undefined ? [] : [{ ...sample, key }];
});

/** Makes a sample: stops at the first step that does not go well. @param wishes flags for its `init`, as the form has them */
export async function make(app: Deeds, { steps }: Sample, wishes: readonly string[]): Promise<void> {
  for (const step of steps) {
    const words = wordsOfStep(step);
    if (!(await app.jobs.run(step.command === 'init' ? [...words, ...wishes] : words))) return;
  }
}
