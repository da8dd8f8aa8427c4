import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { joinSteps } from '@swarmpki/core/engine';
import type { EngineClient, JoinLine, LabClient, LabJoinStep } from '@swarmpki/core/engine';
import { joinLine, joinStep } from '../../../../core/src/engine/shapes/extension/join.ts';
import { manualClock } from '../../../../core/src/clock/manual-clock.ts';
import { attacks } from '../../../../core/src/lab/attacks/index.ts';
import { appOf } from '../../testing/drawing.tsx';
import { beginning as firstSeen } from '../../testing/state.ts';
import { lineWidth } from '../../ui/text.ts';
import { factOf, took } from './facts.ts';
import { begin, steer } from './begin.ts';
import { beginning, heard, initial, lookedAt } from './own.ts';
import type { Own } from './own.ts';
import { texts } from './texts.ts';
import { stepLines, wireLines } from './view.tsx';

const line = (of: Partial<JoinLine>): JoinLine => ({ ...joinLine.zero, ...of });
const step = (of: Partial<LabJoinStep>): LabJoinStep => ({ ...joinStep.zero, Microseconds: 1_234, ...of });
const after = (...lines: readonly Partial<JoinLine>[]): Own =>
  [{ ID: '1', Name: 'w', Role: 'worker' }, ...lines].map(line).reduce((own, each) => heard(own, each, 0), beginning);
const textOf = (own: Own, width: number): readonly string[] =>
  stepLines(own, width).map((each) => each.map(({ text }) => text).join(''));

const done = joinSteps.map((Step) => step({ Step }));

describe('a join on the screen', () => {
  it('looks at the step that was done last while it is stopped, else at the one under way', () => {
    const stopped = after({ Step: step({ Step: 'token' }), Stopped: true });
    expect(lookedAt(stopped)).toBe(0);
    expect(lookedAt({ ...stopped, isStopped: false })).toBe(1);
    expect(lookedAt(after(...done.map((Step) => ({ Step }))))).toBe(7);
  });

  it('says in the last minute that it will be given up, second by second, and no more once it goes on', async () => {
    const clock = manualClock(1_000);
    const app = appOf(firstSeen({ way: [{ screen: 'join' }] }), clock);
    const over = Promise.withResolvers<void>();
    const told = async function* (): AsyncGenerator<JoinLine, void> {
      yield line({ ID: '1', Name: 'w', Role: 'worker' });
      yield line({ Step: step({ Step: 'token' }), Stopped: true, StandsMs: 240_000 });
      await over.promise;
    };
    const lab: Pick<LabClient, 'join' | 'steerJoin'> = { join: told, steerJoin: async () => undefined };
    app.reached = { client: {} as EngineClient, lab: lab as LabClient };
    const own = (): Own => (app.store.state.own['join'] ?? initial) as Own;
    /** Lets time pass, and what has come meanwhile be shown. */
    const pass = async (ms: number): Promise<Own> => {
      clock.advance(ms);
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(500);
      return own();
    };
    const begun = begin(app, {});
    expect(await pass(0)).toMatchObject({ isStopped: true, standsUntil: 241_000, secondsLeft: undefined });
    expect((await pass(178_000)).secondsLeft).toBeUndefined();
    expect((await pass(1_000)).secondsLeft).toBe(60);
    const { secondsLeft } = await pass(18_000);
    expect(secondsLeft).toBeGreaterThanOrEqual(40);
    expect(secondsLeft).toBeLessThan(43);
    for (const width of [76, 96, 156]) {
      expect(textOf(own(), width).at(-1)).toContain(`! It stands still: in ${secondsLeft} s it is given up. Space`);
    }
    await steer(app, own(), 'next');
    expect(await pass(10_000)).toMatchObject({ isStopped: false, secondsLeft: undefined });
    expect(textOf(own(), 76).join('')).not.toContain('stands still');
    over.resolve();
    await begun;
    app.quit();
    clock.advance(1_000_000);
    expect(clock.pending).toBe(0);
  });

  it('begins anew from the root when the manager was not reached, and says why', () => {
    const again = after(...done.slice(0, 4).map((Step) => ({ Step })), { AgainInMs: 2_000, Why: 'connection refused' });
    expect(again.steps.map(({ Step }) => Step)).toEqual(['token']);
    expect(textOf(again, 76).join('\n')).toContain('connection refused; tried again in 2 s');
  });

  it('says where it was refused, and what is left behind', () => {
    const ending = { Outcome: 'aborted', Step: 'signature', Code: '', Message: '', Expected: '', Next: '' };
    const own = after(...done.slice(0, 5).map((Step) => ({ Step })), { Ended: { ...ending, Left: 'n'.repeat(25) } });
    expect(own.isRunning).toBe(false);
    expect(textOf(own, 76).join('\n')).toMatch(/▌ 6 .*✗ ended\n +left behind: docker node rm --force n{12}$/m);
  });

  it('keeps hostile texts on their line and within its width', () => {
    const evil = '\u001b[31m\u202e漢字\n'.repeat(30);
    const Server = { ID: evil, Units: [evil], Swarm: evil };
    const own = after(
      ...done.map((each) => ({ Step: { ...each, Server, Subject: Server, Names: [evil], Address: evil } })),
      { Message: { Way: 'received', Method: evil, Text: evil } },
      { Ended: { Outcome: 'refused', Step: 'x', Code: evil, Message: evil, Expected: evil, Next: evil, Left: evil } },
    );
    for (const each of [...stepLines(own, 76), ...wireLines(own, 40)]) {
      expect(each.map(({ text }) => text).join('')).not.toContain('\n');
      expect(each.length).toBeGreaterThan(0);
    }
    for (const each of wireLines(own, 40)) expect(lineWidth(each)).toBeLessThanOrEqual(40);
  });

  it('has room for every plan and fact at 80 columns', () => {
    const real = step({
      TokenVersion: 1,
      Digest: 'ab'.repeat(32),
      Key: 'cd'.repeat(32),
      Bytes: 326,
      Address: '127.0.0.1:40837',
      Protection: { Version: 'TLSv1.3', Suite: 'TLS_AES_128_GCM_SHA256', Group: 'X25519' },
      NodeID: 'n'.repeat(25),
      Subject: { ID: 'n'.repeat(25), Units: ['swarm-manager'], Swarm: 's' },
      Questions: 12,
      NotAfter: 90 * 86_400_000,
    });
    for (const name of joinSteps) {
      expect(texts[name].plan.length, name).toBeLessThanOrEqual(38);
      expect(factOf({ ...real, Step: name }).length, name).toBeLessThanOrEqual(38);
    }
  });
});

describe('what it says can go wrong', () => {
  it('leads to attacks that there are', () => {
    const ids = attacks.map(({ id }) => id);
    const named = joinSteps.flatMap((name) => texts[name].attack ?? []);
    expect(named).toHaveLength(7);
    for (const id of named) expect(ids).toContain(id);
  });

  it('quotes the engine word for word', () => {
    const core = [
      'node/download-root.ts',
      'swarm/issue.ts',
      'token/join-token.ts',
      'wire/identity.ts',
      'x509/verify.ts',
    ]
      .map((file) => readFileSync(new URL(`../../../../core/src/${file}`, import.meta.url), 'utf8'))
      .join('\n');
    const quoted = joinSteps.flatMap((name) =>
      texts[name].dangers.flatMap(([, then]) => [...then.matchAll(/“([^”]+)”/g)].map(([, words = '']) => words)),
    );
    expect(quoted.length).toBeGreaterThan(4);
    for (const words of quoted) expect(core, words).toContain(words);
  });
});

it.each([
  [600, '0.6 ms'],
  [22_040, '22.0 ms'],
  [99_949, '99.9 ms'],
  [99_950, '100 ms'],
  [127_100, '127 ms'],
  [999_499, '999 ms'],
  [999_500, '1.0 s'],
  [59_960_000, '60.0 s'],
  [3_600_000_000, '3600 s'],
])('%d µs are told as %s, which fits beside a step', (us, text) => {
  expect(took(us)).toBe(text);
  expect(text.length).toBeLessThanOrEqual(7);
});
