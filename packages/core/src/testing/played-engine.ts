import type { EngineCalls } from '../engine/client/engine-calls.ts';
import type { EngineClient } from '../engine/client/engine-client.ts';
import { engineEvent } from '../engine/shapes/event.ts';
import type { EngineEvent } from '../engine/shapes/event.ts';
import { labChange } from '../engine/shapes/extension/change.ts';
import type { LabChange } from '../engine/shapes/extension/change.ts';
import type { LabJournalEntry } from '../engine/shapes/extension/journal.ts';
import { info } from '../engine/shapes/info.ts';
import type { Node } from '../engine/shapes/node.ts';
import { EngineRefusal } from '../engine/shapes/refused.ts';
import type { Swarm } from '../engine/shapes/swarm.ts';
import { nodeOf, swarmOf } from './engine-double.ts';
import { ToldLines } from './told-lines.ts';

/** An engine that a test turns as it likes, and how often it was looked at. */
export class PlayedEngine {
  isManager = true;
  isRotating = false;
  nodes: readonly Node[] = [nodeOf('a')];
  swarm: Swarm = swarmOf();
  /** Thrown by everything. */
  fault: Error | undefined;
  /** Thrown by what only managers answer. */
  refusal: Error | undefined;
  /** How often it was asked for itself, for the swarm, and for all nodes. */
  looks = 0;
  swarmLooks = 0;
  nodeLooks = 0;
  managers: readonly { readonly NodeID: string; readonly Addr: string }[] = [];
  /** Nodes are listed as they were when they were asked for; the list comes when this does. */
  gate: Promise<void> = Promise.resolve();
  readonly happened = new ToldLines<EngineEvent>();
  /** What it is besides, if it is a lab. */
  readonly lab: PlayedLab | undefined;

  constructor(lab?: PlayedLab) {
    this.lab = lab;
  }

  get listeners(): number {
    return this.happened.listeners + (this.lab?.changes.listeners ?? 0);
  }

  tell(what: EngineEvent | Error = engineEvent.zero): void {
    this.happened.tell(what);
  }

  get client(): EngineClient {
    const answer = async <Value>(value: Value, refusal?: Error): Promise<Value> => {
      const fault = this.fault ?? refusal;
      if (fault !== undefined) throw fault;
      return value;
    };
    const client: Pick<EngineClient, 'name' | 'calls' | 'info' | 'inspectSwarm' | 'listNodes' | 'events'> = {
      name: 'a played engine',
      calls: this.#calls,
      info: () => {
        this.looks++;
        const { isManager: ControlAvailable, managers: RemoteManagers } = this;
        return answer({ ...info.zero, Swarm: { ...info.zero.Swarm, ControlAvailable, RemoteManagers } });
      },
      inspectSwarm: () => {
        this.swarmLooks++;
        return answer({ ...this.swarm, RootRotationInProgress: this.isRotating }, this.refusal);
      },
      listNodes: async () => {
        this.nodeLooks++;
        const listed = this.nodes;
        await this.gate;
        return answer(listed, this.refusal);
      },
      events: ({ signal }) => this.#events(signal),
    };
    return client as EngineClient;
  }

  async *#events(signal: AbortSignal): AsyncGenerator<EngineEvent> {
    if (this.fault !== undefined) throw this.fault;
    yield* this.happened.listen(signal);
  }

  readonly #calls: EngineCalls = {
    ask: async (codec, path) => {
      if (this.fault !== undefined) throw this.fault;
      return codec.read(this.#asked().answer(path), '');
    },
    tell: async () => {
      throw new EngineRefusal(404, 'page not found');
    },
    lines: (codec, { path }, { signal }) => this.#lines(path, signal, (line) => codec.read(labChange.write(line), '')),
  };

  #asked(): PlayedLab {
    if (this.lab === undefined) throw new EngineRefusal(404, 'page not found');
    return this.lab;
  }

  async *#lines<Value>(
    path: string,
    signal: AbortSignal,
    read: (line: LabChange) => Value,
  ): AsyncGenerator<Value, void> {
    if (this.fault !== undefined) throw this.fault;
    const lab = this.#asked();
    lab.asked.push(path);
    for await (const line of lab.changes.listen(signal, lab.first)) yield read(line);
  }
}

/** What of an engine is a lab. */
export class PlayedLab {
  hasSwarm = true;
  journal: readonly LabJournalEntry[] = [];
  /** What comes first to whoever begins to listen. */
  first: readonly LabChange[] = [];
  readonly changes = new ToldLines<LabChange>();
  /** What was asked for, in order. */
  readonly asked: string[] = [];

  answer(path: string): unknown {
    this.asked.push(path);
    if (path === '/lab') return { Versions: [1], Program: 'swarmpki 9.9' };
    if (path === '/lab/v1') return { Directory: '/lab', Since: 1, Network: this.hasSwarm ? 'tls' : '' };
    const after = /^\/lab\/v1\/journal\?after=(\d+)$/.exec(path)?.[1];
    if (after === undefined) throw new EngineRefusal(404, 'page not found');
    return { Entries: this.journal.filter(({ Seq }) => Seq > Number(after)) };
  }
}
