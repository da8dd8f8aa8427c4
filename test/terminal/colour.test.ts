import { expect, it, vi } from 'vitest';
import type { SwarmSight } from '../../packages/core/src/engine/watch/swarm-sight.ts';
import { listAttacks } from '../../packages/core/src/lab/extension/attack.ts';
import { attackResult } from '../../packages/core/src/engine/shapes/extension/attack.ts';
import type { State } from '../../packages/tui/src/app/state.ts';
import { initial as initialAttack } from '../../packages/tui/src/screens/attack/own.ts';
import { screens } from '../../packages/tui/src/screens/index.ts';
import { groupsOf } from '../../packages/tui/src/screens/trust/groups.ts';
import { initial as initialTrust } from '../../packages/tui/src/screens/trust/own.ts';
import { toldByEngine } from '../../packages/tui/src/screens/trust/told-by-engine.ts';
import type { Grid } from '../tools/grid.ts';
import { renderState } from '../tools/render-state.ts';
import { sightOf, stateOf } from '../tools/sights.ts';

// What is written to is no terminal, and has colours all the same.
vi.hoisted(() => (process.env['FORCE_COLOR'] = '3'));

const size = { columns: 160, rows: 50 };
const lab = sightOf(12);
/** The same swarm, as an engine that is no lab shows it. */
const engine: SwarmSight = { ...lab, lab: undefined };
/** The same, when nothing is under way. */
const calm: SwarmSight = { ...lab, lab: lab.lab && { ...lab.lab, swarm: { ...lab.lab.swarm, Rotation: undefined } } };

/** What screens keep that was asked for: with all that can come of it. */
async function owns(): Promise<State['own']> {
  const { Attacks: attacks } = listAttacks();
  const outcomes = ['refused', 'succeeded'] as const;
  const results = attacks.slice(0, 2).map(({ ID }, at) => [ID, { ...attackResult.zero, ID, Outcome: outcomes[at] }]);
  const matrix = await toldByEngine(lab, groupsOf(stateOf(lab)));
  return {
    attack: { ...initialAttack, attacks, results: Object.fromEntries(results), predictions: {} },
    trust: { ...initialTrust, matrix },
  };
}

/** Every screen, that of a node for each of these. */
async function statesOf(sight: SwarmSight, nodes: readonly string[]): Promise<readonly State[]> {
  const own = await owns();
  return screens.flatMap(({ id }) =>
    (id === 'node' ? nodes : ['']).map((subject) =>
      stateOf(sight, { way: [{ screen: id, subject }], own, explain: 'long' }),
    ),
  );
}

/** Bars and lines: how much of something there is, which stands beside them in figures. */
const drawn = /^[\s━╌─▒═┃│├└┤┈▏]*$/u;

/** How things stand, as the dark theme colours it: well, not so well, badly, in motion; the terminal's own colours by number. */
const standings: Readonly<Record<string, string>> = { 2: 'good', 3: 'warn', 9: 'bad', 13: 'busy' };

/** What stands in cells of one such colour, side by side. */
function toldBy({ rows }: Grid): readonly (readonly [text: string, standing: string])[] {
  return rows.flatMap((cells) => {
    const told: [string, string][] = [];
    let before: string | undefined;
    for (const { text, foreground, inverse } of cells) {
      const standing = inverse ? undefined : standings[foreground ?? ''];
      const last = told.at(-1);
      if (standing !== undefined && standing === before && last !== undefined) last[0] += text;
      else if (standing !== undefined) told.push([text, standing]);
      before = standing;
    }
    return told.map(([text, standing]) => [text.trim(), standing] as const).filter(([text]) => !drawn.test(text));
  });
}

it('nothing is told by colour alone: what stands otherwise has other words or signs', async () => {
  const seen = new Map<string, Set<string>>();
  const states = [
    await statesOf(lab, [...lab.nodes.keys()]),
    await statesOf(calm, ['n1']),
    await statesOf(engine, ['n1']),
  ];
  for (const state of states.flat()) {
    const { grid } = await renderState(state, size);
    for (const [text, standing] of toldBy(grid)) seen.set(text, (seen.get(text) ?? new Set()).add(standing));
  }
  expect(new Set([...seen.values()].flatMap((of) => [...of]))).toEqual(new Set(Object.values(standings)));
  const ambiguous = [...seen].filter(([, of]) => of.size > 1).map(([text, of]) => `${text}: ${[...of].join(', ')}`);
  // A cross is a cross: beside it stands whether somebody is down, or out.
  expect(ambiguous).toEqual(['✗: warn, bad']);
});

it('every screen says the same without colours', async () => {
  const linesOf = async (state: State): Promise<readonly string[]> =>
    (await renderState(state, size)).grid.lines.map((line) => line.trimEnd());
  for (const state of await statesOf(lab, ['n1'])) {
    expect(await linesOf({ ...state, theme: 'none' })).toEqual(await linesOf(state));
  }
});
