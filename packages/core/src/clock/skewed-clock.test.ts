import { describe, expect, it } from 'vitest';
import { manualClock } from './manual-clock.ts';
import { skewed } from './skewed-clock.ts';

describe('a skewed clock', () => {
  it('shows another time, and lets calls wait as long as the right one does', () => {
    const right = manualClock(1_000_000);
    const wrong = skewed(right, -400);
    const seen: number[] = [];
    wrong.after(50, () => seen.push(wrong.now()), { what: 'renewal', of: 'a node' });
    expect(wrong.now()).toBe(999_600);
    right.advance(49);
    expect(seen).toEqual([]);
    right.advance(1);
    expect(seen).toEqual([999_650]);
  });

  it('can be set right again, while what has been set keeps its moment', () => {
    const right = manualClock(1_000_000);
    const wrong = skewed(right, 3_600_000);
    const seen: number[] = [];
    wrong.after(50, () => seen.push(wrong.now()));
    wrong.setOffset(0);
    expect(wrong.offsetMs).toBe(0);
    right.advance(50);
    expect(seen).toEqual([1_000_050]);
  });
});
