import { describe, expect, it } from 'vitest';
import { clockStop } from '../../../../core/src/engine/shapes/extension/clock.ts';
import { press } from '../../app/dispatch.ts';
import type { State } from '../../app/state.ts';
import { appOf, drawn } from '../../testing/drawing.tsx';
import { labSight, nodeSight } from '../../testing/sight.ts';
import { beginning } from '../../testing/state.ts';

const noon = Date.UTC(2026, 10, 24, 12);
const day = 86_400_000;

const ending = (id: string, days: number) =>
  nodeSight({ id, certificate: { notBefore: noon - day, notAfter: noon + days * day } });

function atClock(
  clock: Partial<NonNullable<ReturnType<typeof labSight>['lab']>['clock']> = {},
  nodes = [ending('a', 10), ending('b', 20)],
): State {
  const sight = labSight(nodes);
  const { lab } = sight;
  const engine = { name: 'lab', isLab: true, program: 'swarmpki' };
  return beginning({
    engine,
    way: [{ screen: 'clock' }],
    sight: { ...sight, ...(lab && { lab: { ...lab, clock: { ...lab.clock, ...clock } } }) },
  });
}

/** Which command line a key runs. */
function lineOf(state: State, ...keys: readonly string[]): string | undefined {
  const app = appOf(state);
  for (const key of keys) press(app, key);
  return app.store.state.jobs.at(-1)?.line;
}

describe('the clock', () => {
  it('goes to the next renewal and the next expiry, no farther than the certificates that there are last', () => {
    const last = new Date(noon + 20 * day + 1).toISOString();
    expect(lineOf(atClock(), 'r')).toBe(`clock jump ${last} --until renewal`);
    expect(lineOf(atClock(), 'e')).toBe(`clock jump ${last} --until expiry`);
    expect(lineOf(atClock({}, [ending('gone', -0.5)]), 'e')).toBeUndefined();
  });

  it('runs until something that is chosen, or written', () => {
    expect(lineOf(atClock(), 'u', 'enter')).toBe('clock until renewal');
    expect(lineOf(atClock(), 'u', 'down', 'enter', 'b', 'enter')).toBe('clock until renewal=b');
    const down = (count: number) => Array<string>(count).fill('down');
    expect(lineOf(atClock(), 'u', ...down(7), 'enter', ...down(1), 'enter')).toBe('clock until event=swarm-updated');
    expect(lineOf(atClock(), 'u', ...down(8), 'enter', '7', 'd', 'enter')).toBe('clock until 7d');
  });

  it('takes that back where there is something, and changes nothing where only is looked', () => {
    expect(lineOf(atClock(), 'x')).toBeUndefined();
    const until = { ...clockStop.zero, What: 'rotation' };
    expect(lineOf(atClock({ Until: until }), 'x')).toBe('clock until nothing');
    for (const keys of [['x'], ['r'], ['e'], ['u', 'enter']]) {
      expect(lineOf({ ...atClock({ Until: until }), readOnly: true }, ...keys), keys.join()).toBeUndefined();
    }
  });

  it('shows where time stops, and has stopped, whatever a node is called', async () => {
    const expiry = { ...clockStop.zero, What: 'expiry', ID: 'x', Name: 'evil\u001b[2Jname', At: noon + day };
    const picture = await drawn(appOf(atClock({ Until: expiry, Stopped: { ...clockStop.zero, What: 'rotation' } })));
    expect(picture).toMatch(/stops +at the last moment of the certificate of evil/);
    expect(picture).toContain(', in 1d 00h unless renewed');
    expect(picture).not.toContain('\u001b[2Jname');
    expect(picture).toMatch(/stopped +at the end of a rotation/);
    expect(await drawn(appOf(atClock()))).toMatch(/stops +nowhere by itself/);
  });
});
