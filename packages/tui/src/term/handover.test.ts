import { describe, expect, it } from 'vitest';
import { Handover } from './handover.ts';

/** A terminal that is given away as Ink gives it: once at a time, and until what it was given for is done. */
function terminal() {
  const done: (() => void)[] = [];
  let given = 0;
  let isAway = false;
  return {
    done,
    given: () => given,
    suspend: async (): Promise<void> => {
      if (isAway) throw new Error('The terminal is already suspended');
      isAway = true;
      given++;
      await new Promise<void>((resolve) => void done.push(resolve));
      isAway = false;
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('giving the terminal away', () => {
  it('is not begun a second time before the first has come to its end, and then it is', async () => {
    const failures: unknown[] = [];
    const { suspend, done, given } = terminal();
    const handover = new Handover(suspend, (error) => void failures.push(error));
    handover.begin(() => undefined);
    handover.begin(() => undefined);
    await settled();
    expect(given()).toBe(1);
    done[0]?.();
    await settled();
    handover.begin(() => undefined);
    await settled();
    expect(given()).toBe(2);
    expect(failures).toEqual([]);
  });

  it('tells why it was in vain, and is tried again when that is wished', async () => {
    const failures: unknown[] = [];
    let isBroken = true;
    const handover = new Handover(
      async () => {
        if (isBroken) throw new Error('no terminal');
      },
      (error) => void failures.push(error),
    );
    handover.begin(() => undefined);
    await settled();
    isBroken = false;
    handover.begin(() => undefined);
    await settled();
    expect(failures).toEqual([new Error('no terminal')]);
  });
});
