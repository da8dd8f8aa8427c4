import type { EngineClient, Problem } from '@swarmpki/core/engine';
import type { Seen, SwarmSight } from '@swarmpki/core/engine/watch';
import type { Disposable, Event } from 'vscode';
import type { EnginePlace } from './place.ts';

/** An engine that is shown, and its swarm as it is now: live as long as somebody listens. */
export interface ShownSwarm {
  /** Of its place: it never changes. */
  readonly id: string;
  readonly place: EnginePlace;
  /** For people: it may be anything that others wrote. */
  readonly name: string;
  /** `undefined` until it was seen, and for a lab that does not run. What was seen last stays while the engine is out of reach. */
  readonly sight: SwarmSight | undefined;
  /** Why the engine is out of reach. */
  readonly problem: Problem | undefined;
  /** A lab that nobody hosts. Looking at it starts no host. */
  readonly isStopped: boolean;
  /** Reaches the engine. @param startsHost whether a host is started where the lab has none. @throws {Problem} */
  connect(startsHost: boolean): Promise<EngineClient>;
  /** Told after each change; `seen` is what has changed where the swarm was seen anew. It is watched from the first listener to the last. */
  onDidChange(listener: (seen: Seen | undefined) => void): Disposable;
  /** Tries at once what is tried again and again while it is out of reach or does not run. */
  retry(): void;
}

/** The engines that are shown: labs of this machine, the one of the settings, and what of Docker's contexts was attached. Nothing else is dialled. */
export interface Swarms {
  /** Labs first, then the engine of the settings, then contexts; by their names. */
  readonly all: readonly ShownSwarm[];
  /** Which there are has changed. */
  readonly onDidChange: Event<void>;
  find(id: string): ShownSwarm | undefined;
  /** Shows an engine from now on; a lab may be made there only after that. */
  show(place: EnginePlace): Promise<ShownSwarm>;
  /** Looks which there are now. */
  refresh(): Promise<void>;
  /** Where a lab is made that nobody names a place for: the nearest of the workspace, else the one of the user's data. */
  usualLab(): Promise<string>;
}
