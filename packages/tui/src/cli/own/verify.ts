import { oneLine, oneOf, text, texts } from '@swarmpki/core/commands';
import { errorLines } from '../output/error-lines.ts';
import { momentFlag, momentOf } from '../flags/moment-flag.ts';
import { own } from './own-command.ts';
import { UsageError } from '../output/problem.ts';
import { readBytes } from './read-bytes.ts';

/** What the program ends with for each verdict. */
const exitCodes = { accepted: 0, refused: 1, unjudged: 2 } as const;

/** `swarmpki verify`: judges a certificate as Docker would, and says why not. No engine is asked. */
export const verifyCommand = own({
  name: 'verify',
  summary: 'Verify a certificate as Docker does, and say why not',
  reaches: 'nothing',
  parameters: { usage: 'LEAF', least: 1, most: 1 },
  flags: {
    root: { kind: texts, help: 'File of roots to trust; may be given again' },
    intermediate: { kind: texts, help: 'File of certificates that may stand between; may be given again' },
    at: momentFlag,
    usage: {
      kind: texts,
      help: 'Purpose that it must be for: serverAuth, clientAuth, codeSigning, emailProtection, any, or an OID; of several one suffices',
      initial: 'any',
    },
    name: { kind: text, help: 'Host name or address that it must be for' },
    format: { kind: oneOf('text', 'json'), help: "Format of the output: 'text' or 'json'", initial: 'text' },
  },
  examples: [
    {
      line: 'verify swarm-node.crt --root swarm-root-ca.crt --usage clientAuth',
      about: 'a node’s certificate, with what it brings along; 0 is accepted, 1 refused, 2 could not be judged',
    },
    { line: 'verify node.pem --root old-root.pem --intermediate cross-signed.pem --at 90d', about: 'in 90 days' },
    { line: 'verify server.der --root root.pem --usage serverAuth --name ca.example', about: 'for a host' },
    { line: 'verify - --root root.pem --format json', about: 'what is piped in' },
  ],
  async run(context, flags, [path = '']) {
    const { output } = context;
    const { root: roots = [], intermediate: intermediates = [], usage: usages = [], name } = flags;
    if (roots.length === 0) throw new UsageError(125, 'no root is named: give whom to trust by --root');
    if ([path, ...roots, ...intermediates].filter((each) => each === '-').length > 1) {
      throw new UsageError(125, '"-" can be given once: the input is read once');
    }
    // What judges is loaded with it.
    const core = await import('@swarmpki/core/verify');
    const wanted = usages.map((usage) => core.usageOid(usage) ?? noUsage(usage));
    try {
      const read = async (paths: readonly string[]) => {
        const files = await Promise.all(paths.map(async (each) => [await readBytes(each, context), each] as const));
        return files.flatMap((file) => core.certificatesIn(...file));
      };
      const [leaf, ...sent] = await read([path]);
      const [trusted, between] = [await read(roots), await read(intermediates)];
      if (leaf === undefined) throw new Error(`there is no certificate in ${oneLine(path)}`);
      const options = {
        roots: trusted,
        intermediates: [...sent, ...between],
        now: momentOf(flags.at, context.clock.now()),
        usages: wanted,
        hostName: name,
      };
      const verdict = core.judge(leaf, options);
      const report = core.reportVerdict(leaf, options, verdict);
      output.print(
        flags.format === 'json' ? JSON.stringify(report, undefined, 2) : core.verdictLines(report).join('\n'),
      );
      return exitCodes[verdict.verdict];
    } catch (error) {
      for (const line of errorLines(error)) output.note(line);
      return exitCodes.unjudged;
    }
  },
});

function noUsage(usage: string): never {
  throw new UsageError(
    125,
    `invalid argument ${JSON.stringify(usage.slice(0, 200))} for "--usage" flag: there is no such purpose`,
  );
}
