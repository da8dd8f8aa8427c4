import { describe, expect, it } from 'vitest';
import { Turns } from './turns.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('run everything in order, and nothing within the call that asks for it', async () => {
    const turns = new Turns();
    const done: number[] = [];
    for (let task = 0; task < 1000; task++) turns.soon(() => done.push(task));
    turns.soon(() => turns.soon(() => done.push(-1)));
    expect(done).toEqual([]);
    while (done.length < 1001) await turn();
    expect(done).toEqual([...Array.from({ length: 1000 }, (_, task) => task), -1]);
    turns.soon(() => done.push(-2));
    await turn();
    expect(done.at(-1)).toBe(-2);
  });

  it('let others have their turn, however much there is to do', async () => {
    const turns = new Turns();
    const done: true[] = [];
    const again = (): void => {
      if (done.push(true) < 5000) turns.soon(again);
    };
    for (let task = 0; task < 200; task++) turns.soon(again);
    await turn();
    expect(done.length).toBeLessThan(1000);
    while (done.length < 5000) await turn();
  });
});
