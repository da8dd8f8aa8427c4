import { startChild } from './child.ts';
import type { Child } from './child.ts';
import { median, percentile } from './measure.ts';
import type { Benchmark } from './measure.ts';
import type { CrewAnswer, CrewRequest } from './tls-crew-process.ts';
import type { HostAnswer, HostRequest } from './tls-host-process.ts';

const size = 1_000;
/** Joins one after the other while nothing else goes on. */
const idleJoins = 100;

type Host = Child<HostRequest, HostAnswer>;
type NodeProcess = Child<CrewRequest, CrewAnswer>;

/** Joins one node after the other for as long as it is told. @returns how long each took, ms */
async function joinWhile(
  joiner: NodeProcess,
  { manager, token }: HostAnswer,
  goesOn: () => boolean,
): Promise<number[]> {
  const latencies: number[] = [];
  while (goesOn()) {
    const { took, isRefused } = await joiner.ask({ kind: 'join', manager, token, nodes: 1 });
    // With the end of a rotation its token has come to an end, too.
    if (isRefused) break;
    latencies.push(took);
  }
  return latencies;
}

function words(latencies: readonly number[]): string {
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  return `${ms(median(latencies))} in the middle, ${ms(percentile(latencies, 0.99))} at the 99th percentile of ${latencies.length}`;
}

/** A swarm of a thousand over TLS: the manager alone in one process, its nodes in another, whoever joins later in a third. */
export const tlsThousand: Benchmark = {
  name: 'tls-1000/join',
  run: async () => {
    await using host: Host = await startChild('tls-host-process.ts');
    await using crew: NodeProcess = await startChild('tls-crew-process.ts');
    await using joiner: NodeProcess = await startChild('tls-crew-process.ts');
    const founded = await host.ask({ kind: 'found' });
    const { manager, token } = founded;
    // Both are warm before their memory is looked at.
    const first = await crew.ask({ kind: 'join', manager, token, nodes: 20 });
    const before = await host.ask({ kind: 'ready', nodes: 21 });

    const begun = performance.now();
    const joined = await crew.ask({ kind: 'join', manager, token, nodes: size });
    const after = await host.ask({ kind: 'ready', nodes: size + 21 });
    const ready = performance.now();

    const idle: number[] = await joinWhile(joiner, founded, times(idleJoins));
    const rotating = { isDone: false };
    const start = performance.now();
    const rotation = host.ask({ kind: 'rotate' }).finally(() => (rotating.isDone = true));
    const busy = await joinWhile(joiner, founded, () => !rotating.isDone);
    await rotation;
    const rotated = performance.now();

    const each = (from: { rss: number }, to: { rss: number }): string =>
      `${Math.round(((to.rss - from.rss) * 1024) / size)} KiB`;
    await joiner.ask({ kind: 'close' });
    await crew.ask({ kind: 'close' });
    await host.ask({ kind: 'close' });
    return {
      name: 'tls-1000/join',
      ratio: median(busy) / median(idle),
      goal: 10,
      detail:
        `${size} nodes: ${(joined.took / 1000).toFixed(1)} s to join, ${((ready - begun) / 1000).toFixed(1)} s until all were ready, ` +
        `${((rotated - start) / 1000).toFixed(1)} s to rotate; memory of a node ${each(before, after)} with its manager, ` +
        `${each(first, joined)} with itself\n` +
        `a join takes ${words(idle)}\nwhile a rotation runs ${words(busy)}`,
    };
  },
};

/** @returns says yes so often */
function times(count: number): () => boolean {
  let left = count;
  return () => left-- > 0;
}
