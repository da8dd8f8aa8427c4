import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { worldOf } from '../../packages/tui/src/cli/world.ts';
import { inputsFrom } from '../../packages/tui/src/cli/flags/inputs.ts';
import { outputTo } from '../../packages/tui/src/cli/output/output.ts';
import { run as runCommandLine } from '../../packages/tui/src/cli/run.ts';
import { run } from '../tools/run.ts';
import type { RunOptions, RunResult } from '../tools/run.ts';

/** A program that takes Docker's commands: one of Docker's own, or ours. */
export interface CommandLine {
  /** Of `docker`: `20.10`, `28.2`. */
  readonly version: string;
  /** @param words as `docker` has them: `swarm ca --rotate` */
  run(words: readonly string[], options?: RunOptions): Promise<RunResult>;
}

/**
 * Our command line, in this process, against the engine at a socket. What is `docker swarm x` is `swarmpki x`. That the
 * program passes on what it is given is tested where it is run as one (test/cli).
 */
export function ourCommandLine(socket: string): CommandLine {
  return {
    version: 'ours',
    run: async (words, { input = '' } = {}) => {
      const [out, err] = [new Written(), new Written()];
      const { signal } = new AbortController();
      const stdin = Readable.from([input]);
      const world = worldOf({
        output: outputTo(out, err),
        input: stdin,
        inputs: inputsFrom(stdin, (text) => err.write(text), signal),
        clock: systemClock,
        signal,
        environment: { SWARMPKI_HOST: `unix://${socket}` },
        workingDirectory: '/',
      });
      const code = await runCommandLine(words[0] === 'swarm' ? words.slice(1) : words, world);
      return { code: code === 'interrupted' ? 130 : code, stdout: out.text, stderr: err.text };
    },
  };
}

class Written {
  text = '';

  write(text: string): boolean {
    this.text += text;
    return true;
  }
}

/** Runs commands to hear what they print; of one that fails it is `code: complaint`. */
export function hearing(program: CommandLine): (...words: readonly string[]) => Promise<string> {
  return async (...words) => {
    const { code, stdout, stderr } = await program.run(words);
    return code === 0 ? stdout.trim() : `${code}: ${stderr.trim()}`;
  };
}

/** One of Docker's own, as it is. */
export interface DockerCommandLine extends CommandLine {
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Every version of `docker` that is here, Debian's among them. @param config an empty directory for its settings */
export function dockerCommandLines(socket: string, config: string): readonly DockerCommandLine[] {
  const env = { ...bareEnvironment(), DOCKER_HOST: `unix://${socket}`, DOCKER_CONFIG: config };
  const found = new Map<string, DockerCommandLine>();
  for (const program of ['docker', '/usr/bin/docker']) {
    if (program.startsWith('/') && !existsSync(program)) continue;
    const told = execFileSync(program, ['--version'], { encoding: 'utf8' });
    const [, version = ''] = /version (\d+\.\d+)/.exec(told) ?? [];
    found.set(version, { version, program, env, run: (words, options) => run(program, words, { ...options, env }) });
  }
  return [...found.values()];
}

function bareEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(DOCKER|SWARMPKI)_/.test(name)));
}

type Replacement = readonly [pattern: RegExp, by: string];

/** What is another each time. */
export const eachTime: readonly Replacement[] = [
  [/SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}/g, '<token>'],
  [/SWMKEY-1-[\w+/]{43}/g, '<unlock key>'],
  [/\b[0-9a-z]{25}\b/g, '<id>'],
  [/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g, '<certificate>'],
  [/sha256:[0-9a-f]{64}/g, '<digest>'],
  // One line a look: how many there are is a matter of time.
  [/(desired root digest: <digest>\n)+/g, 'desired root digest: <digest>\n'],
];

/** What is another each time, what has two names, and what of ours stands beside Docker's. */
const passedOver: readonly Replacement[] = [
  [/^\[\{"ID".*\}\]$/gm, '[<node>]'],
  [/^\{"Availability".*\}$/gm, '{<row>}'],
  ...eachTime,
  [/^(docker|swarmpki): /gm, ''],
  [/\bswarmpki(?= node\b)/g, 'docker'],
  [/\bswarmpki\b/g, 'docker swarm'],
  [/^ {2}(expected|next): .*\n/gm, ''],
];

/** What a command came to, line by line, so that two programs can be compared. */
export function comparable(result: RunResult, replacements = passedOver): readonly string[] {
  const { code, stdout, stderr } = result;
  return [`exit code ${code}`, ...linesOf('out', stdout, replacements), ...linesOf('err', stderr, replacements)];
}

function linesOf(stream: string, text: string, replacements: readonly Replacement[]): readonly string[] {
  const plain = replacements.reduce((left, [pattern, replacement]) => left.replace(pattern, replacement), text);
  if (plain === '') return [];
  return plain
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `${stream}: ${line}`);
}
