import { ProgressLocation, l10n, window } from 'vscode';
import { harmless } from '../../words/harmless.ts';
import type { ShownSwarm } from '../../engines/shown-swarm.ts';
import type { Acting } from '../acting.ts';
import { lineOf } from './call.ts';
import type { Call, Wish } from './call.ts';
import { askForSecret } from '../../dialogs/ask.ts';
import { inputsBy } from './inputs.ts';
import { linesOf } from '../../words/lines.ts';
import { programOf, run } from './run.ts';
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

/** What goes on, as whoever waits for it sees it. */
export interface Going {
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** @param share of the whole that has come since the last, per cent; left out where nobody knows */
  readonly report: (message: string, share?: number) => void;
}

/**
 * Runs commands one after the other and waits for what has to come about then, all under one notification, whose Cancel ends
 * the waiting.
 *
 * @param finish what is done with what the last of them has said
 * @returns `undefined` where nobody waited for the end of a command
 * @throws {Problem} of the first that cannot be carried out
 */
export async function runAll<Result>(
  acting: Acting,
  work: Work,
  finish: (said: Said, going: Going) => Result | Promise<Result>,
): Promise<Result | undefined> {
  const { swarm, title } = work;
  const heading = harmless(l10n.t('{0}: {1}', title, swarm.name));
  const options = { location: ProgressLocation.Notification, title: heading, cancellable: true };
  return window.withProgress(options, async (progress, token) => {
    const ending = new AbortController();
    token.onCancellationRequested(() => ending.abort());
    const { signal } = ending;
    const report: Going['report'] = (message, increment) =>
      progress.report({ message: harmless(message, 200), ...(increment !== undefined && { increment }) });
    const said = await runSteps(acting, work, { signal, report });
    return said && (await finish(said, { signal, report }));
  });
}

async function runSteps({ log }: Acting, work: Work, { signal, report }: Going): Promise<Said | undefined> {
  const { swarm, steps, isSecret } = work;
  const listener = {
    printed: (line: string) => {
      if (!isSecret) log.info(line);
    },
    noted: (line: string) => log.warn(line),
    progressed: (text: string) => report(text),
  };
  let said: Said | undefined;
  for (const { call, wish } of steps) {
    if (steps.length > 1) report(call.action.title);
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
}
