import type { LogOutputChannel } from 'vscode';
import type { ShownSwarm } from '../swarms/shown-swarm.ts';
import type { Texts } from './texts.ts';

/** What actions have of the rest of the extension. */
export interface Acting {
  /** The engines that are shown. */
  readonly all: readonly ShownSwarm[];
  find(id: string): ShownSwarm | undefined;
  readonly log: LogOutputChannel;
  readonly texts: Texts;
  /** Asks where a lab is to be, and makes one. */
  createLab(): unknown;
  /** Opens the rotation view of a swarm. */
  showRotation(swarm: ShownSwarm): void;
}
