import { Session } from 'node:inspector/promises';
import type { Profiler } from 'node:inspector';

/** The part that a function belongs to, and with it all that it calls and that is of no part of its own. */
export type Parts = ReadonlyMap<string, string>;

/**
 * Runs something and looks, thousands of times, at what the main thread is doing.
 *
 * @param parts by name of function
 * @returns the share of each part, and of `the rest`
 */
export async function profile(parts: Parts, run: () => Promise<void>): Promise<Readonly<Record<string, number>>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 500 });
  await session.post('Profiler.start');
  await run();
  const { profile: taken } = await session.post('Profiler.stop');
  session.disconnect();
  return sharesOf(taken, parts);
}

function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile, parts: Parts): Record<string, number> {
  const partOf = new Map<number, string>();
  const children = new Map(nodes.map(({ id, children: below = [] }) => [id, below]));
  const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
  const visit = (id: number, above: string): void => {
    // The bundler numbers functions of one name.
    const name = names.get(id)?.replace(/\d+$/, '') ?? '';
    const part = parts.get(name) ?? above;
    partOf.set(id, part);
    for (const below of children.get(id) ?? []) visit(below, part);
  };
  const [root] = nodes;
  if (root) visit(root.id, 'the rest');

  const time = new Map<string, number>();
  let total = 0;
  samples.forEach((id, index) => {
    const part = partOf.get(id) ?? 'the rest';
    const taken = timeDeltas[index] ?? 0;
    time.set(part, (time.get(part) ?? 0) + taken);
    total += taken;
  });
  return Object.fromEntries([...time].map(([part, taken]) => [part, taken / total]));
}
