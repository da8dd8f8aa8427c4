import { resolve } from 'node:path';
import { Problem, onOff, oneOf, text } from '@swarmpki/core/commands';
import type { Moment } from '@swarmpki/core/commands';
import type { Diagnosis } from '@swarmpki/core/doctor';
import { errorLines } from '../output/error-lines.ts';
import { momentFlag, momentOf } from '../flags/moment-flag.ts';
import { own } from './own-command.ts';
import type { OwnContext } from './own-command.ts';
import { UsageError } from '../output/problem.ts';
import { readBytes } from './read-bytes.ts';
import { targetOf } from './doctor/target.ts';
import type { Target } from './doctor/target.ts';

/** 0 nothing worse than information, 1 warnings, 2 errors, 3 it could not look. */
const exitCodes = { error: 2, warning: 1, information: 0, hint: 0 } as const;
const couldNotLook = 3;

/** `swarmpki doctor` */
export const doctorCommand = own({
  name: 'doctor',
  summary: 'Say what is wrong with a data root, an endpoint, or an engine and its swarm, and what mends it',
  reaches: 'engines',
  parameters: { usage: '[DATA_ROOT|HOST:PORT]', least: 0, most: 1 },
  flags: {
    at: momentFlag,
    format: { kind: oneOf('text', 'json'), help: "Format of the output: 'text' or 'json'", initial: 'text' },
    metrics: { kind: onOff, help: 'Print figures for Prometheus in its text form' },
    probe: { kind: onOff, help: 'Connect to the external CAs of an engine; nothing is signed' },
    token: { kind: text, help: "'-' to read a join token from the input, which should be of the swarm at HOST:PORT" },
    'token-file': { kind: text, help: 'File with such a token' },
  },
  examples: [
    { line: 'doctor', about: 'the lab of this directory; with --host or --context any engine' },
    {
      line: 'doctor /var/lib/docker',
      about: 'the files of a node, or a copy of them: nothing is changed, no engine is asked',
    },
    {
      line: 'doctor manager.example:2377 --token-file worker.token',
      about: 'would a node that joins there with this token come in?',
    },
    {
      line: 'doctor --context current --at 60d',
      about: 'with the certificates of now: who could still renew if all were off until then',
    },
    { line: 'doctor --metrics /var/lib/docker', about: 'for the textfile collector of node_exporter' },
  ],
  async run(context, flags, [word]) {
    const target = targetOf(word, context.workingDirectory);
    checkFlags(target, flags, context);
    let diagnosis: Diagnosis;
    try {
      diagnosis = await diagnose(target, context, flags);
    } catch (error) {
      context.signal.throwIfAborted();
      if (error instanceof UsageError) throw error;
      for (const line of errorLines(error)) context.output.note(line);
      return couldNotLook;
    }
    await print(diagnosis, context, flags);
    return Math.max(0, ...diagnosis.findings.map(({ severity }) => exitCodes[severity]));
  },
});

interface DoctorFlags {
  readonly at: Moment | undefined;
  readonly format: 'text' | 'json' | undefined;
  readonly metrics: boolean | undefined;
  readonly probe: boolean | undefined;
  readonly token: string | undefined;
  readonly 'token-file': string | undefined;
}

/** What means nothing would let somebody believe that it was heeded. */
function checkFlags(target: Target, flags: DoctorFlags, { wish }: OwnContext): void {
  const { host, context, tls, stateDirectory } = wish;
  const namesEngine = [host, context, tls, stateDirectory].some((each) => each !== undefined);
  if (target.kind !== 'engine' && namesEngine) {
    throw new UsageError(1, 'either a data root or an endpoint is named, or an engine');
  }
  if (target.kind !== 'endpoint' && (flags.token !== undefined || flags['token-file'] !== undefined)) {
    throw new UsageError(1, 'a token is compared with the root of HOST:PORT alone');
  }
  if (flags.token !== undefined && flags.token !== '-') {
    throw new UsageError(
      1,
      '--token is "-": on a command line a token is seen in the list of processes, and kept by the shell',
    );
  }
  if (flags.token !== undefined && flags['token-file'] !== undefined) {
    throw new UsageError(1, 'one token at a time: --token or --token-file');
  }
  if (target.kind !== 'engine' && flags.probe === true) throw new UsageError(1, '--probe goes with an engine alone');
  if (flags.metrics === true && flags.format === 'json') throw new UsageError(1, '--metrics has a form of its own');
}

async function diagnose(target: Target, context: OwnContext, flags: DoctorFlags): Promise<Diagnosis> {
  const { clock, signal, workingDirectory } = context;
  // What reads certificates is loaded with it.
  const core = await import('@swarmpki/core/doctor');
  switch (target.kind) {
    case 'data-root':
      return core.judgeDataRoot(
        await core.readDataRoot(resolve(workingDirectory, target.path)),
        momentOf(flags.at, clock.now()),
      );
    case 'endpoint': {
      const token = await readToken(context, flags);
      const endpoint = await core.readEndpoint(target.address, { signal });
      return core.judgeEndpoint(endpoint, { now: momentOf(flags.at, clock.now()), token });
    }
    case 'engine': {
      await using engine = await reach(context);
      const look = await core.lookAtEngine(engine, { clock, signal, probe: flags.probe === true });
      return core.judgeEngine(look, momentOf(flags.at, look.now));
    }
  }
}

/** Of what does not run nothing is started. */
async function reach(context: OwnContext): ReturnType<OwnContext['connect']> {
  try {
    return await context.connect(context.wish, false);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'not-hosted') throw error;
    throw new Problem('not-hosted', `no engine is named, and ${error.message}`, {
      expected: 'a data root, HOST:PORT, an engine by --host or --context, or a lab that runs',
      next: 'Name one; `swarmpki node ls` starts the lab.',
      cause: error,
    });
  }
}

/** White space around it is no part of it. */
async function readToken(context: OwnContext, flags: DoctorFlags): Promise<string | undefined> {
  const from = flags.token ?? flags['token-file'];
  return from === undefined
    ? undefined
    : Buffer.from(await readBytes(from, context))
        .toString('utf8')
        .trim();
}

async function print(diagnosis: Diagnosis, { output }: OwnContext, flags: DoctorFlags): Promise<void> {
  const { diagnosisJson, metricsText } = await import('@swarmpki/core/doctor');
  if (flags.metrics === true) output.print(metricsText(diagnosis.measures).trimEnd());
  else if (flags.format === 'json') output.print(JSON.stringify(diagnosisJson(diagnosis), undefined, 2));
  else {
    const { showDiagnosis } = await import('./doctor/show.ts');
    showDiagnosis(diagnosis, output, flags.at === undefined);
  }
}
