import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';

const soon = { timeoutMs: 40, everyMs: 1 };

it('yields what it waited for, once it is there', async () => {
  let looks = 0;
  expect(await eventually('the third look', () => (++looks === 3 ? { looks } : undefined))).toEqual({ looks: 3 });
});

it('looks once even when there is no time', async () => {
  expect(await eventually('what is there already', () => 'there', { timeoutMs: 0 })).toBe('there');
});

it('says what it waited for, how long, and what it saw last', async () => {
  let nodes = 0;
  const look = (note: <Seen>(seen: Seen) => Seen): undefined => void note({ ready: Math.min(++nodes, 2) });
  await expect(eventually('three nodes are ready', look, soon)).rejects.toThrow(
    'three nodes are ready: not within 0.04 s; seen last: { ready: 2 }',
  );
});

it('takes an error for not so, and tells the last one', async () => {
  let looks = 0;
  const look = (): true => {
    if (++looks < 3) throw new Error('connection refused');
    return true;
  };
  expect(await eventually('an answer', look)).toBe(true);

  const fail = (): never => {
    throw new Error('connection refused');
  };
  await expect(eventually('an answer', fail, soon)).rejects.toThrow('seen last: Error: connection refused');
});

it('does not tell of an error that is past', async () => {
  let looks = 0;
  const look = (): undefined => {
    if (++looks === 1) throw new Error('connection refused');
  };
  await expect(eventually('an answer', look, soon)).rejects.toThrow('seen last: nothing of note');
});

it('tells no more than a page', async () => {
  const look = (note: <Seen>(seen: Seen) => Seen): undefined => void note('x'.repeat(100_000));
  const error = await eventually('an end', look, soon).catch((reason: unknown) => reason);
  expect(String(error).length).toBeLessThan(3_000);
});
