import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from '../tools/run.ts';
import type { RunOptions, RunResult } from '../tools/run.ts';

/** A program that takes Docker's commands: one of Docker's own, or ours. */
export interface CommandLine {
  /** `docker 20.10`, `docker 28.2`, `swarmpki`. */
  readonly name: string;
  /** @param words as `docker` has them: `swarm ca --rotate` */
  run(words: readonly string[], options?: RunOptions): Promise<RunResult>;
}

const ourProgram = fileURLToPath(new URL('../../packages/tui/src/cli/main.ts', import.meta.url));

/** Our program, against the engine at a socket. What is `docker swarm x` is `swarmpki x`. */
export function ours(socket: string, directory: string): CommandLine {
  const env = { ...withoutDocker(), SWARMPKI_HOST: `unix://${socket}`, DOCKER_CONFIG: directory };
  return {
    name: 'swarmpki',
    run: (words, options) => {
      const own = words[0] === 'swarm' ? words.slice(1) : words;
      return run(process.execPath, ['--no-warnings', ourProgram, ...own], { ...options, env });
    },
  };
}

/** Every version of `docker` that is here: Debian's, and whatever comes first on the PATH. */
export function dockers(socket: string, directory: string): readonly CommandLine[] {
  const env = { ...withoutDocker(), DOCKER_HOST: `unix://${socket}`, DOCKER_CONFIG: directory };
  const found = new Map<string, CommandLine>();
  for (const program of ['docker', '/usr/bin/docker']) {
    if (program.startsWith('/') && !existsSync(program)) continue;
    const [, version = ''] =
      /version (\d+\.\d+)/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' })) ?? [];
    const name = `docker ${version}`;
    found.set(name, { name, run: (words, options) => run(program, words, { ...options, env }) });
  }
  return [...found.values()];
}

function withoutDocker(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(DOCKER|SWARMPKI)_/.test(name)));
}

/** What two programs print for the same command, without what is another each time. */
export function comparable({ code, stdout, stderr }: RunResult): readonly string[] {
  return [`exit code ${code}`, ...linesOf('out', stdout), ...linesOf('err', stderr)];
}

const changing: readonly (readonly [RegExp, string])[] = [
  [/SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}/g, '<token>'],
  [/SWMKEY-1-[\w+/]{43}/g, '<unlock key>'],
  [/\b[0-9a-z]{25}\b/g, '<id>'],
  [/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g, '<certificate>'],
  [/sha256:[0-9a-f]{64}/g, '<digest>'],
  [/(desired root digest: <digest>\n)+/g, 'desired root digest: <digest>\n'],
  // The two names of the same thing.
  [/^(docker|swarmpki): /gm, ''],
  [/\bswarmpki(?= node\b)/g, 'docker'],
  [/\bswarmpki\b/g, 'docker swarm'],
  // Ours alone: what would have been right, and what to do.
  [/^ {2}(expected|next): .*\n/gm, ''],
];

function linesOf(stream: string, text: string): readonly string[] {
  let plain = text;
  for (const [pattern, replacement] of changing) plain = plain.replace(pattern, replacement);
  return plain === ''
    ? []
    : plain
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `${stream}: ${line}`);
}
