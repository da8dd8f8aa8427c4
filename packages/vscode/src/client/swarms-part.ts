import { workspace, window, EventEmitter } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { join } from 'node:path';
import { homedir } from 'node:os';
import { HttpEngineClient, systemClock } from '@swarmpki/core/engine';
import type { EngineClient, Problem } from '@swarmpki/core/engine';
import { watchSwarm } from '@swarmpki/core/engine/watch';
import type { Seen, SwarmSight } from '@swarmpki/core/engine/watch';
import { findHost, reachHost } from '@swarmpki/core/host/where';
import { Acts } from './acts/acts.ts';
import type { Server } from './language/server.ts';
import type { EnginePlace, ShownSwarm, Swarms } from './swarms/shown-swarm.ts';

class Local implements ShownSwarm {
  sight: SwarmSight | undefined;
  problem: Problem | undefined;
  isStopped = false;
  readonly place: EnginePlace;
  readonly #listeners = new Set<(seen: Seen | undefined) => void>();
  #ending: AbortController | undefined;
  constructor(directory: string) {
    this.place = { kind: 'lab', directory };
  }
  get directory() {
    return this.place.kind === 'lab' ? this.place.directory : '';
  }
  get id() {
    return `lab:${this.directory}`;
  }
  get name() {
    return this.directory.split('/').slice(-2).join('/');
  }
  async connect(starts: boolean): Promise<EngineClient> {
    const path = starts
      ? (
          await reachHost(this.directory, {
            program: {
              command: process.env['SCAFFOLD_NODE'] ?? '',
              parameters: [process.env['SCAFFOLD_MAIN'] ?? ''],
            },
            environment: process.env,
            clock: systemClock,
            signal: new AbortController().signal,
          })
        ).socketPath
      : await findHost(this.directory, process.env);
    return new HttpEngineClient({ address: { kind: 'unix', path } });
  }
  onDidChange(listener: (seen: Seen | undefined) => void) {
    this.#listeners.add(listener);
    this.retry();
    return {
      dispose: () => {
        this.#listeners.delete(listener);
      },
    };
  }
  retry() {
    if (this.#ending !== undefined || this.#listeners.size === 0) return;
    this.#ending = new AbortController();
    void this.#watch(this.#ending.signal).catch(() => (this.#ending = undefined));
  }
  async #watch(signal: AbortSignal) {
    const engine = await this.connect(false);
    for await (const news of watchSwarm(engine, { clock: systemClock, signal })) {
      if (news.kind === 'seen') this.sight = news.sight;
      this.problem = news.kind === 'lost' ? news.problem : undefined;
      for (const listener of this.#listeners) listener(news.kind === 'seen' ? news : undefined);
    }
  }
}

export function startActs(context: ExtensionContext, server: Server): Acts {
  const all: Local[] = [];
  const changed = new EventEmitter<void>();
  const swarms: Swarms = {
    all,
    onDidChange: changed.event,
    find: (id) => all.find((each) => each.id === id),
    show: async (place) => {
      const directory = place.kind === 'lab' ? place.directory : '';
      const found = all.find((each) => each.directory === directory);
      if (found) return found;
      const made = new Local(directory);
      all.push(made);
      changed.fire();
      return made;
    },
    refresh: async () => undefined,
    usualLab: async () => join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir(), '.swarmpki'),
  };
  const acts = new Acts({
    swarms,
    memory: context.globalState,
    tell: (told) => server.tell(told),
    showRotation: ({ name }) => void window.showInformationMessage(`rotation of ${name}`),
  });
  context.subscriptions.push(acts);
  return acts;
}
