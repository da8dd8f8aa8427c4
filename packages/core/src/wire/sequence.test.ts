import { describe, expect, it } from 'vitest';
import { Sequence } from './sequence.ts';
import type { Source } from './sequence.ts';

/** Yields what it is given, and throws what is an error. */
function sourceOf(given: readonly (string | Error)[]): Source<string> & { ended: number } {
  let at = 0;
  return {
    ended: 0,
    next: async () => {
      const next = given[at++];
      if (next instanceof Error) throw next;
      return next;
    },
    end() {
      this.ended++;
    },
  };
}

describe('a sequence', () => {
  it('gives what its source gives, and ends it once', async () => {
    const source = sourceOf(['a', 'b']);
    const heard: string[] = [];
    const sequence = new Sequence(() => source);
    for await (const message of sequence) heard.push(message);
    expect(heard).toEqual(['a', 'b']);
    expect(await sequence.next()).toEqual({ done: true, value: undefined });
    await sequence.return();
    expect(source.ended).toBe(1);
  });

  it('begins when the first message is wanted, and never if none is', async () => {
    let begun = 0;
    const begin = (): Source<string> => {
      begun++;
      return sourceOf(['a', 'b']);
    };
    const unread = new Sequence(begin);
    await unread.return();
    expect(await unread.next()).toEqual({ done: true, value: undefined });
    expect(begun).toBe(0);
    const read = new Sequence(begin);
    await read.next();
    await read.next();
    expect(begun).toBe(1);
  });

  it('ends its source when the reader leaves, also while a message is waited for', async () => {
    const source = sourceOf(['a', 'b']);
    for await (const message of new Sequence(() => source)) if (message === 'a') break;
    expect(source.ended).toBe(1);
    const silence = Promise.withResolvers<undefined>();
    const waiting = new Sequence<string>(() => ({
      next: () => silence.promise,
      end: () => silence.resolve(undefined),
    }));
    const next = waiting.next();
    await waiting.return();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('throws what its source throws, or what kept it from beginning, and ends', async () => {
    const source = sourceOf(['a', new Error('broken')]);
    const sequence = new Sequence(() => source);
    await sequence.next();
    await expect(sequence.next()).rejects.toThrow('broken');
    expect(source.ended).toBe(1);
    expect(await sequence.next()).toEqual({ done: true, value: undefined });
    const never = new Sequence<string>(() => {
      throw new Error('no connection');
    });
    await expect(never.next()).rejects.toThrow('no connection');
    await expect(sequence.throw(new Error('of the reader'))).rejects.toThrow('of the reader');
  });
});
