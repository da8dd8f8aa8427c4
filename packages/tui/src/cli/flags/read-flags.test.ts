import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Inputs } from '@swarmpki/core/commands';
import { commands } from '../../../../core/src/engine/commands/registry.ts';
import { commonFlags } from './common-flags.ts';
import { UsageError } from '../output/problem.ts';
import { readFlags } from './read-flags.ts';

const inputs: Inputs = {
  readFile: async () => {
    throw new Error('open x: no such file or directory');
  },
  askSecret: async () => 'secret',
};

const flags = { ...Object.assign({}, ...commands.map((command) => command.flags)), ...commonFlags };
const names = Object.keys(flags);

const word = fc.oneof(
  fc.constantFrom('--', '-', '', '-q', '-qf', '-f=', '--=', 'a=b', '1h', 'true', '__proto__'),
  fc.constantFrom(...names).map((name) => `--${name}`),
  fc.tuple(fc.constantFrom(...names), fc.string()).map(([name, text]) => `--${name}=${text}`),
  fc.string(),
  fc.string({ unit: 'binary' }).map((text) => `-${text}`),
);

describe('reading flags', () => {
  it('comes to values or to a complaint, whatever is typed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 8 }), fc.boolean(), async (words, anywhere) => {
        try {
          const { values, rest } = await readFlags(words, flags, inputs, { anywhere });
          expect(Object.keys(values).every((name) => names.includes(name))).toBe(true);
          expect(rest.every((one) => words.includes(one))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes words as they are behind two dashes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(word), async (words) => {
        const { values, rest } = await readFlags(['--', ...words], flags, inputs, { anywhere: true });
        expect([values, rest]).toEqual([{}, words]);
      }),
    );
  });
});
