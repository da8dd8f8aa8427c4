import { labClock } from '../../shapes/extension/clock.ts';
import type { ClockChange, LabClockState } from '../../shapes/extension/clock.ts';
import { noParameters, untilEnd } from '../command.ts';
import type { Command, Parameters } from '../command.ts';
import { goJson } from '../format/go-json.ts';
import { jsonFlag } from '../kinds/json-format.ts';
import type { Inputs, Kind } from '../kinds/kind.ts';
import { moment } from '../kinds/moment.ts';
import { badValue } from '../problem.ts';
import { changeClock } from './change-clock.ts';
import { clockRows } from './clock-rows.ts';
import { labCommand } from './lab-command.ts';
import type { LabContext } from './lab-command.ts';

const flags = { format: jsonFlag } as const;
type Format = 'json' | undefined;

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
  run: async (context, { flags: { format } }) => show(context, await context.lab.clock(untilEnd(context)), format),
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
    name: 'jump',
    summary: 'Move lab time ahead; whatever is due on the way happens',
    title: 'Move Lab Time Ahead',
    parameters: { usage: '(+DURATION|DATE)', least: 1, most: 1, kind: moment },
    examples: [
      { line: 'clock jump +91d', about: 'by the life of a certificate' },
      { line: 'clock jump 2027-02-01', about: 'to midnight, in UTC' },
      { line: 'clock jump 2027-02-01T18:30:00Z', about: 'to a moment' },
    ],
    change: async (given, inputs) => {
      const to = await moment.read(given, inputs, undefined);
      return 'at' in to ? { JumpTo: to.at } : { JumpBy: Math.round(to.distance) };
    },
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
        show(context, await changeClock(context, await change(given, context.inputs)), format),
    }),
);

function show({ output }: LabContext, state: LabClockState, format: Format): void {
  output.print(format === 'json' ? goJson(labClock.write(state)) : clockRows(state));
}
