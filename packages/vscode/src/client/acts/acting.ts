import type { LogOutputChannel } from 'vscode';
import type { ShownSwarm, Swarms } from '../engines/shown-swarm.ts';
import type { Texts } from './texts.ts';

/** What actions have of the rest of the extension. */
export interface Acting {
  readonly swarms: Swarms;
  readonly log: LogOutputChannel;
  readonly texts: Texts;
  /** Opens the rotation view of a swarm. */
  readonly showRotation: (swarm: ShownSwarm) => void;
}
