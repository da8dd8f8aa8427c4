import type { Swarm } from '../../shapes/swarm.ts';
import { untilEnd } from '../command.ts';
import type { Context } from '../command.ts';
import { digestLine, emptyRows, progressOf, rotationRows } from './rotation-rows.ts';
import type { Progress } from './rotation-rows.ts';
import { waitingFor } from './waiting-for.ts';
import type { Wait } from './waiting-for.ts';

/** How often it is looked, as `docker` does; ms. */
const interval = 200;
/** More than these are not named at once. */
const mostNamed = 4;

/** What is shown of a rotation while it goes on. */
interface Display {
  show(progress: Progress, waits: readonly Wait[]): void;
  interrupted(): void;
}

/**
 * Looks on until a rotation has ended, in Docker's words (docs/protocol.md §11.3), and says below them for whom it waits.
 *
 * @throws what a look throws; the rotation itself goes on
 */
export async function followRotation(
  context: Context,
  { quiet }: { readonly quiet: boolean },
): Promise<'ended' | 'interrupted'> {
  const display = quiet ? nothing : context.output.interactive ? rows(context) : lines(context);
  let [aim, since] = ['', context.clock.now()];
  try {
    for (;;) {
      const swarm = await context.client.inspectSwarm(untilEnd(context));
      const nodes = await context.client.listNodes(untilEnd(context));
      const progress = progressOf(swarm, nodes);
      const now = context.clock.now();
      if (aimOf(swarm) !== aim) [aim, since] = [aimOf(swarm), now];
      display.show(progress, waitingFor(swarm, nodes, now - since, context.program));
      if (progress.done) return 'ended';
      await pause(context, interval);
    }
  } catch (error) {
    if (!context.signal.aborted) throw error;
    display.interrupted();
    return 'interrupted';
  }
}

/** What nodes are to have now. When it changes nobody has it, and nobody is late. */
function aimOf({ TLSInfo: info, RootRotationInProgress: rotates }: Swarm): string {
  return [info.TrustRoot, info.CertIssuerSubject, info.CertIssuerPublicKey, rotates].join(' ');
}

const nothing: Display = { show: () => undefined, interrupted: () => undefined };

/** For a terminal: everything in its place. */
function rows({ output, program }: Context): Display {
  output.redraw(emptyRows);
  return {
    show(progress, waits) {
      const named = waits.slice(0, mostNamed).flatMap(({ why, remedy }) => [`  ${why}`, `    ${remedy}`]);
      const more = waits.length > mostNamed ? [`  and ${waits.length - mostNamed} more`] : [];
      output.redraw([...rotationRows(progress, output.columns), ...named, ...more]);
    },
    interrupted: () => output.print(interruption(program)),
  };
}

/** For files and pipes: Docker's lines, and beside them everybody once for whom it waits. */
function lines({ output, program }: Context): Display {
  const told = new Set<string>();
  for (const row of emptyRows) output.print(row);
  return {
    show(progress, waits) {
      output.print(digestLine(progress));
      for (const { key, why, remedy } of waits.slice(0, mostNamed)) {
        if (!told.has(key)) output.note(`waiting: ${why}\n  ${remedy}`);
        told.add(key);
      }
    },
    interrupted: () => output.print(interruption(program)),
  };
}

/** Docker names a command in its second line that comes with no engine. */
function interruption(program: string): string {
  return (
    'Operation continuing in background.\n' +
    `Use \`${program} node ls --format '{{.Hostname}}: {{.TLSStatus}}'\` to check progress.`
  );
}

/** @throws the signal's reason, when it comes first */
function pause({ clock, signal }: Context, milliseconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const onAbort = (): void => {
      timer.cancel();
      reject(signal.reason as Error);
    };
    const timer = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
