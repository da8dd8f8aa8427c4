import { connectLab } from '../../client/connect-lab.ts';
import { command, noParameters, untilEnd } from '../command.ts';
import { filters } from '../kinds/filter.ts';
import { jsonFlag } from '../kinds/json-format.ts';
import { moment } from '../kinds/moment.ts';
import { onOff } from '../kinds/text.ts';
import { printEngineEvents } from './engine-events.ts';
import type { EventWish } from './event-wish.ts';
import { printTimeline } from './timeline.ts';

const when = 'a date, RFC 3339, seconds since 1970, or how long ago: 10m';

export const events = command({
  name: 'events',
  summary: 'Show what has happened: the timeline of a lab, the events of any other engine',
  parameters: noParameters,
  flags: {
    follow: { kind: onOff, short: 'f', help: 'Go on with what happens' },
    since: { kind: moment, help: `Only from then on: ${when}` },
    until: { kind: moment, help: `Only until then: ${when}` },
    filter: { kind: filters, help: 'Only these: event=NAME, node=NODE; of other engines whatever Docker filters by' },
    format: jsonFlag,
  },
  actions: [{ id: 'swarm.events', title: 'Show What Has Happened', danger: 'reads' }],
  examples: [
    { line: 'events', about: 'everything, with what led to what' },
    { line: 'events --follow --filter event=certificate-issued', about: 'certificates, as they are issued' },
    { line: 'events --since 1h --filter node=worker-1', about: 'an hour of one node; in a lab an hour of lab time' },
    { line: 'events --format json', about: 'one object a line' },
  ],
  async run(context, { flags }) {
    const wish: EventWish = {
      follow: flags.follow ?? false,
      since: flags.since,
      until: flags.until,
      filters: flags.filter ?? new Map(),
      format: flags.format,
    };
    const lab = await connectLab(context.client, untilEnd(context));
    await (lab === undefined ? printEngineEvents(context, wish) : printTimeline({ ...context, lab }, wish));
  },
});
