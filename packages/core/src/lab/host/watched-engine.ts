import type { Engine, SwarmRotations } from '../../engine/server/engine.ts';
import type { EngineEvent } from '../../engine/shapes/event.ts';
import type { Info } from '../../engine/shapes/info.ts';
import type { Node, NodeSpec } from '../../engine/shapes/node.ts';
import type { InitRequest, JoinRequest, Swarm, SwarmSpec } from '../../engine/shapes/swarm.ts';

/** An engine of which one can tell whether anybody uses it. */
export class WatchedEngine implements Engine {
  readonly #engine: Engine;
  readonly #onUse: () => void;
  #using = 0;

  /** @param onUse hears whenever somebody has asked something, or has ceased to listen */
  constructor(engine: Engine, onUse: () => void) {
    this.#engine = engine;
    this.#onUse = onUse;
  }

  /** Somebody uses what lies behind it. @returns is called when that ends */
  use(): () => void {
    this.#using++;
    return () => this.#done();
  }

  /** Whether somebody waits for an answer, or listens. */
  get isInUse(): boolean {
    return this.#using > 0;
  }

  info(): Promise<Info> {
    return this.#used(this.#engine.info());
  }

  inspectSwarm(): Promise<Swarm> {
    return this.#used(this.#engine.inspectSwarm());
  }

  initSwarm(request: InitRequest): Promise<string> {
    return this.#used(this.#engine.initSwarm(request));
  }

  joinSwarm(request: JoinRequest): Promise<void> {
    return this.#used(this.#engine.joinSwarm(request));
  }

  leaveSwarm(force: boolean): Promise<void> {
    return this.#used(this.#engine.leaveSwarm(force));
  }

  updateSwarm(version: number, spec: SwarmSpec, rotate: SwarmRotations): Promise<void> {
    return this.#used(this.#engine.updateSwarm(version, spec, rotate));
  }

  unlockKey(): Promise<string> {
    return this.#used(this.#engine.unlockKey());
  }

  unlockSwarm(unlockKey: string): Promise<void> {
    return this.#used(this.#engine.unlockSwarm(unlockKey));
  }

  listNodes(): Promise<readonly Node[]> {
    return this.#used(this.#engine.listNodes());
  }

  inspectNode(idOrName: string): Promise<Node> {
    return this.#used(this.#engine.inspectNode(idOrName));
  }

  updateNode(idOrName: string, version: number, spec: NodeSpec): Promise<void> {
    return this.#used(this.#engine.updateNode(idOrName, version, spec));
  }

  removeNode(idOrName: string, force: boolean): Promise<void> {
    return this.#used(this.#engine.removeNode(idOrName, force));
  }

  pastEvents(): readonly EngineEvent[] {
    return this.#engine.pastEvents();
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    const stop = this.#engine.onEvent(listener);
    this.#using++;
    let isListening = true;
    return () => {
      stop();
      if (isListening) this.#done();
      isListening = false;
    };
  }

  async #used<Answer>(answer: Promise<Answer>): Promise<Answer> {
    this.#using++;
    try {
      return await answer;
    } finally {
      this.#done();
    }
  }

  #done(): void {
    this.#using--;
    this.#onUse();
  }
}
