import { describe, expect, it } from 'vitest';
import type { EngineClient } from '@swarmpki/core/engine';
import type { App } from '../../app/app.ts';
import { press } from '../../app/dispatch.ts';
import { appOf, drawn } from '../../testing/drawing.tsx';
import { labSight, nodeSight } from '../../testing/sight.ts';
import { beginning } from '../../testing/state.ts';
import { initial } from './own.ts';

const key = `SWMKEY-1-${'k'.repeat(43)}`;

/** Tokens of a lab whose managers are locked, or not, and what was copied. */
function atTokens(isLocked: boolean): {
  readonly app: App;
  readonly asked: () => number;
  readonly copied: () => string;
} {
  const sight = labSight([nodeSight({ id: 'a' })]);
  const { swarm } = sight;
  const spec = swarm && { ...swarm.Spec, EncryptionConfig: { AutoLockManagers: isLocked } };
  const locked = { ...sight, swarm: swarm && spec && { ...swarm, Spec: spec } };
  let copied = '';
  let asked = 0;
  const app = appOf(
    beginning({
      sight: locked,
      way: [{ screen: 'tokens' }],
      engine: { name: 'lab', isLab: true, program: 'swarmpki' },
    }),
  );
  app.copy = (text, what) => (copied = `${what}: ${text}`);
  const unlockKey = async (): Promise<string> => {
    asked++;
    return key;
  };
  app.reached = { client: { unlockKey } as Partial<EngineClient> as EngineClient, lab: undefined };
  return { app, asked: () => asked, copied: () => copied };
}

/** To the unlock key. */
const toKey = (app: App): void => press(app, 'k');

describe('the unlock key', () => {
  it('is not even asked for until somebody wants it', async () => {
    const { app, asked } = atTokens(true);
    toKey(app);
    expect(await drawn(app)).toMatch(/unlock +SWMKEY-1-•{43}/);
    expect(asked()).toBe(0);
  });

  it('is shown for a while, and then known no more', async () => {
    const { app } = atTokens(true);
    const due: (() => void)[] = [];
    app.later = (ms, then) => {
      expect(ms).toBe(15_000);
      due.push(then);
    };
    toKey(app);
    press(app, 'v');
    await expect.poll(() => drawn(app)).toContain(key);
    due[0]?.();
    expect(JSON.stringify(app.store.state)).not.toContain(key);
    // The same by the same key, and by looking at something else.
    for (const leave of ['v', 'j']) {
      press(app, 'v');
      await expect.poll(() => JSON.stringify(app.store.state)).toContain(key);
      press(app, leave);
      expect(JSON.stringify(app.store.state)).not.toContain(key);
      if (leave === 'j') toKey(app);
    }
  });

  it('is hidden as soon as the swarm has changed: it may be another one by then', async () => {
    const { app } = atTokens(true);
    toKey(app);
    press(app, 'v');
    await expect.poll(() => drawn(app)).toContain(key);
    app.store.update((state) => {
      const { sight } = state;
      const swarm = sight?.swarm && { ...sight.swarm, Version: { Index: 7 } };
      return { ...state, sight: sight && { ...sight, swarm } };
    });
    expect(await drawn(app)).not.toContain(key);
  });

  it('does not appear on a token when it comes after that was chosen', async () => {
    const { app, asked } = atTokens(true);
    toKey(app);
    press(app, 'v');
    press(app, 'j');
    await expect.poll(asked).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(app.store.state.own['tokens']).toEqual(initial);
  });

  it('is copied without being shown', async () => {
    const { app, copied } = atTokens(true);
    toKey(app);
    press(app, 'y');
    await expect.poll(copied).toBe(`the unlock key: ${key}`);
    expect(JSON.stringify(app.store.state)).not.toContain(key);
  });

  it('is drawn anew, and autolock set, by Docker’s commands', () => {
    const line = (isLocked: boolean, pressed: string): string | undefined => {
      const { app } = atTokens(isLocked);
      toKey(app);
      press(app, pressed);
      return app.store.state.jobs.at(-1)?.line;
    };
    expect(line(true, 'n')).toBe('unlock-key --rotate');
    expect(line(true, 'a')).toBe('update --autolock=false');
    expect(line(false, 'a')).toBe('update --autolock');
    expect(line(false, 'n')).toBeUndefined();
    expect(line(false, 'v')).toBeUndefined();
  });

  it('is not promised where there is none', async () => {
    expect(await drawn(atTokens(false).app)).toContain('autolock is off: managers start by themselves');
  });
});
