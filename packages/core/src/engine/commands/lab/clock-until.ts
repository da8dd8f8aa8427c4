import type { ClockStop } from '../../shapes/extension/clock.ts';
import type { Command } from '../command.ts';
import { stop, stopUsage } from '../kinds/clock-stop.ts';
import type { StopWish } from '../kinds/clock-stop.ts';
import { jsonFlag } from '../kinds/json-format.ts';
import { moment } from '../kinds/moment.ts';
import { changeClock } from './change-clock.ts';
import { printClock } from './clock-rows.ts';
import { labCommand } from './lab-command.ts';
import type { LabContext } from './lab-command.ts';
import { labNow } from './read-timeline.ts';
import { stopWords } from './stop-words.ts';

export const clockJump: Command = labCommand({
  name: 'clock jump',
  summary: 'Move lab time ahead; whatever is due on the way happens',
  parameters: { usage: '(+DURATION|DATE)', least: 1, most: 1, kind: moment },
  flags: { until: { kind: stop, help: `No farther than to this: ${stopUsage}` }, format: jsonFlag },
  actions: [{ id: 'lab.clock.jump', title: 'Move Lab Time Ahead', danger: 'changes' }],
  examples: [
    { line: 'clock jump +91d', about: 'by the life of a certificate' },
    { line: 'clock jump 2027-02-01', about: 'to midnight, in UTC' },
    { line: 'clock jump 2027-02-01T18:30:00Z', about: 'to a moment' },
    { line: 'clock jump +1000d --until expiry', about: 'to the last moment of a certificate that nobody renews' },
  ],
  async run(context, { flags: { until, format }, parameters: [given = ''] }) {
    const to = await moment.read(given, context.inputs, undefined);
    const jump = 'at' in to ? { JumpTo: to.at } : { JumpBy: Math.round(to.distance) };
    const wanted = until && (await stopOf(context, until));
    const state = await changeClock(context, { ...jump, Until: wanted });
    printClock(context, state, format);
    if (wanted !== undefined && wanted.What !== 'nothing' && state.Stopped === undefined)
      context.output.note(`It did not come to ${stopWords(wanted)} on the way.`);
  },
});

/** It is over at once: what it waits for is the lab's to watch. */
export const clockUntil: Command = labCommand({
  name: 'clock until',
  summary: 'Let lab time go on, and stop by itself at something',
  parameters: {
    usage: '(renewal[=NODE]|expiry[=NODE]|rotation|event=NAME|DATE|+DURATION|nothing)',
    least: 1,
    most: 1,
    kind: stop,
  },
  flags: { format: jsonFlag },
  actions: [{ id: 'lab.clock.until', title: 'Let Lab Time Go On Until', danger: 'changes' }],
  examples: [
    { line: 'clock until renewal', about: 'until a node has got its next certificate' },
    { line: 'clock until expiry=worker-3', about: 'until the last moment of its certificate, if it does not renew' },
    { line: 'clock until rotation', about: 'until a rotation of the root has ended, well or not' },
    { line: 'clock until event=certificate-failed', about: 'until something of that name stands in the timeline' },
    { line: 'clock until nothing', about: 'on and on: what was said before is taken back' },
  ],
  async run(context, { flags: { format }, parameters: [given = ''] }) {
    const wanted = await stopOf(context, await stop.read(given, context.inputs, undefined));
    // Taking something back lets nothing go on that stands.
    const going = wanted.What === 'nothing' ? {} : { Paused: false };
    printClock(context, await changeClock(context, { ...going, Until: wanted }), format);
  },
});

async function stopOf(context: LabContext, { stop: wanted, moment: at }: StopWish): Promise<ClockStop> {
  if (at === undefined) return wanted;
  return { ...wanted, At: 'at' in at ? at.at : (await labNow(context)) + Math.round(at.distance) };
}
