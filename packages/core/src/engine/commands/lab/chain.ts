import { nodeCertificates } from '../../shapes/extension/probe.ts';
import { untilEnd } from '../command.ts';
import { goJson } from '../format/go-json.ts';
import { shellWord } from '../../../shell-word.ts';
import { jsonFlag } from '../kinds/json-format.ts';
import { oneOf } from '../kinds/one-of.ts';
import { CommandProblem } from '../problem.ts';
import { labCommand } from './lab-command.ts';
import { nodeName } from './words.ts';

export const nodeChain = labCommand({
  name: 'node chain',
  summary: 'Show the certificates of a node, and whom it trusts',
  parameters: { usage: 'NODE', least: 1, most: 1 },
  flags: { only: { kind: oneOf('chain', 'bundle'), help: 'One part, in PEM alone: chain, bundle' }, format: jsonFlag },
  actions: [{ id: 'node.chain', title: 'Show Certificates', danger: 'reads' }],
  examples: [
    { line: 'node chain worker-1', about: 'in PEM, leaf first, with a line before each part; never a key' },
    { line: 'node chain worker-1 | openssl x509 -noout -text', about: 'its leaf, taken apart' },
    { line: 'node chain --only bundle worker-1 > roots.pem', about: 'whom it trusts, in a file' },
    { line: 'node chain --format json worker-1', about: 'with who signed it' },
  ],
  async run(context, { flags, parameters: [node = ''] }) {
    const certificates = await context.lab.certificates(node, untilEnd(context));
    const { Chain: chain, TrustBundle: bundle, From: from } = certificates;
    if (flags.format === 'json') return context.output.print(goJson(nodeCertificates.write(certificates)));
    const name = nodeName(certificates);
    if (chain.length === 0 && bundle === '') {
      throw new CommandProblem('refused', `nobody knows the certificate of ${name} while it does not run`, {
        next: `Start it first: \`${context.program} node start ${shellWord(name)}\`.`,
      });
    }
    if (flags.only !== undefined) {
      return context.output.print(flags.only === 'chain' ? chain.map(trimmed).join('\n') : trimmed(bundle));
    }
    const known = from === 'node' ? 'what it has' : 'what the swarm issued to it, and what it reported';
    context.output.print(
      [
        `# ${name}: chain, leaf first (${known})`,
        ...chain.map(trimmed),
        '',
        `# ${name}: trust bundle`,
        trimmed(bundle),
      ].join('\n'),
    );
  },
});

function trimmed(pem: string): string {
  return pem.trim();
}
