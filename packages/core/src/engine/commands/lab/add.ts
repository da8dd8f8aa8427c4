import type { AddProgress } from '../../shapes/extension/node-row.ts';
import { untilEnd } from '../command.ts';
import { uint32 } from '../kinds/number.ts';
import { oneOf } from '../kinds/one-of.ts';
import { CommandProblem } from '../problem.ts';
import { counted as countedBar } from '../rotation/rotation-rows.ts';
import { labCommand } from './lab-command.ts';
import type { LabContext } from './lab-command.ts';
import { counted } from '../../../time-words.ts';
import { oneLine } from './words.ts';

/** More failures are not named. */
const mostNamed = 10;
/** How long those are waited for that were joining when it was interrupted, ms. */
const lastWait = 5_000;

export const nodeAdd = labCommand({
  name: 'node add',
  summary: 'Let simulated nodes join the swarm',
  parameters: { usage: '[NAME...]', least: 0, most: 10_000 },
  flags: {
    count: { kind: uint32, help: 'How many; as many as there are names where it is left out, else one' },
    role: { kind: oneOf('worker', 'manager'), initial: 'worker', help: 'With which join token: worker, manager' },
  },
  actions: [{ id: 'node.add', title: 'Add Simulated Nodes', danger: 'changes' }],
  examples: [
    { line: 'node add --count 5', about: 'worker-1 to worker-5' },
    { line: 'node add --role manager --count 2', about: 'two more managers: with three of them one may fail' },
    { line: 'node add web db', about: 'two workers with names of their own' },
  ],
  async run(context, { flags: { count, role = 'worker' }, parameters: names }) {
    const { output, lab, signal } = context;
    if (count === 0) throw new CommandProblem('refused', 'no node is to join', { expected: '--count 1 or more' });
    const wanted = count ?? Math.max(1, names.length);
    const before = await simulated(context);
    let last: AddProgress | undefined;
    if (output.interactive) output.redraw([rowOf(0, wanted, output.columns)]);
    for await (const progress of lab.addNodes({ Count: wanted, Role: role, Names: names }, { signal })) {
      last = progress;
      if (output.interactive) output.redraw([rowOf(progress.Joined, progress.Of, output.columns)]);
    }
    if (signal.aborted) return tellInterruption(context, before, wanted);
    summarise(context, role, last);
  },
});

function rowOf(joined: number, of: number, columns: number): string {
  return `joined: ${countedBar(joined, of, columns)}`;
}

/** @throws {CommandProblem} `refused`, where nobody said that it was done; `several`, where some could not join */
function summarise({ output }: LabContext, role: string, last: AddProgress | undefined): void {
  if (last?.Done !== true) {
    const joined = last?.Joined ?? 0;
    throw new CommandProblem(
      'refused',
      `the lab has ended while nodes joined: ${counted(joined, 'node')} had by then`,
      {
        next: 'Look into host.log in its directory, and run this command again for those that are missing.',
      },
    );
  }
  const { Joined: joined, Failures: failures, Failed: failed } = last;
  output.print(joined === 1 ? `1 ${role} has joined.` : `${joined} ${role}s have joined.`);
  if (failures === 0) return;
  const named = failed.slice(0, mostNamed).map(({ Name: name, Error: error }) => `  ${name}: ${oneLine(error)}`);
  const more = failures > named.length ? [`  and ${failures - named.length} more`] : [];
  throw new CommandProblem('several', [`${counted(failures, 'node')} could not join:`, ...named, ...more].join('\n'));
}

async function simulated({ lab, ...context }: LabContext): Promise<number> {
  return (await lab.info(untilEnd(context))).Simulated;
}

/** What had begun by then may still join: so it is asked how many there are. */
async function tellInterruption({ lab, output }: LabContext, before: number, wanted: number): Promise<void> {
  const { Simulated: now } = await lab.info({ timeoutMs: lastWait });
  const have = now - before;
  output.print(
    `Interrupted: ${have} of ${counted(wanted, 'node')} ${have === 1 ? 'has' : 'have'} joined, and stay${have === 1 ? 's' : ''}. ` +
      'Those that were joining just then may follow; no others begin.',
  );
}
