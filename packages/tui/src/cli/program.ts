import { systemClock } from '@swarmpki/core/commands';
import { inputsFrom } from './flags/inputs.ts';
import { interruptible } from './interruption.ts';
import { outputTo } from './output/output.ts';
import { run } from './run.ts';
import { wantsColours } from './output/styled.ts';
import { worldOf } from './world.ts';

/** What a program ends with whose reader has gone: 128 and the number of SIGPIPE. */
const nobodyReads = 141;

/** Runs the program in this process. @returns the exit code */
export function runProgram(words: readonly string[]): Promise<number> {
  const { stdin, stdout, stderr, env: environment } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(nobodyReads);
  });
  return interruptible((signal) => {
    const has = {
      output: outputTo(stdout, stderr, wantsColours(stdout.isTTY, environment)),
      input: stdin,
      inputs: inputsFrom(stdin, (text) => stderr.write(text), signal),
      clock: systemClock,
      signal,
      environment,
      workingDirectory: process.cwd(),
    };
    return run(words, worldOf(has));
  });
}
