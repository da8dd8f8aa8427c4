import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { liveSwarmsMethod } from '../shared/live-swarms.ts';
import { noon, smallSwarm } from '../testing/documents.ts';
import { served } from '../testing/served.ts';
import { TestClock } from '../testing/test-clock.ts';

const uri = 'untitled:swarm-root-ca.crt';
const digest = (text: string): string => hash('sha256', text, 'hex');

describe('a server that is told of swarms', async () => {
  const { root, other } = await smallSwarm();
  const before = { name: 'lab', root: digest(root), formerRoots: [], tokens: [] };
  const after = { ...before, root: digest(other), formerRoots: [digest(root)] };

  it('says of an open document what has become of it, and takes it back', async () => {
    const clock = new TestClock(noon);
    await using all = await served(clock);
    const settle = async (): Promise<void> => {
      await all.caughtUp();
      clock.pass(100);
      await all.caughtUp();
    };
    const tell = async (swarms: readonly unknown[]): Promise<void> => {
      await all.client.sendNotification(liveSwarmsMethod, { swarms });
      await settle();
    };
    await all.client.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'x', version: 1, text: root },
    });
    await settle();
    await tell([before]);
    expect(all.pushed).toEqual([]);
    await tell([after]);
    expect(all.pushed.at(-1)?.diagnostics.map(({ code }) => code)).toEqual(['root-rotated-away']);
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const hints = await all.client.sendRequest('textDocument/inlayHint', { textDocument: { uri }, range });
    expect(hints).toMatchObject([{ label: expect.stringMatching(/^swarm root [0-9a-f]{8} · rotated away$/) }]);
    await tell([]);
    expect(all.pushed.at(-1)?.diagnostics).toEqual([]);
  });
});
