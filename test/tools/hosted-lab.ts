import { join } from 'node:path';
import { expect } from 'vitest';
import { connectLab } from '../../packages/core/src/engine/client/connect-lab.ts';
import { HttpEngineClient } from '../../packages/core/src/engine/client/http-engine-client.ts';
import type { LabClient } from '../../packages/core/src/engine/client/lab-client.ts';
import { EngineServer } from '../../packages/core/src/engine/server/engine-server.ts';
import { labRoutes } from '../../packages/core/src/engine/server/lab-routes.ts';
import type { LinesAnswer, Route } from '../../packages/core/src/engine/server/route.ts';
import type { LabChange } from '../../packages/core/src/engine/shapes/extension/change.ts';
import type { LabJournalEntry } from '../../packages/core/src/engine/shapes/extension/journal.ts';
import type { LabNodeRow } from '../../packages/core/src/engine/shapes/extension/node-row.ts';
import { initRequest } from '../../packages/core/src/engine/shapes/swarm.ts';
import { LabEngine } from '../../packages/core/src/lab/engine/lab-engine.ts';
import type { LabEngineOptions } from '../../packages/core/src/lab/engine/lab-engine.ts';
import { LabExtension } from '../../packages/core/src/lab/extension/lab-extension.ts';
import type { Lab } from '../../packages/core/src/lab/lab.ts';
import { temporaryDirectory } from './swarm.ts';

const program = 'swarmpki 0.1.0';

/** A lab behind a socket, and a client of it. */
export class Hosted implements AsyncDisposable {
  readonly engine: LabEngine;
  readonly client: HttpEngineClient;
  readonly path: string;
  readonly control: LabExtension;
  readonly stops: readonly number[];
  readonly faults: readonly unknown[];
  /** All that `/lab` has answered. */
  readonly told: readonly string[];
  readonly #server: EngineServer;
  readonly #directory: AsyncDisposable;

  static async start(options: Partial<LabEngineOptions> = {}): Promise<Hosted> {
    const directory = await temporaryDirectory();
    const faults: unknown[] = [];
    const onError = (error: unknown) => faults.push(error);
    const engine = await LabEngine.open({ directory: join(directory.path, 'lab'), onError, ...options });
    const path = join(directory.path, 'e.sock');
    const stops: number[] = [];
    const control = new LabExtension({ engine, onError, onStop: () => stops.push(1) });
    const told: string[] = [];
    const routes = labRoutes(control, program).map((route) => overheard(route, (text) => told.push(text)));
    const server = await EngineServer.listen({ path, engine, version: '0.1.0', onError, routes });
    return new Hosted(engine, server, path, directory, { control, faults, stops, told });
  }

  private constructor(
    engine: LabEngine,
    server: EngineServer,
    path: string,
    directory: AsyncDisposable,
    rest: Pick<Hosted, 'control' | 'faults' | 'stops' | 'told'>,
  ) {
    this.engine = engine;
    this.path = path;
    this.client = new HttpEngineClient({ address: { kind: 'unix', path } });
    this.control = rest.control;
    this.faults = rest.faults;
    this.stops = rest.stops;
    this.told = rest.told;
    this.#server = server;
    this.#directory = directory;
  }

  get lab(): Lab {
    return this.engine.membership?.lab ?? expect.fail('there is no lab that runs');
  }

  async connect(): Promise<LabClient> {
    return (await connectLab(this.client)) ?? expect.fail('this is no lab');
  }

  async found(): Promise<LabClient> {
    await this.client.initSwarm({ ...initRequest.zero, ListenAddr: '127.0.0.1:0' });
    return this.connect();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
    await this.#server.close();
    await this.engine.close();
    await this.#directory[Symbol.asyncDispose]();
    expect(this.faults).toEqual([]);
    expect(this.told.join('\n')).not.toMatch(/PRIVATE|SWMTKN-\d-[0-9a-z]|SWMKEY-\d-\w/);
  }
}

/** A route of which every answer is heard, line by line. */
function overheard(route: Route, hear: (text: string) => void): Route {
  return {
    ...route,
    handle: async (request) => {
      const answer = await route.handle(request);
      if (!('begin' in answer)) {
        hear(answer.body);
        return answer;
      }
      const begin: LinesAnswer['begin'] = (lines) =>
        answer.begin({
          get isRead() {
            return lines.isRead;
          },
          send: (value) => {
            hear(JSON.stringify(value));
            lines.send(value);
          },
          end: () => lines.end(),
        });
      return { ...answer, begin };
    },
  };
}

/** What a reader of deltas knows. */
export class Reader {
  readonly rows = new Map<string, LabNodeRow>();
  readonly journal: LabJournalEntry[] = [];
  readonly #ending = new AbortController();
  readonly #ended: Promise<void>;
  last: LabChange | undefined;
  clock: LabChange['Clock'];
  swarm: LabChange['Swarm'];
  #heard: () => void = () => undefined;

  constructor(lab: LabClient, after?: number) {
    this.#ended = this.#read(lab, after);
    // A test that fails has not come to its end.
    this.#ended.catch(() => undefined);
  }

  async #read(lab: LabClient, after: number | undefined): Promise<void> {
    const { signal } = this.#ending;
    for await (const line of lab.changes({ ...(after !== undefined && { after }), signal })) {
      this.last = line;
      if (line.Whole) this.rows.clear();
      for (const row of line.Nodes) this.rows.set(row.ID, row);
      for (const id of line.Removed) this.rows.delete(id);
      this.clock = line.Clock ?? this.clock;
      this.swarm = line.Swarm ?? this.swarm;
      this.journal.push(...line.Journal);
      this.#heard();
    }
  }

  /** A node, by its name. */
  row(name: string): LabNodeRow | undefined {
    return [...this.rows.values()].find(({ Name }) => Name === name);
  }

  /** Waits for lines until something is so. */
  async until(what: string, holds: () => boolean, withinMs = 20_000): Promise<void> {
    const deadline = AbortSignal.timeout(withinMs);
    while (!holds()) {
      if (deadline.aborted) expect.fail(`${what}: not within ${withinMs / 1_000} s`);
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
        deadline.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  async end(): Promise<void> {
    this.#ending.abort();
    await this.#ended;
  }
}

/** Lets nodes join, all of them. */
export async function add(lab: LabClient, request: Parameters<LabClient['addNodes']>[0]): Promise<void> {
  let last;
  for await (const progress of lab.addNodes(request, { signal: new AbortController().signal })) last = progress;
  expect(last).toMatchObject({ Done: true, Failures: 0 });
}
