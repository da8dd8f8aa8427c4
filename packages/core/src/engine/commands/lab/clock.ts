import type { ClockChange } from '../../shapes/extension/clock.ts';
import { noParameters, untilEnd } from '../command.ts';
import type { Command, Parameters } from '../command.ts';
import { jsonFlag } from '../kinds/json-format.ts';
import type { Inputs, Kind } from '../kinds/kind.ts';
import { badValue } from '../problem.ts';
import { changeClock } from './change-clock.ts';
import { printClock } from './clock-rows.ts';
import { labCommand } from './lab-command.ts';

const flags = { format: jsonFlag } as const;

export const clock = labCommand({
  name: 'clock',
  summary: 'Show lab time, and what happens next',
  parameters: noParameters,
  flags,
  actions: [{ id: 'lab.clock', title: 'Show Lab Time', danger: 'reads' }],
  examples: [
    { line: 'clock', about: 'what time it is in the lab, how fast it passes, and what is due' },
    { line: 'clock jump +24h', about: 'a day ahead: whatever is due on the way happens' },
  ],
  run: async (context, { flags: { format } }) =>
    printClock(context, await context.lab.clock(untilEnd(context)), format),
});

const factor: Kind<number> = {
  name: 'factor',
  read: (given) => {
    const value = /^(\d{1,7})x?$/.exec(given)?.[1];
    if (value !== undefined) return Number(value);
    throw badValue(`${JSON.stringify(given)} is no speed`, 'a whole number from 1 to 1000000');
  },
};

interface ClockCommand {
  readonly name: string;
  readonly summary: string;
  readonly title: string;
  readonly parameters?: Parameters;
  readonly examples: Command['examples'];
  /** @param given the parameter, where there is one @throws {CommandProblem} */
  readonly change: (given: string, inputs: Inputs) => Partial<ClockChange> | Promise<Partial<ClockChange>>;
}

/** Each changes lab time, waits until that has come about, and shows it. */
const changes: readonly ClockCommand[] = [
  {
    name: 'pause',
    summary: 'Let lab time stand still; jumps under way end',
    title: 'Pause Lab Time',
    examples: [{ line: 'clock pause', about: 'nothing falls due until `clock resume`, but for jumps' }],
    change: () => ({ Paused: true }),
  },
  {
    name: 'resume',
    summary: 'Let lab time go on',
    title: 'Resume Lab Time',
    examples: [{ line: 'clock resume', about: 'at the speed that it had' }],
    change: () => ({ Paused: false }),
  },
  {
    name: 'speed',
    summary: 'Set how much lab time passes in as much real time',
    title: 'Set the Speed of Lab Time',
    parameters: { usage: 'FACTOR', least: 1, most: 1, kind: factor },
    examples: [
      { line: 'clock speed 3600', about: 'an hour a second' },
      { line: 'clock speed 1', about: 'as fast as real time' },
    ],
    change: async (given, inputs) => ({ Speed: await factor.read(given, inputs, undefined) }),
  },
  {
    name: 'next',
    summary: 'Move lab time ahead to what happens next by itself',
    title: 'Move to What Happens Next',
    examples: [{ line: 'clock next', about: 'the next renewal of a certificate, for one' }],
    change: () => ({ JumpToNext: true }),
  },
];

/** `clock pause`, `clock resume`, … */
export const clockChanges: readonly Command[] = changes.map(
  ({ name, summary, title, parameters = noParameters, examples, change }) =>
    labCommand({
      name: `clock ${name}`,
      summary,
      parameters,
      flags,
      actions: [{ id: `lab.clock.${name}`, title, danger: 'changes' }],
      examples,
      run: async (context, { flags: { format }, parameters: [given = ''] }) =>
        printClock(context, await changeClock(context, await change(given, context.inputs)), format),
    }),
);
