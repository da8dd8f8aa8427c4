import { afterAll, describe, expect, it, vi } from 'vitest';
import { samples } from '@swarmpki/core/commands';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text } }));
vi.resetModules();
const { wishOf } = await import('./create-lab.ts');
// Other tests have an editor of their own.
afterAll(() => vi.resetModules());

describe('a lab that is made here', () => {
  it.each(samples)('listens where there is room, whatever else runs on the machine: $title', ({ steps }) => {
    for (const step of steps) {
      const { flags, parameters } = wishOf(step);
      expect(flags['listen-addr']).toBe(step.command === 'init' ? '127.0.0.1:0' : undefined);
      expect(flags).toMatchObject(step.flags ?? {});
      expect(parameters).toEqual(step.parameters ?? []);
    }
  });
});
