import type { Clock } from '@swarmpki/core/commands';
import type { EngineClient } from '@swarmpki/core/engine';
import { render } from 'ink';
import { screens } from './index.ts';
import { lessons } from './learn/lessons/index.ts';
import { takeInput } from '../term/input.ts';
import { initialTheme } from '../theme/theme.ts';
import { Root } from '../ui/root.tsx';
import { App } from '../app/app.ts';
import type { FindEngines, Target } from '../app/engines.ts';
import { Jobs } from '../app/jobs.ts';
import type { RunLine } from '../app/jobs.ts';
import { keepLearning } from '../app/learn/keep.ts';
import type { ProgressStore } from '../app/learn/keep.ts';
import { keepLive } from '../app/live.ts';
import { followFor, keepTime } from '../app/session.ts';
import { firstState } from '../app/state.ts';
import type { State } from '../app/state.ts';
import { Store } from '../app/store.ts';

/** All that the screens have of the world. */
export interface Surroundings {
  /** What is shown at first. */
  readonly target: Target;
  readonly findEngines: FindEngines;
  /** Runs a command line against the engine that has been reached. */
  readonly runLine: (client: () => EngineClient) => RunLine;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly environment: NodeJS.ProcessEnv;
  readonly readOnly: boolean;
  /** It is listened to: plain lines in the order in which they are read, and no picture. */
  readonly screenReader: boolean;
  /** What the user has learned so far. */
  readonly progress: ProgressStore;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

/** What changes by itself is read aloud no sooner than this, ms: else nothing would be heard to its end. */
const whileReadMs = 10_000;

/**
 * Shows the screens until they are left.
 *
 * @returns what is said when the terminal is as it was
 */
export async function openScreens(has: Surroundings): Promise<string> {
  const { stdout, clock, target, findEngines } = has;
  const store = new Store<State>(beginning(has), clock, has.screenReader ? whileReadMs : undefined);
  const reached = (): EngineClient => {
    if (app.reached === undefined) throw new Error('no engine has been reached yet');
    return app.reached.client;
  };
  const jobs = new Jobs(store, has.runLine(reached));
  const app: App = new App({
    store,
    jobs,
    screens,
    lessons,
    clock,
    findEngines,
    write: (sequence) => void stdout.write(sequence),
  });
  using input = takeInput(has.stdin);
  const ink = render(<Root app={app} />, {
    stdin: input.stdin,
    stdout,
    alternateScreen: !has.screenReader,
    incrementalRendering: !has.screenReader,
    isScreenReaderEnabled: has.screenReader,
    exitOnCtrlC: false,
    interactive: true,
    maxFps: 30,
  });
  const leave = (): void => app.quit();
  has.signal.addEventListener('abort', leave);
  app.ending.signal.addEventListener('abort', () => ink.unmount());
  keepTime(app);
  keepLive(app);
  const endLearning = keepLearning(app, has.progress);
  const following = followFor(app, target);
  void app.lookForEngines();
  try {
    await ink.waitUntilExit();
  } finally {
    app.quit();
    jobs.endAll();
    store.close();
    await endLearning();
    has.signal.removeEventListener('abort', leave);
    await following;
  }
  const { sight, engine } = store.state;
  if (sight?.lab === undefined) return '';
  return `The swarm goes on without you, in ${engine.name}. It ends with:  ${engine.program} stop`;
}

function beginning({ target, environment, clock, readOnly, stdout }: Surroundings): State {
  return firstState({
    engine: target.engine,
    now: clock.now(),
    theme: initialTheme(environment),
    size: { columns: stdout.columns || 80, rows: stdout.rows || 24 },
    readOnly,
  });
}
