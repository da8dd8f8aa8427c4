import { resolve } from 'node:path';
import { onOff, oneLine, oneOf, shellWord } from '@swarmpki/core/commands';
import { own } from './own-command.ts';
import type { OwnContext } from './own-command.ts';
import { UsageError } from '../output/problem.ts';
import { exitCodeOf, inspected, readPiped } from './inspect/inspected.ts';
import type { Inspected } from './inspect/inspected.ts';
import { passwordFlag, readPassword } from './inspect/password.ts';
import { subjectOf } from './inspect/subject.ts';
import type { Subject } from './inspect/subject.ts';

/** So many are inspected at a time. */
const mostSubjects = 10_000;

/** `swarmpki inspect`: 0 nothing worse than information or a warning, 1 something is wrong, 2 something could not be read. */
export const inspectCommand = own({
  name: 'inspect',
  summary: 'Say what certificates, keys and tokens are, what is wrong with them, and what mends it',
  reaches: 'nothing',
  parameters: { usage: '[PATH|TOKEN|HOST:PORT|-]...', least: 0, most: mostSubjects },
  flags: {
    format: {
      kind: oneOf('text', 'json', 'jsonl'),
      help: "Format of the output: 'text', 'json', or 'jsonl', a line for each part",
      initial: 'text',
    },
    full: { kind: onOff, help: 'Tell more of each item; in JSON, every field' },
    openssl: { kind: onOff, help: 'Print certificates as openssl does' },
    'password-file': passwordFlag,
    'show-secrets': { kind: onOff, help: 'Have keys and tokens in JSON as well' },
    watch: { kind: onOff, help: 'Go on, and say what changes; in JSON, all of it anew' },
  },
  examples: [
    { line: 'inspect /etc/ssl/my', about: 'a folder, and how its files belong together; without any path this one' },
    { line: 'inspect server.crt server.key --format json', about: 'for programs; docs/inspect.md has every member' },
    { line: 'inspect manager.example:2377', about: 'what is shown there; nobody is trusted, and nothing is sent' },
    {
      line: 'inspect -',
      about: 'what is piped in, such as a join token, which is no secret any more on a command line',
    },
  ],
  async run(context, flags, parameters) {
    const { format = 'text' } = flags;
    const subjects = (parameters.length === 0 ? ['.'] : parameters).map((word) => subjectOf(word));
    if (subjects.some(({ kind }) => kind === 'token')) {
      context.output.note(
        'A token on a command line is seen in the list of processes, and kept by the shell: `inspect -` reads it from its input.',
      );
    }
    const password = await readPassword(context, flags['password-file']);
    const piped = await readPiped(subjects, context);
    const { workingDirectory, clock, signal } = context;
    const look = (): Promise<Inspected> =>
      inspected(subjects, { workingDirectory, signal, piped, password, now: clock.now() });
    const first = await look();
    hintAtCommand(parameters, first, context);
    const options = {
      format,
      showSecrets: flags['show-secrets'] === true,
      full: flags.full === true,
      openssl: flags.openssl === true,
    };
    await print(first, context, options);
    if (flags.watch === true) await watch(subjects, first, look, context, options);
    return exitCodeOf(first);
  },
});

/** Commands that people look for below this one. */
const neighbours = ['diff', 'verify', 'doctor'];

function hintAtCommand([word = '', ...rest]: readonly string[], { unread }: Inspected, { output }: OwnContext): void {
  if (!neighbours.includes(word) || !unread.some(({ path }) => path === word)) return;
  output.note(
    `There is no file ${word}: it is a command of its own, \`swarmpki ${[word, ...rest.map(shellWord)].join(' ')}\`.`,
  );
}

interface PrintOptions {
  readonly format: 'text' | 'json' | 'jsonl';
  readonly showSecrets: boolean;
  readonly full: boolean;
  readonly openssl: boolean;
}

async function print(found: Inspected, { output }: OwnContext, { format, ...options }: PrintOptions): Promise<void> {
  if (format !== 'text') {
    const { printJson } = await import('./inspect/print-json.ts');
    await printJson(found, output, { ...options, format });
  } else if (options.openssl) {
    const { printOpenssl } = await import('./inspect/print-openssl.ts');
    await printOpenssl(found, output);
  } else {
    const { show } = await import('./inspect/show.ts');
    await show(found, output, options.full);
  }
}

async function watch(
  subjects: readonly Subject[],
  first: Inspected,
  look: () => Promise<Inspected>,
  context: OwnContext,
  options: PrintOptions,
): Promise<void> {
  const { output, workingDirectory, signal, clock } = context;
  const paths = subjects.flatMap((subject) =>
    subject.kind === 'path' ? [resolve(workingDirectory, subject.path)] : [],
  );
  if (paths.length === 0) throw new UsageError(1, '--watch wants a file or a folder to watch');
  const [{ changesOf }, { changesBetween }, { showChanges }] = await Promise.all([
    import('./inspect/watch.ts'),
    import('./inspect/changes.ts'),
    import('./inspect/show-changes.ts'),
  ]);
  output.note(`watching ${paths.length === 1 ? oneLine(paths[0] ?? '') : `${paths.length} paths`}; Ctrl-C ends it`);
  let before = first.report;
  for await (const _ of changesOf(paths, signal)) {
    const found = await look();
    if (options.format === 'text') showChanges(changesBetween(before, found.report), found.report, output, clock.now());
    else await print(found, context, options);
    before = found.report;
  }
}
