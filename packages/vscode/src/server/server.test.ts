import { describe, expect, it } from 'vitest';
import { day, noon, smallSwarm } from '../testing/documents.ts';
import { served } from '../testing/served.ts';
import type { Served } from '../testing/served.ts';
import { TestClock } from '../testing/test-clock.ts';

const uri = 'untitled:a';
const refreshing = {
  textDocument: { diagnostic: {} },
  workspace: {
    diagnostics: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    semanticTokens: { refreshSupport: true },
  },
};

async function open({ client, caughtUp }: Served, text: string): Promise<void> {
  await client.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'x', version: 1, text } });
  await caughtUp();
}

async function edit({ client, caughtUp }: Served, version: number, text: string): Promise<void> {
  await client.sendNotification('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [{ text }],
  });
  await caughtUp();
}

describe('as time passes, the server', async () => {
  const { leaf, key } = await smallSwarm();

  it('pushes what has come to be so, with nobody editing anything', async () => {
    const clock = new TestClock(noon);
    await using all = await served(clock);
    await open(all, leaf);
    clock.pass(100);
    await all.caughtUp();
    expect(all.pushed).toEqual([]);
    clock.pass(64 * day);
    await all.caughtUp();
    expect(all.pushed.at(-1)?.diagnostics.map(({ code }) => code)).toEqual(['renewal-overdue']);
    clock.pass(18 * day);
    await all.caughtUp();
    expect(all.pushed.at(-1)?.diagnostics.map(({ code }) => code)).toEqual(['expired']);
  });

  it('asks a client that pulls to ask again for everything', async () => {
    const clock = new TestClock(noon);
    await using all = await served(clock, refreshing);
    await open(all, leaf);
    clock.pass(100);
    await all.caughtUp();
    const before = all.asked.length;
    clock.pass(day);
    await all.caughtUp();
    expect(all.asked.slice(before).toSorted()).toEqual([
      'workspace/codeLens/refresh',
      'workspace/diagnostic/refresh',
      'workspace/inlayHint/refresh',
      'workspace/semanticTokens/refresh',
    ]);
    expect(all.pushed).toEqual([]);
  });

  it('has one timer while something has a date, and none while nothing has', async () => {
    const clock = new TestClock(noon);
    await using all = await served(clock);
    expect(clock.timers).toBe(0);
    await open(all, key);
    clock.pass(100);
    expect(clock.timers).toBe(0);
    await edit(all, 2, leaf.repeat(3));
    clock.pass(300);
    expect(clock.timers).toBe(1);
    await edit(all, 3, 'no more');
    clock.pass(300);
    expect(clock.timers).toBe(0);
  });

  it('works out relations once for a row of keys', async () => {
    const clock = new TestClock(noon + 82 * day);
    await using all = await served(clock);
    await open(all, '');
    clock.pass(100);
    for (let version = 2; version < 12; version++) {
      await edit(all, version, `${'#'.repeat(version)}\n${leaf}`);
      clock.pass(50);
    }
    await all.caughtUp();
    expect(all.pushed).toEqual([]);
    clock.pass(150);
    await all.caughtUp();
    expect(all.pushed).toHaveLength(1);
  });
});
