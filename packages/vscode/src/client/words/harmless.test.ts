import { describe, expect, it } from 'vitest';
import { hostileSubjects } from '../../testing/hostile.ts';
import { harmless } from './harmless.ts';

describe('a text of somebody else’s', () => {
  it.each(hostileSubjects)('has no icon, no link and no control in a label: %s', (text) => {
    const label = harmless(text);
    expect(label).not.toMatch(/\$\(|\]\(|[\p{Cc}\p{Cf}]/u);
    expect(Array.from(label).length).toBeLessThanOrEqual(140);
  });

  it('stays as it is where it is plain', () => {
    expect(harmless('worker-1 (k2f0)')).toBe('worker-1 (k2f0)');
  });
});
