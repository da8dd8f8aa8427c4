import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { LabClock } from '../clock/lab-clock.ts';
import { manualClock } from '../clock/manual-clock.ts';
import { systemClock } from '../clock/system-clock.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import { seededEntropy } from '../entropy/seeded-entropy.ts';
import { leafValidity } from '../x509/time.ts';
import type { Validity } from '../x509/time.ts';
import { backoffDelay, renewalBackoff, statusBackoff } from './backoff.ts';
import { renewalWindow } from '../x509/renewal-window.ts';
import { renewalDelay } from './renewal-delay.ts';
import { Renewer } from './renewer.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const noon = Date.UTC(2026, 10, 24, 12);

describe('renewalWindow', () => {
  it.each([
    ['90 days', 90 * day, 64_770, 103_668],
    ['two hours', 2 * hour, 30, 84],
    ['an hour', hour, 0, 36],
  ])('of a certificate for %s opens and closes at these minutes after issuance', (_for, expiry, from, until) => {
    const window = renewalWindow(leafValidity(noon, expiry));
    expect((window.from - noon) / minute).toBe(from);
    expect((window.until - noon) / minute).toBe(until);
  });

  it('always lies between half and four fifths of the validity', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 60 * 24 * 4000 }), fc.nat(), (minutes, draw) => {
        const validity = leafValidity(noon, minutes * minute);
        const at = noon + renewalDelay(validity, noon, (bound) => draw % bound);
        const life = validity.notAfter - validity.notBefore;
        expect(at).toBeGreaterThanOrEqual(
          Math.max(noon, validity.notBefore + Math.floor((life / minute) * 0.5) * minute),
        );
        expect(at).toBeLessThan(Math.max(noon + 1, validity.notBefore + life * 0.8 + 1));
      }),
    );
  });

  it('means at once when its moment has passed', () => {
    expect(renewalDelay(leafValidity(noon - 80 * day, 90 * day), noon, () => 0)).toBe(0);
  });
});

describe('backoffDelay', () => {
  const most = (bound: number): number => bound - 1;

  it('doubles its bound up to an hour after failed renewals', () => {
    const seconds = [0, 1, 2, 3, 4, 5, 30].map((failures) => (backoffDelay(renewalBackoff, failures, most) + 1) / 1000);
    expect(seconds).toEqual([0.001, 10, 15, 25, 45, 85, 3600]);
  });

  it('doubles its bound up to half a minute between questions for the status', () => {
    const seconds = [1, 2, 3, 4, 5, 6, 7].map((failures) => (backoffDelay(statusBackoff, failures, most) + 1) / 1000);
    expect(seconds).toEqual([2, 3, 5, 9, 17, 30, 30]);
  });
});

describe('Renewer', () => {
  let renewer: Renewer | undefined;
  afterEach(() => renewer?.stop());

  /** Lets what has been settled be heard. */
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  function start(renew: (count: number) => Promise<void> = async () => undefined) {
    const clock = manualClock(noon);
    const renewals: number[] = [];
    const failures: number[] = [];
    let validity = leafValidity(noon, 90 * day);
    renewer = new Renewer({
      clock,
      entropy: { ...systemEntropy, integerBelow: (bound) => bound - 1 },
      nodeId: 'node',
      validity: () => validity,
      renew: async () => {
        renewals.push(clock.now());
        await renew(renewals.length);
        validity = leafValidity(clock.now(), 90 * day);
      },
      onFailure: (_error, retryInMs) => failures.push(retryInMs),
    });
    const pass = async (ms: number): Promise<void> => {
      clock.advance(ms);
      await turn();
    };
    return { clock, renewals, failures, pass, renewer };
  }

  it('AC-095 renews within the window, and again within the next', async () => {
    const { renewals, pass } = start();
    await pass(71.9 * day);
    expect(renewals).toEqual([]);
    await pass(0.2 * day);
    expect(renewals).toHaveLength(1);
    await pass(71.9 * day);
    expect(renewals).toHaveLength(1);
    await pass(0.3 * day);
    expect(renewals).toHaveLength(2);
  });

  it('AC-097 renews at once when told to', async () => {
    const { renewals, renewer: told, failures } = start();
    await told.renewNow();
    expect(renewals).toEqual([noon]);
    expect(failures).toEqual([]);
  });

  it('renews once more, and not oftener, for all that it is told while a renewal is under way', async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { renewals, renewer: told } = start((count) => gates[count - 1]?.promise ?? Promise.resolve());
    const first = told.renewNow();
    await turn();
    const [second, third] = [told.renewNow(), told.renewNow()];
    await turn();
    expect(renewals).toHaveLength(1);
    gates[0]?.resolve();
    await first;
    await turn();
    expect(renewals).toHaveLength(2);
    gates[1]?.resolve();
    await Promise.all([second, third]);
    expect(renewals).toHaveLength(2);
  });

  it('waits longer after each failure, also when its moment has passed, and forgets them with the first success', async () => {
    const {
      renewals,
      failures,
      pass,
      renewer: told,
    } = start((count) => (count <= 3 ? Promise.reject(new Error('no manager')) : Promise.resolve()));
    await expect(told.renewNow()).rejects.toThrow('no manager');
    expect(failures).toEqual([9_999]);
    await pass(10_000);
    await pass(15_000);
    expect(failures).toEqual([9_999, 14_999, 24_999]);
    await pass(25_000);
    expect(renewals).toHaveLength(4);
    await pass(hour);
    expect(renewals).toHaveLength(4);
  });

  it('does nothing more once it is stopped', async () => {
    const { clock, renewals, pass, renewer: told } = start();
    await told.stop();
    await pass(200 * day);
    expect(renewals).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe('a Renewer that is stopped', () => {
  it('gives up what is under way and what was asked for, and calls neither a failure', async () => {
    const clock = manualClock(noon);
    const underWay = Promise.withResolvers<void>();
    let renewals = 0;
    const failures: unknown[] = [];
    const renewer = new Renewer({
      clock,
      entropy: systemEntropy,
      nodeId: 'node',
      validity: () => leafValidity(noon, 90 * day),
      renew: () => {
        renewals++;
        return underWay.promise;
      },
      onFailure: (error) => failures.push(error),
    });
    const first = renewer.renewNow();
    await new Promise((resolve) => setImmediate(resolve));
    const asked = [first, renewer.renewNow()];
    const stopped = renewer.stop();
    underWay.reject(new Error('given up'));
    const outcomes = await Promise.allSettled([...asked, renewer.renewNow()]);
    await stopped;
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect([renewals, failures, clock.pending]).toEqual([1, [], 0]);
  });
});

describe('Renewer in lab time', () => {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  /** Nodes that renew, each by a call that takes a while of real time. */
  function start(count: number, renew: (node: number) => Promise<void>) {
    const errors: unknown[] = [];
    const clock = new LabClock(
      { at: noon, speed: 1, paused: true },
      { realTime: systemClock, onError: (error) => errors.push(error) },
    );
    const entropy = seededEntropy('a lab');
    const renewals: { readonly node: number; readonly at: number; readonly before: Validity }[] = [];
    const renewers = Array.from({ length: count }, (_, node) => {
      let validity = leafValidity(noon, 90 * day);
      return new Renewer({
        clock,
        entropy: entropy.split(`${node}`),
        nodeId: `${node}`,
        validity: () => validity,
        renew: async () => {
          const at = clock.now();
          await renew(node);
          renewals.push({ node, at, before: validity });
          validity = leafValidity(clock.now(), 90 * day);
        },
        onFailure: () => undefined,
      });
    });
    const stop = async (): Promise<void> => {
      await Promise.all(renewers.map((each) => each.stop()));
      expect(clock.nextMoment()).toBeUndefined();
      clock.close();
      expect(errors).toEqual([]);
    };
    return { clock, renewals, stop };
  }

  it('AC-095 a jump over the whole validity expires nobody: all renew on the way, within their windows', async () => {
    const { clock, renewals, stop } = start(200, async () => {
      await turn();
      await turn();
    });
    await clock.jumpBy(90 * day);
    expect(new Set(renewals.map(({ node }) => node)).size).toBe(200);
    for (const { at, before } of renewals) {
      const { from, until } = renewalWindow(before);
      expect(at).toBeGreaterThanOrEqual(from);
      expect(at).toBeLessThan(until);
    }
    expect(clock.nextMoment()?.label.what).toBe('renewal');
    await stop();
  });

  it('renews at the same moments, in the same order, from the same seed', async () => {
    const run = async () => {
      const { clock, renewals, stop } = start(20, turn);
      await clock.jumpBy(365 * day);
      await stop();
      return renewals.map(({ node, at }) => [node, at]);
    };
    const first = await run();
    expect(first.length).toBeGreaterThanOrEqual(80);
    expect(await run()).toEqual(first);
  });

  it('tries again in lab time after a failure, on the way of a jump', async () => {
    const tries = new Map<number, number>();
    const { clock, renewals, stop } = start(3, async (node) => {
      await turn();
      tries.set(node, (tries.get(node) ?? 0) + 1);
      if (tries.get(node) !== 5) throw new Error('no manager');
    });
    await clock.jumpBy(73 * day);
    expect([...tries.values()]).toEqual([5, 5, 5]);
    expect(renewals).toHaveLength(3);
    await stop();
  });
});
