import { ProgressLocation, l10n, window } from 'vscode';
import { harmless } from '../harmless.ts';
import type { ShownSwarm } from '../swarms/shown-swarm.ts';
import type { Acting } from './acting.ts';
import { lineOf } from './call.ts';
import type { Call, Wish } from './call.ts';
import { askForSecret } from './ask.ts';
import { inputsBy } from './inputs.ts';
import { linesOf, programOf, run } from './run.ts';
import type { Said } from './run.ts';

/** Where values come from that have to be read, or asked for. */
export const inputs = inputsBy(async (prompt) => askForSecret(prompt));

/** A command as it was wished for, and as it reads. */
interface Prepared {
  readonly wish: Wish;
  readonly call: Call;
}

interface Work {
  readonly swarm: ShownSwarm;
  readonly title: string;
  readonly steps: readonly Prepared[];
  /** What is printed is on no screen and in no log. */
  readonly isSecret: boolean;
}

/**
 * Runs commands one after the other, under one notification whose Cancel ends the waiting.
 *
 * @returns what the last of them has said; `undefined` where nobody waited for its end
 * @throws {Problem} of the first that cannot be carried out
 */
export async function runAll({ log }: Acting, { swarm, title, steps, isSecret }: Work): Promise<Said | undefined> {
  const heading = harmless(l10n.t('{0}: {1}', title, swarm.name));
  const options = { location: ProgressLocation.Notification, title: heading, cancellable: true };
  return window.withProgress(options, async (progress, token) => {
    const ending = new AbortController();
    token.onCancellationRequested(() => ending.abort());
    const { signal } = ending;
    const listener = {
      printed: (line: string) => {
        if (!isSecret) log.info(line);
      },
      noted: (line: string) => log.warn(line),
      progressed: (text: string) => progress.report({ message: harmless(text, 200) }),
    };
    let said: Said | undefined;
    for (const { call, wish } of steps) {
      if (steps.length > 1) progress.report({ message: call.action.title });
      log.info(`$ ${linesOf(lineOf(programOf(swarm.place), call.command, wish)).join(' ')}`);
      try {
        said = await run(swarm, call, { inputs, signal, listener });
      } catch (error) {
        if (!signal.aborted) throw error;
      }
      // What has come of it is shown at once, and not when it is looked at next.
      swarm.retry();
      if (signal.aborted) return undefined;
    }
    return said;
  });
}
