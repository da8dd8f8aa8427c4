import type { SwarmSight } from '../../packages/core/src/engine/watch/swarm-sight.ts';
import { nodeOfRow, wantedBy } from '../../packages/core/src/engine/watch/node-of-row.ts';
import { labClock } from '../../packages/core/src/engine/shapes/extension/clock.ts';
import { labNodeRow } from '../../packages/core/src/engine/shapes/extension/node-row.ts';
import { labSwarm } from '../../packages/core/src/engine/shapes/extension/rotation.ts';
import { info } from '../../packages/core/src/engine/shapes/info.ts';
import { swarmOf } from '../../packages/core/src/testing/engine-double.ts';
import type { State } from '../../packages/tui/src/app/state.ts';
import { beginning } from '../../packages/tui/src/testing/state.ts';

/** 2026-11-24 12:00 UTC, ms since epoch. */
const noon = Date.UTC(2026, 10, 24, 12);
const day = 86_400_000;

const digest = (of: number): string => `sha256:${of.toString(16).padStart(64, '0')}`;
const [oldRoot, newRoot] = [
  { Digest: digest(0x1f), Issuer: digest(0x9c) },
  { Digest: digest(0x2e), Issuer: digest(0xa4) },
] as const;

/** A lab in the midst of a rotation, with something of all that can be seen of one. */
export function sightOf(count: number): SwarmSight {
  const swarm = { ...labSwarm.zero, ID: 'swarm', Root: oldRoot, Nodes: count, Leader: 'n0' };
  const rotating = { ...swarm, Rotation: { Root: newRoot, Since: noon - day, Awaited: count } };
  const rows = Array.from({ length: count }, (_, at) => {
    const from = noon - at * 10 * day;
    return {
      ...labNodeRow.zero,
      ID: `n${at}`,
      Name: `worker-${at}`,
      Manager: at === 0,
      Leader: at === 0,
      State: at % 4 === 3 ? ('down' as const) : ('ready' as const),
      Serial: digest(at).slice(-40),
      NotBefore: from,
      NotAfter: from + 90 * day,
      RenewFrom: from + 45 * day,
      RenewUntil: from + 72 * day,
      Issuer: (at % 2 === 0 ? newRoot : oldRoot).Issuer,
      Root: oldRoot.Digest,
      Error: at % 3 === 1 ? 'no manager is reachable' : '',
    };
  });
  const wanted = wantedBy(rotating);
  return {
    info: { ...info.zero, Swarm: { ...info.zero.Swarm, LocalNodeState: 'active', ControlAvailable: true } },
    swarm: swarmOf({ JoinTokens: { Worker: token('w'), Manager: token('m') } }),
    refusal: undefined,
    nodes: new Map(rows.map((row) => [row.ID, nodeOfRow(row, wanted, '127.0.0.1:2377')])),
    lab: {
      version: 7,
      clock: {
        ...labClock.zero,
        Now: noon,
        Real: noon,
        Speed: 60,
        Paused: true,
        Next: { At: noon + day, What: 'renewal', ID: 'n1', Name: 'worker-1' },
        BehindMs: 1,
      },
      swarm: rotating,
      journal: rows.map(({ ID, Name }, at) => ({
        Seq: at + 1,
        At: noon + at,
        Event: ['certificate-issued', 'rotation-started', 'node-accepted', 'refused'][at % 4] ?? '',
        ID,
        Name,
        Detail: { role: 'worker', reason: 'the secret is not known' },
        Cause: at,
      })),
    },
  };
}

function token(letter: string): string {
  return `SWMTKN-1-${letter.repeat(50)}-${letter.repeat(25)}`;
}

/** A state that shows a sight. */
export function stateOf(sight: SwarmSight, changed: Partial<State> = {}): State {
  const engine = { name: 'the lab', isLab: sight.lab !== undefined, program: 'swarmpki' };
  return beginning({ engine, now: noon, theme: 'dark', link: { kind: 'live' }, sight, ...changed });
}

const keys: ReadonlySet<string> = new Set(['id', 'Seq']);

/** The same with other texts or numbers, however deep they lie; names of fields stay, and what tells things apart. */
export function changedDeep<Value>(value: Value, leaf: (value: string | number) => unknown): Value {
  const change = (one: unknown): unknown => {
    if (typeof one === 'string' || typeof one === 'number') return leaf(one);
    if (Array.isArray(one)) return one.map(change);
    if (typeof one === 'function')
      return (...given: readonly unknown[]): unknown => change(Reflect.apply(one, undefined, given));
    if (one instanceof Map) return new Map([...one].map(([key, held]) => [key, change(held)]));
    if (one === null || typeof one !== 'object' || ArrayBuffer.isView(one)) return one;
    return Object.fromEntries(Object.entries(one).map(([name, held]) => [name, keys.has(name) ? held : change(held)]));
  };
  return change(value) as Value;
}
