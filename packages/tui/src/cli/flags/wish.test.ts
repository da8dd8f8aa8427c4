import { describe, expect, it } from 'vitest';
import { programFor, wishOf } from './wish.ts';

describe('how the program is called once more for the same engine', () => {
  it.each([
    [{}, 'swarmpki'],
    [{ host: 'unix:///x y' }, "swarmpki --host 'unix:///x y'"],
    [{ context: "it's" }, String.raw`swarmpki --context 'it'\''s'`],
    [{ host: 'tcp://h', tlsverify: false }, 'swarmpki --host tcp://h --tlsverify=false'],
    [
      { host: 'tcp://h', tlscacert: 'ca.pem', tlskey: '' },
      'swarmpki --host tcp://h --tlsverify=true --tlscacert ca.pem',
    ],
  ])('%j', (values, expected) => {
    expect(programFor(wishOf(values))).toBe(expected);
  });
});
