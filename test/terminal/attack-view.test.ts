import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import { listAttacks } from '../../packages/core/src/lab/extension/attack.ts';
import { initial } from '../../packages/tui/src/screens/attack/own.ts';
import type { Own } from '../../packages/tui/src/screens/attack/own.ts';
import { screens } from '../../packages/tui/src/screens/index.ts';
import { beginning } from '../../packages/tui/src/testing/state.ts';

const { Attacks: attacks } = listAttacks();
const attackScreen = screens.find(({ id }) => id === 'attack') ?? expect.fail('there is no such screen');

function shown(isLab: boolean, own: Partial<Own>, width: number, height: number): string {
  const state = beginning({ engine: { name: 'unix:///run/docker.sock', isLab, program: 'swarmpki' } });
  const view = { state, own: { ...initial, attacks, ...own }, where: { screen: 'attack' } };
  const { lastFrame, unmount } = render(attackScreen.render(view, { width, height }) as Parameters<typeof render>[0]);
  const frame = lastFrame() ?? '';
  unmount();
  return frame;
}

describe('the view of the attack lab', () => {
  it('says on a real engine why there is nothing to be done, and shows no attack', () => {
    const frame = shown(false, {}, 80, 18);
    expect(frame).toContain('unix:///run/docker.sock is a Docker Engine, and no lab.');
    expect(frame).not.toContain('Wrong digest');
  });

  it.each([9, 12, 15, 18, 24, 30])('fills its room at a height of %i lines', (height) => {
    for (const selected of [0, 7, 14, 19]) {
      const lines = shown(true, { selected }, 80, height).split('\n');
      expect(lines).toHaveLength(height);
      for (const line of lines) expect(Array.from(line)).toHaveLength(80);
      expect(lines.join('\n')).toContain(`▌· ${String(selected + 1).padStart(2)} ${attacks[selected]?.Title}`);
    }
  });
});
