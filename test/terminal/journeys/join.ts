import { expect } from 'vitest';
import { expectWhole } from '../../tools/whole.ts';
import { swarmWith } from './journey.ts';
import type { Journey } from './journey.ts';

export const join: Journey = {
  title: 'a node joins step by step, each with what it found out, and is a member then',
  prepare: (user) => swarmWith(user, 0),
  walk: async (terminal, user) => {
    await terminal.shows('Nodes 1 of 1');
    terminal.press('N');
    const titles = ['token', 'root', 'digests', 'CSR', 'certificate', 'signature', 'answer'];
    for (const [at, title] of titles.entries()) {
      await terminal.shows(`step ${at + 1} of 8 done, stopped`);
      expectWhole(terminal.grid);
      await terminal.shows(new RegExp(`▌ ${at + 1}  .*${title} .*✔ +[\\d.]+ m?s`));
      terminal.press('space');
    }
    await terminal.shows('worker-1 has joined as a worker');
    expectWhole(terminal.grid);
    expect(terminal.text).toMatch(/▌ 8 {2}Connect with mTLS +TLSv1\.3 with 127\.0\.0\.1:\d+/);
    // What was said at a step before.
    terminal.press('up', 'up', 'up');
    await terminal.shows('▌ 5');
    await terminal.shows('••••');
    expect(terminal.text).toContain('A valid join token');
    terminal.press('escape');
    await terminal.shows('Nodes 2 of 2');
    expect(await user.prints('node', 'ls')).toContain('worker-1');
  },
};
