import type { EngineCalls } from '../../packages/core/src/engine/client/engine-calls.ts';
import { LabClient } from '../../packages/core/src/engine/client/lab-client.ts';
import { labChange } from '../../packages/core/src/engine/shapes/extension/change.ts';
import type { LabChange } from '../../packages/core/src/engine/shapes/extension/change.ts';
import { labClock } from '../../packages/core/src/engine/shapes/extension/clock.ts';
import { labNodeRow } from '../../packages/core/src/engine/shapes/extension/node-row.ts';
import type { LabNodeRow } from '../../packages/core/src/engine/shapes/extension/node-row.ts';
import { labSwarm } from '../../packages/core/src/engine/shapes/extension/rotation.ts';
import { info } from '../../packages/core/src/engine/shapes/info.ts';
import { Known } from '../../packages/core/src/engine/watch/known.ts';
import { LabMirror } from '../../packages/core/src/engine/watch/lab-mirror.ts';
import { compare, us } from './measure.ts';
import type { Benchmark } from './measure.ts';

const nodes = 10_000;
/** As a lab tells them: so many nodes a line. */
const aLine = 1_000;
/** So many have changed when a few have. */
const few = 10;

const digest = (of: number): string => `sha256:${of.toString(16).padStart(64, '0')}`;
const [oldRoot, newRoot] = [1, 2].map((of) => ({ Digest: digest(of), Issuer: digest(of + 2) }));
const now = Date.UTC(2026, 10, 24);

function row(at: number, version: number): LabNodeRow {
  const NotBefore = now + version;
  return {
    ...labNodeRow.zero,
    ID: `node${at.toString(36).padStart(21, '0')}`,
    Name: `worker-${at}`,
    Serial: version.toString(16).padStart(40, '0'),
    NotBefore,
    NotAfter: NotBefore + 1,
    RenewFrom: NotBefore + 2,
    RenewUntil: NotBefore + 3,
    Issuer: oldRoot?.Issuer ?? '',
    Root: oldRoot?.Digest ?? '',
  };
}

/** Lines as they come over the socket. */
function told(change: Partial<LabChange>): string {
  return JSON.stringify(labChange.write({ ...labChange.zero, ...change }));
}

function rows(from: number, count: number, version: number): readonly LabNodeRow[] {
  return Array.from({ length: count }, (_, at) => row((from + at) % nodes, version));
}

function wholeLab(version: number): readonly string[] {
  const swarm = { ...labSwarm.zero, ID: 'c', Root: oldRoot ?? labSwarm.zero.Root, Nodes: nodes };
  return Array.from({ length: nodes / aLine }, (_, at) =>
    told({
      Version: version,
      Nodes: rows(at * aLine, aLine, version),
      More: at < nodes / aLine - 1,
      ...(at === 0 && { Whole: true, Swarm: swarm, Clock: labClock.zero }),
    }),
  );
}

/** Somebody who follows a lab, and takes a sight after every line. */
class Follower {
  readonly #known = new Known();
  readonly #mirror = new LabMirror(this.#known);
  #sights = 0;

  constructor() {
    this.#known.set({ info: info.zero });
  }

  async read(lines: readonly string[]): Promise<void> {
    const calls: Pick<EngineCalls, 'ask' | 'lines'> = {
      ask: async (codec) => codec.read({ Entries: [] }, ''),
      lines: async function* (codec) {
        for (const line of lines) yield codec.read(JSON.parse(line), '');
      },
    };
    const lab = new LabClient({ name: 'a lab', calls: calls as EngineCalls });
    const ending = new AbortController();
    let left = lines.length;
    await this.#mirror.read(lab, ending.signal, () => {
      const { sight } = this.#mirror;
      if (sight !== undefined) this.#known.set({ lab: sight });
      if (sight !== undefined && this.#known.take() !== undefined) this.#sights++;
      // A stream that ends is an error, unless it was to end.
      if (--left === 0) ending.abort();
    });
  }

  get sights(): number {
    return this.#sights;
  }
}

/** Two versions of everything, in turns: so that each is news. */
const wholes = [1, 2].map(wholeLab);

async function readWholes(follower: Follower, times: number): Promise<void> {
  for (let done = 0; done < times; done++) await follower.read(wholes[done % 2] ?? []);
}

export const watchWhole: Benchmark = {
  name: 'watch/whole',
  run: async () => {
    const follower = new Follower();
    const cost = await compare(
      {
        read: (times) => {
          for (let done = 0; done < times; done++) {
            for (const line of wholes[done % 2] ?? []) labChange.read(JSON.parse(line), '');
          }
        },
        ours: (times) => readWholes(follower, times),
      },
      { times: { read: 4, ours: 4 }, rounds: 7 },
    );
    if (follower.sights === 0) throw new Error('nothing was seen');
    return {
      name: 'watch/whole',
      ratio: cost.ours / cost.read,
      goal: 3,
      detail: `a sight of all ${nodes} nodes anew ${us(cost.ours)}, their JSON read alone ${us(cost.read)}`,
    };
  },
};

export const watchDelta: Benchmark = {
  name: 'watch/delta',
  run: async () => {
    const [follower, other] = [new Follower(), new Follower()];
    await readWholes(follower, 1);
    let version = 2;
    const deltas = (count: number, times: number): readonly string[] =>
      Array.from({ length: times }, () => told({ Version: ++version, Nodes: rows(version * count, count, version) }));
    const cost = await compare(
      {
        whole: (times) => readWholes(other, times),
        few: (times) => follower.read(deltas(few, times)),
        rotation: async (times) => {
          for (let done = 0; done < times; done++) {
            const Rotation = { Root: (done % 2 === 0 ? newRoot : oldRoot) ?? labSwarm.zero.Root, Since: 1, Awaited: 0 };
            const Swarm = { ...labSwarm.zero, ID: 'c', Root: oldRoot ?? labSwarm.zero.Root, Rotation };
            await follower.read([told({ Version: ++version, Swarm })]);
          }
        },
      },
      { times: { whole: 4, few: 200, rotation: 10 }, rounds: 7 },
    );
    return {
      name: 'watch/delta',
      ratio: cost.few / cost.whole,
      goal: 0.05,
      detail: `a sight of ${nodes} nodes of which ${few} have changed ${us(cost.few)}; when another root is wanted of all of them ${us(cost.rotation)}; all of them anew ${us(cost.whole)}`,
    };
  },
};
