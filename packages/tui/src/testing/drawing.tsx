import { Writable, Readable } from 'node:stream';
import { render } from 'ink';
import { systemClock } from '@swarmpki/core/commands';
import type { Clock } from '@swarmpki/core/commands';
import { App } from '../app/app.ts';
import { Jobs } from '../app/jobs.ts';
import type { State } from '../app/state.ts';
import { Store } from '../app/store.ts';
import { screens } from '../screens/index.ts';
import { Root } from '../ui/root.tsx';

/** The program behind the screens, of which nothing reaches an engine and no command runs. */
export function appOf(state: State, clock: Clock = systemClock): App {
  const store = new Store<State>(state, clock);
  const jobs = new Jobs(store, async () => 0);
  return new App({ store, jobs, screens, clock, write: () => undefined });
}

/** What Ink writes to a terminal of that size, for which a state is the first that it sees. */
export async function drawn(app: App): Promise<string> {
  const { columns, rows } = app.store.state.size;
  let written = '';
  const stdout = new Writable({
    write(chunk: Buffer | string, _encoding, done) {
      written += chunk.toString();
      done();
    },
  });
  const terminal = { isTTY: true, columns, rows };
  const stdin = new Readable({ read: () => undefined });
  const keys = { isTTY: true, setRawMode: () => stdin, ref: () => stdin, unref: () => stdin };
  const ink = render(<Root app={app} />, {
    stdout: Object.assign(stdout, terminal),
    stdin: Object.assign(stdin, keys),
    interactive: true,
    incrementalRendering: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  await ink.waitUntilRenderFlush();
  const picture = written;
  ink.unmount();
  await ink.waitUntilExit();
  return picture;
}
