import { execFile } from 'node:child_process';

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly timeoutMs?: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** Runs a program to its end. A failure is a result like any other; only a program that cannot be started throws. */
export function run(
  program: string,
  parameters: readonly string[],
  { input = '', timeoutMs = 60_000, env = process.env, cwd = process.cwd() }: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const options = { timeout: timeoutMs, maxBuffer: 16 * 1024 * 1024, env, cwd };
    const child = execFile(program, [...parameters], options, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
    // A program that does not want to hear all of it says so by its exit code.
    child.stdin?.on('error', () => undefined).end(input);
  });
}
