import type { EngineClient, Problem } from '@swarmpki/core/engine';
import type { Seen, SwarmSight } from '@swarmpki/core/engine/watch';
import type { Disposable } from 'vscode';

/** Where an engine answers: a lab, by its state directory, or one that Docker knows, by the name of its context. */
export type EnginePlace =
  | { readonly kind: 'lab'; readonly directory: string }
  | { readonly kind: 'context'; readonly context: string };

/** An engine that is shown, and its swarm as it is now: live as long as somebody listens. */
export interface ShownSwarm {
  /** Never changes: `lab:/home/me/.swarmpki`, `context:default`. */
  readonly id: string;
  readonly place: EnginePlace;
  /** For people: it may be anything that others wrote. */
  readonly name: string;
  /** `undefined` until it was seen. What was seen last stays while the engine is out of reach. */
  readonly sight: SwarmSight | undefined;
  /** Why the engine is out of reach. */
  readonly problem: Problem | undefined;
  /** Reaches the engine. @param startsHost whether a host is started where the lab has none. @throws {Problem} */
  connect(startsHost: boolean): Promise<EngineClient>;
  /** Told after each change; `seen` is what has changed where the swarm was seen anew. It is watched from the first listener to the last. */
  onDidChange(listener: (seen: Seen | undefined) => void): Disposable;
}
