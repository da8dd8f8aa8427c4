import { join } from 'node:path';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { Control } from '../../packages/core/src/manager/control.ts';
import { sealWith } from '../../packages/core/src/store/seal.ts';
import { Store } from '../../packages/core/src/store/store.ts';
import { newNode } from '../../packages/core/src/swarm/found.ts';
import { markNode } from '../../packages/core/src/swarm/members.ts';
import type { Change } from '../../packages/core/src/swarm/decision.ts';
import { createRequest } from '../../packages/core/src/x509/csr.ts';
import { foundTestSwarm } from '../../packages/core/src/testing/swarm.ts';
import { temporaryDirectory } from '../tools/swarm.ts';
import { compare, us, wallTime } from './measure.ts';
import type { Benchmark, Contestant } from './measure.ts';

const inFlight = 64;

/** Nodes that have joined and wait for their certificate, a row of 1 kB each. */
function newNodes(): readonly Change[] {
  const csr = createRequest(systemEntropy.newKey());
  const certificate = { role: 'worker', csr, state: 'pending', error: '', pem: '', awaitedIssuer: undefined } as const;
  return Array.from({ length: inFlight }, (_, number) => ({
    kind: 'node',
    node: newNode(`node-${number}`, 'worker', Date.now(), certificate),
  }));
}

/** Each node is there, and then it is not: one row and one line of the timeline. */
function updates(control: Control, atOnce: number): Contestant {
  let turn = 0;
  return async (times) => {
    for (let done = 0; done < times; done += atOnce) {
      const state = turn++ % 2 === 0 ? 'ready' : 'down';
      await Promise.all(
        Array.from({ length: atOnce }, (_, number) =>
          control.perform((swarm, context) => markNode(swarm, `node-${number}`, state, '', context)),
        ),
      );
    }
  };
}

export const durableUpdates: Benchmark = {
  name: 'durable-updates/fsync',
  run: async () => {
    await using directory = await temporaryDirectory();
    const random = (length: number): Uint8Array => systemEntropy.bytes(length);
    const store = Store.open(join(directory.path, 'swarm.db'), sealWith(random(32), random));
    try {
      const { changes, entry } = await foundTestSwarm();
      store.commit([...changes, ...newNodes()], [entry]);
      const rows = store.load();
      if (rows === undefined) throw new Error('the store has lost the swarm');
      const fetch = (): never => {
        throw new Error('nothing is needed from outside');
      };
      const onError = (error: unknown): never => {
        throw error;
      };
      const control = new Control(rows, { store, clock: systemClock, entropy: systemEntropy, fetch, onError });
      const contestants = { oneByOne: updates(control, 1), together: updates(control, inFlight) };
      const times = { oneByOne: 200, together: 100 * inFlight };
      const cost = await compare(contestants, { times, by: wallTime });
      const rate = (each: number): string => `${Math.round(1e6 / each).toLocaleString('en')} a second`;
      return {
        name: 'durable-updates/fsync',
        ratio: cost.together / cost.oneByOne,
        goal: 1 / 15,
        detail:
          `${inFlight} updates in flight ${us(cost.together)} each, ${rate(cost.together)}; one after the other ` +
          `${us(cost.oneByOne)}, ${rate(cost.oneByOne)}: ${(cost.oneByOne / cost.together).toFixed(1)} times the rate`,
      };
    } finally {
      store.close();
    }
  },
};
