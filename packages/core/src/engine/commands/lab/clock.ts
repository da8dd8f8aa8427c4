import { labClock } from '../../shapes/extension/clock.ts';
import type { LabClockState } from '../../shapes/extension/clock.ts';
import { noParameters, untilEnd } from '../command.ts';
import { goJson } from '../format/go-json.ts';
import { jsonFlag } from '../kinds/json-format.ts';
import { moment } from '../kinds/moment.ts';
import { CommandProblem } from '../problem.ts';
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

export const clockPause = labCommand({
  name: 'clock pause',
  summary: 'Let lab time stand still; jumps under way end',
  parameters: noParameters,
  flags,
  actions: [{ id: 'lab.clock.pause', title: 'Pause Lab Time', danger: 'changes' }],
  examples: [{ line: 'clock pause', about: 'nothing falls due until `clock resume`, but for jumps' }],
  run: async (context, { flags: { format } }) => show(context, await changeClock(context, { Paused: true }), format),
});

export const clockResume = labCommand({
  name: 'clock resume',
  summary: 'Let lab time go on',
  parameters: noParameters,
  flags,
  actions: [{ id: 'lab.clock.resume', title: 'Resume Lab Time', danger: 'changes' }],
  examples: [{ line: 'clock resume', about: 'at the speed that it had' }],
  run: async (context, { flags: { format } }) => show(context, await changeClock(context, { Paused: false }), format),
});

export const clockSpeed = labCommand({
  name: 'clock speed',
  summary: 'Set how much lab time passes in as much real time',
  parameters: { usage: 'FACTOR', least: 1, most: 1 },
  flags,
  actions: [{ id: 'lab.clock.speed', title: 'Set the Speed of Lab Time', danger: 'changes' }],
  examples: [
    { line: 'clock speed 3600', about: 'an hour a second' },
    { line: 'clock speed 1', about: 'as fast as real time' },
  ],
  run: async (context, { flags: { format }, parameters: [given = ''] }) =>
    show(context, await changeClock(context, { Speed: factor(given) }), format),
});

export const clockJump = labCommand({
  name: 'clock jump',
  summary: 'Move lab time ahead; whatever is due on the way happens',
  parameters: { usage: '(+DURATION|DATE)', least: 1, most: 1 },
  flags,
  actions: [{ id: 'lab.clock.jump', title: 'Move Lab Time Ahead', danger: 'changes' }],
  examples: [
    { line: 'clock jump +91d', about: 'by the life of a certificate' },
    { line: 'clock jump 2027-02-01', about: 'to midnight, in UTC' },
    { line: 'clock jump 2027-02-01T18:30:00Z', about: 'to a moment' },
  ],
  async run(context, { flags: { format }, parameters: [given = ''] }) {
    const to = await moment.read(given, context.inputs, undefined);
    const change = 'at' in to ? { JumpTo: to.at } : { JumpBy: Math.round(to.distance) };
    show(context, await changeClock(context, change), format);
  },
});

export const clockNext = labCommand({
  name: 'clock next',
  summary: 'Move lab time ahead to what happens next by itself',
  parameters: noParameters,
  flags,
  actions: [{ id: 'lab.clock.next', title: 'Move to What Happens Next', danger: 'changes' }],
  examples: [{ line: 'clock next', about: 'the next renewal of a certificate, for one' }],
  run: async (context, { flags: { format } }) =>
    show(context, await changeClock(context, { JumpToNext: true }), format),
});

function show({ output }: LabContext, state: LabClockState, format: Format): void {
  output.print(format === 'json' ? goJson(labClock.write(state)) : clockRows(state));
}

/** @throws {CommandProblem} `refused` */
function factor(given: string): number {
  const value = /^(\d{1,7})x?$/.exec(given)?.[1];
  if (value !== undefined) return Number(value);
  throw new CommandProblem('refused', `${JSON.stringify(given)} is no speed`, {
    expected: 'a whole number from 1 to 1000000',
  });
}
