import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import { listAttacks } from '../../../../core/src/lab/extension/attack.ts';
import type { State } from '../../app/state.ts';
import { initial } from './own.ts';
import type { Own } from './own.ts';
import { AttackView } from './view.tsx';

function shown(isLab: boolean, own: Partial<Own>, width: number, height: number): string {
  const state = { engine: { name: 'unix:///run/docker.sock', isLab, program: 'swarmpki' } } as State;
  const view = { state, own: { ...initial, ...own }, where: { screen: 'attack' } };
  const { lastFrame, unmount } = render(<AttackView view={view} room={{ width, height }} />);
  const frame = lastFrame() ?? '';
  unmount();
  return frame;
}

describe('the view of the attack lab', () => {
  it('says on a real engine why there is nothing to be done, and shows no attack', () => {
    const frame = shown(false, { attacks: listAttacks().Attacks }, 80, 18);
    expect(frame).toContain('unix:///run/docker.sock is a Docker Engine, and no lab.');
    expect(frame).not.toContain('Wrong digest');
  });

  it('fills its room at every height, for every attack', () => {
    const { Attacks: attacks } = listAttacks();
    for (const height of [9, 12, 15, 18, 24, 30]) {
      for (const selected of [0, 7, 14, 19]) {
        const lines = shown(true, { attacks, selected }, 80, height).split('\n');
        expect(lines).toHaveLength(height);
        for (const line of lines) expect(Array.from(line)).toHaveLength(80);
        expect(lines.join('\n')).toContain(`▌· ${String(selected + 1).padStart(2)} ${attacks[selected]?.Title}`);
      }
    }
  });
});
