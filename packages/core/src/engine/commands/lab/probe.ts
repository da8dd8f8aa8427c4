import { probeResult } from '../../shapes/extension/probe.ts';
import type { ProbeResult } from '../../shapes/extension/probe.ts';
import { untilEnd } from '../command.ts';
import { goJson } from '../format/go-json.ts';
import { jsonFlag } from '../kinds/json-format.ts';
import { CommandProblem } from '../problem.ts';
import { labCommand } from './lab-command.ts';
import { nodeName, oneLine } from './words.ts';

export const probe = labCommand({
  name: 'probe',
  summary: 'Open mutual TLS from one node to another, and show what each makes of the other',
  parameters: { usage: 'FROM TO', least: 2, most: 2 },
  flags: { format: jsonFlag },
  actions: [{ id: 'lab.probe', title: 'Probe a Connection', danger: 'reads' }],
  examples: [
    {
      line: 'probe worker-1 manager-1',
      about: 'what is spoken and shown, and both verdicts; 1 where one of them refuses',
    },
    { line: 'probe --format json worker-1 manager-1', about: 'for programs' },
  ],
  async run(context, { flags, parameters: [from = '', to = ''] }) {
    const result = await context.lab.probe({ From: from, To: to }, untilEnd(context));
    if (flags.format === 'json') context.output.print(goJson(probeResult.write(result)));
    else {
      // It reads certificates, which other commands do not.
      const { probeRows } = await import('./probe-rows.ts');
      context.output.print(probeRows(result));
    }
    const refusal = refusalIn(result);
    if (refusal !== undefined) throw new CommandProblem('refused', oneLine(refusal));
  },
});

/** Why it did not come to a connection that both take. */
function refusalIn({ Failure: failure, Client: client, Server: server }: ProbeResult): string | undefined {
  if (failure !== '') return `no connection came about: ${failure}`;
  if (client.Verdict !== 'accepted') return `${nodeName(client)} refuses ${nodeName(server)}: ${client.Reason}`;
  if (server.Verdict !== 'accepted') return `${nodeName(server)} refuses ${nodeName(client)}: ${server.Reason}`;
  return undefined;
}
