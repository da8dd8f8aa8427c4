import { readFileSync } from 'node:fs';
import { LabClient } from '../../packages/core/src/engine/client/lab-client.ts';
import { labChange } from '../../packages/core/src/engine/shapes/extension/change.ts';
import type { LabChange } from '../../packages/core/src/engine/shapes/extension/change.ts';
import { info } from '../../packages/core/src/engine/shapes/info.ts';
import { swarm } from '../../packages/core/src/engine/shapes/swarm.ts';
import { Known } from '../../packages/core/src/engine/watch/known.ts';
import { LabMirror } from '../../packages/core/src/engine/watch/lab-mirror.ts';
import type { SwarmSight } from '../../packages/core/src/engine/watch/swarm-sight.ts';
import { CallsDouble } from '../../packages/core/src/testing/calls-double.ts';
import { EngineDouble } from '../../packages/core/src/testing/engine-double.ts';
import type { Reached } from '../../packages/tui/src/app/deeds.ts';
import type { Recording } from './recording.ts';

/** What a lab has shown, one sight after the other, and how it answers. */
export interface Played {
  readonly settled: SwarmSight;
  /** From when a rotation begins. */
  readonly rotating: readonly SwarmSight[];
  /** The last of them before nothing goes on, for a node is stopped. */
  readonly blocked: SwarmSight;
  readonly over: SwarmSight;
  readonly reached: Reached;
}

/** Plays what was recorded of a lab: by the code that follows one. */
export async function play(): Promise<Played> {
  const file = new URL('./recording.json', import.meta.url);
  const recording: Recording = JSON.parse(readFileSync(file, 'utf8'));
  const calls = new CallsDouble();
  for (const [path, answer] of Object.entries(recording.answers)) calls.answer(`GET ${path}`, answer);
  const lines = recording.lines.map((line, at) => {
    const whole = labChange.read(line, '');
    return at < recording.settled ? [whole] : oneByOne(whole);
  });
  calls.answer(
    'GET /lab/v1/changes',
    lines.flat().map((line) => labChange.write(line)),
  );
  const client = { calls };
  const lab = new LabClient({ name: 'the lab', calls });
  const sights: SwarmSight[] = [];
  const [known, ending] = [new Known(), new AbortController()];
  const asked = swarm.read(recording.answers['/swarm'], '');
  known.set({ info: info.read(recording.answers['/info'], ''), swarm: asked });
  const mirror = new LabMirror(known);
  await mirror.read(lab, ending.signal, () => {
    const { sight } = mirror;
    // As the engine would have answered to the question that follows then.
    const isRotating = sight?.swarm.Rotation !== undefined;
    if (sight !== undefined) known.set({ lab: sight, swarm: { ...asked, RootRotationInProgress: isRotating } });
    const seen = known.take()?.sight ?? sights.at(-1);
    if (seen !== undefined) sights.push(seen);
    if (sights.length === lines.flat().length) ending.abort();
  });
  const at = (line: number): number => lines.slice(0, line).flat().length - 1;
  const sightAt = (place: number): SwarmSight => {
    const sight = sights[place];
    if (sight === undefined) throw new Error('the recording is shorter than it says');
    return sight;
  };
  return {
    settled: sightAt(at(recording.settled)),
    rotating: sights.slice(at(recording.settled) + 1),
    blocked: sightAt(at(recording.blocked)),
    over: sightAt(sights.length - 1),
    reached: { client: Object.assign(new EngineDouble(), client), lab },
  };
}

/** A lab tells in one line what has happened within a moment: its timeline says in which order. */
function oneByOne(line: LabChange): readonly LabChange[] {
  const order = line.Journal.map(({ ID }) => ID);
  const nodes = line.Nodes.toSorted((a, b) => order.lastIndexOf(a.ID) - order.lastIndexOf(b.ID));
  if (nodes.length < 2) return [line];
  return nodes.map((node, at) => ({
    ...line,
    Nodes: [node],
    // What is of all comes with the last of them.
    ...(at < nodes.length - 1 && { Journal: [], Swarm: undefined, Removed: [] }),
  }));
}
