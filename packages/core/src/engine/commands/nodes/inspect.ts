import { node as nodeShape } from '../../shapes/node.ts';
import type { Node } from '../../shapes/node.ts';
import { command, untilEnd } from '../command.ts';
import type { Context } from '../command.ts';
import { goJson } from '../format/go-json.ts';
import { readTemplate } from '../format/template.ts';
import { onOff, text } from '../kinds/text.ts';
import { CommandProblem, forEach } from '../problem.ts';
import { prettyNode } from './pretty.ts';

export const nodeInspect = command({
  name: 'node inspect',
  docker: 'docker node inspect',
  summary: 'Display detailed information on one or more nodes',
  parameters: { usage: 'self|NODE [NODE...]', least: 1, most: Infinity },
  flags: {
    format: {
      kind: text,
      short: 'f',
      help: [
        'Format output using a custom template:',
        "'json':             Print in JSON format",
        "'TEMPLATE':         Print output using the given Go template.",
      ].join('\n'),
    },
    pretty: { kind: onOff, help: 'Print the information in a human friendly format' },
  },
  actions: [{ id: 'node.inspect', title: 'Inspect a Node', danger: 'reads' }],
  examples: [
    { line: 'node inspect --pretty self', about: "the engine's own node, for people" },
    {
      line: "node inspect --format '{{json .Description.TLSInfo}}' worker-1",
      about: 'whom it trusts, and who certified it',
    },
  ],
  async run(context, { flags, parameters: references }) {
    const format = flags.pretty === true ? 'pretty' : (flags.format ?? '');
    if (format === 'pretty') return printPretty(context, references);
    if (format.startsWith('pretty')) {
      throw new CommandProblem('refused', 'cannot supply extra formatting options to the pretty template');
    }
    if (format === '' || format === 'json') return printJson(context, references, format === '' ? '    ' : undefined);
    return printByTemplate(context, references, format);
  },
});

/** Nothing is printed unless all of them are there. */
async function printPretty(context: Context, references: readonly string[]): Promise<void> {
  const nodes: Node[] = [];
  for (const reference of references) nodes.push(await find(context, reference));
  for (const node of nodes) context.output.print(prettyNode(node));
}

/** Those that are there are printed, also when others are not. */
async function printJson(context: Context, references: readonly string[], indent: string | undefined): Promise<void> {
  const found: unknown[] = [];
  try {
    await forEach(references, async (reference) => {
      found.push(nodeShape.write(await find(context, reference)));
    });
  } finally {
    context.output.print(goJson(found, indent));
  }
}

async function printByTemplate(context: Context, references: readonly string[], source: string): Promise<void> {
  const template = readTemplate(source);
  const lines: string[] = [];
  try {
    await forEach(references, async (reference) => {
      const found = await find(context, reference);
      lines.push(template(found, nodeShape.write(found)));
    });
  } finally {
    context.output.print(lines.join('\n'));
  }
}

async function find(context: Context, reference: string): Promise<Node> {
  const { client } = context;
  if (reference !== 'self') return client.inspectNode(reference, untilEnd(context));
  const { Swarm: swarm } = await client.info(untilEnd(context));
  if (swarm.NodeID !== '') return client.inspectNode(swarm.NodeID, untilEnd(context));
  // No node of a swarm: an engine says best itself what that means.
  await client.listNodes(untilEnd(context));
  throw new CommandProblem('refused', 'node ID not found in /info');
}
