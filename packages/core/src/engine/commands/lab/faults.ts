import { labNodeRow } from '../../shapes/extension/node-row.ts';
import type { FaultChange, LabNodeRow, MachineFaultsState } from '../../shapes/extension/node-row.ts';
import { untilEnd } from '../command.ts';
import type { Given } from '../command.ts';
import { goJson } from '../format/go-json.ts';
import { duration, lengthOfTime } from '../kinds/duration.ts';
import { jsonFlag } from '../kinds/json-format.ts';
import { oneOf } from '../kinds/one-of.ts';
import { percent } from '../kinds/percent.ts';
import { onOff } from '../kinds/text.ts';
import { CommandProblem, forEach } from '../problem.ts';
import { labCommand } from './lab-command.ts';
import type { LabContext } from './lab-command.ts';
import { nodeName, span } from './words.ts';

const changes = {
  skew: { kind: duration, help: 'Its clock is ahead by so much lab time, or behind: 5m, -24h' },
  delay: { kind: lengthOfTime, help: 'Each message takes so long, one way; real time' },
  jitter: { kind: lengthOfTime, help: 'Each message takes up to so much more or less' },
  'lost-requests': { kind: percent, help: 'So many of its requests are lost' },
  'lost-answers': { kind: percent, help: 'So many of the answers to its requests are lost' },
  repeated: { kind: percent, help: 'So many of its requests arrive twice' },
  'slow-disk': { kind: lengthOfTime, help: 'Each write takes so much longer; real time' },
  'disk-error': { kind: oneOf('ENOSPC', 'EIO', 'none'), help: 'Each write fails: ENOSPC, EIO; or none does any more' },
  none: { kind: onOff, help: 'Put right whatever is not named' },
} as const;
const flags = { ...changes, format: jsonFlag } as const;

export const nodeFaults = labCommand({
  name: 'node faults',
  summary: 'Let things go wrong with simulated nodes, or show what does',
  parameters: { usage: 'NODE [NODE...]', least: 1, most: Infinity },
  flags,
  actions: [
    { id: 'node.faults.show', title: 'Show What Goes Wrong', danger: 'reads' },
    { id: 'node.faults', title: 'Let Things Go Wrong', danger: 'changes', anyOf: Object.keys(changes) },
  ],
  examples: [
    { line: 'node faults worker-1', about: 'what is wrong with it now' },
    { line: 'node faults --skew -24h worker-1', about: 'a clock that is a day behind' },
    { line: 'node faults --delay 200ms --lost-answers 30 worker-1 worker-2', about: 'a bad line' },
    { line: 'node faults --disk-error ENOSPC worker-1', about: 'a disk that is full' },
    { line: 'node faults --none worker-1', about: 'all is well again' },
  ],
  run: async (context, { flags: given, parameters }) => {
    const change = changeOf(given);
    const rows: LabNodeRow[] = [];
    await forEach(parameters, async (node) => {
      const row = await (change === undefined
        ? findRow(context, node)
        : context.lab.setFaults(node, change, untilEnd(context)));
      rows.push(row);
      if (given.format !== 'json') context.output.print(`${nodeName(row)}: ${faultWords(row.Faults)}`);
    });
    if (given.format === 'json') context.output.print(goJson(rows.map((row) => labNodeRow.write(row))));
  },
});

/** @returns `undefined` where nothing is to change */
function changeOf(given: Given<typeof flags>): Partial<FaultChange> | undefined {
  const error = given['disk-error'];
  const named: FaultChange = {
    SkewMs: milliseconds(given.skew),
    DelayMs: milliseconds(given.delay),
    JitterMs: milliseconds(given.jitter),
    LostRequests: given['lost-requests'],
    LostAnswers: given['lost-answers'],
    Repeated: given.repeated,
    DiskSlowMs: milliseconds(given['slow-disk']),
    DiskError: error === 'none' ? '' : error,
  };
  if (given.none === true) return { ...right, ...onlyGiven(named) };
  return Object.keys(onlyGiven(named)).length === 0 ? undefined : named;
}

const right: FaultChange = {
  SkewMs: 0,
  DelayMs: 0,
  JitterMs: 0,
  LostRequests: 0,
  LostAnswers: 0,
  Repeated: 0,
  DiskSlowMs: 0,
  DiskError: '',
};

function onlyGiven(change: FaultChange): Partial<FaultChange> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

function milliseconds(nanoseconds: number | undefined): number | undefined {
  return nanoseconds === undefined ? undefined : Math.round(nanoseconds / 1_000_000);
}

/** By name, by id, or by the beginning of an id, as a lab finds it. */
async function findRow(context: LabContext, node: string): Promise<LabNodeRow> {
  const { Nodes: rows } = await context.lab.nodes(untilEnd(context));
  const named = rows.find(({ Name: name, ID: id }) => name === node || id === node);
  const begun = rows.filter(({ ID: id }) => id.startsWith(node));
  const found = named ?? (begun.length === 1 ? begun[0] : undefined);
  if (found !== undefined) return found;
  throw new CommandProblem('refused', begun.length > 1 ? `node ${node} is ambiguous` : `node ${node} not found`);
}

/** What is wrong with a machine, for people. */
function faultWords(faults: MachineFaultsState | undefined): string {
  if (faults === undefined) return 'nothing is wrong';
  const { SkewMs: skew, DelayMs: delay, JitterMs: jitter } = faults;
  const words = [
    faults.Cut && 'cut off the network',
    faults.Silenced && 'stands still',
    skew !== 0 && `its clock is ${span(skew)} ${skew > 0 ? 'ahead' : 'behind'}`,
    (delay > 0 || jitter > 0) && `messages take ${span(delay)}${jitter > 0 ? ` ± ${span(jitter)}` : ''}`,
    faults.LostRequests > 0 && `${faults.LostRequests} % of its requests are lost`,
    faults.LostAnswers > 0 && `${faults.LostAnswers} % of the answers are lost`,
    faults.Repeated > 0 && `${faults.Repeated} % of its requests arrive twice`,
    faults.DiskSlowMs > 0 && `writes take ${span(faults.DiskSlowMs)} longer`,
    faults.DiskError !== '' && `writes fail with ${faults.DiskError}`,
  ].filter((one) => one !== false);
  return words.join(', ');
}
