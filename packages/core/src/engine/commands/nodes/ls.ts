import { command, noParameters, untilEnd } from '../command.ts';
import { inNaturalOrder } from '../format/natural-order.ts';
import { filters } from '../kinds/filter.ts';
import { onOff, text } from '../kinds/text.ts';
import { filterNodes } from './filter-nodes.ts';
import { listFormat } from './list-format.ts';
import { nodeRow } from './node-row.ts';

export const nodeLs = command({
  name: 'node ls',
  docker: 'docker node ls',
  aliases: ['node list'],
  summary: 'List nodes in the swarm',
  parameters: noParameters,
  flags: {
    quiet: { kind: onOff, short: 'q', help: 'Only display IDs' },
    format: {
      kind: text,
      help: [
        'Format output using a custom template:',
        "'table':            Print output in table format with column headers (default)",
        "'table TEMPLATE':   Print output in table format using the given Go template",
        "'json':             Print in JSON format",
        "'TEMPLATE':         Print output using the given Go template.",
      ].join('\n'),
    },
    filter: { kind: filters, short: 'f', help: 'Filter output based on conditions provided' },
  },
  actions: [{ id: 'node.ls', title: 'List Nodes', danger: 'reads' }],
  examples: [
    { line: 'node ls', about: 'all nodes' },
    {
      line: "node ls --format 'table {{.Hostname}}\\t{{.Status}}\\t{{.TLSStatus}}'",
      about: 'whose certificate a rotation still waits for',
    },
    { line: 'node ls --filter role=manager --quiet', about: 'the ids of managers' },
  ],
  async run(context, { flags }) {
    const { client, output } = context;
    const quiet = flags.quiet === true;
    const nodes = filterNodes(await client.listNodes(untilEnd(context)), flags.filter ?? new Map());
    const swarm = quiet || nodes.length === 0 ? undefined : (await client.info(untilEnd(context))).Swarm;
    const format = flags.format ?? '';
    const write = listFormat(quiet && (format === '' || format === 'table') ? '{{.ID}}' : format);
    const byName = inNaturalOrder(nodes, ({ Description: { Hostname: name } }) => name);
    for (const line of write(byName.map((node) => nodeRow(node, swarm)))) output.print(line);
  },
});
