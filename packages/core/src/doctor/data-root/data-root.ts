import type { Problem } from '../../problem.ts';
import type { Source } from '../../inspect/source.ts';

/** What lies in a Docker data root of its swarm, read and not judged (docs/protocol.md §10.1). */
export interface DataRoot {
  /** The folder that was read, as it was named: `/var/lib/docker/swarm`. */
  readonly path: string;
  /** Only a folder of certificates was given, without what belongs around it. */
  readonly certificatesOnly: boolean;
  /**
   * The state directory of the lab whose simulated node it is. There is no engine then, and what one keeps beside
   * certificates is in the lab's own store; left out of a data root of Docker's.
   */
  readonly lab?: string;
  /** The folder itself first, its path empty; then what is in it, as far as Docker's own layout goes. */
  readonly entries: readonly DataRootEntry[];
  /** The contents of the files that are known, by their paths below {@link path}. */
  readonly files: ReadonlyMap<string, Pick<Source, 'contents' | 'encoding'>>;
  /** What could not be read, and why. */
  readonly unread: readonly { readonly path: string; readonly problem: Problem }[];
}

/** A file or folder, as it is: a symbolic link is not followed. */
export interface DataRootEntry {
  /** Below the folder, with slashes: `certificates/swarm-node.key`. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symbolic-link' | 'other';
  /** Permissions, with the three bits above them; left out where a system has none. */
  readonly mode?: number;
  readonly uid: number;
  /** bytes */
  readonly size: number;
  /** When it was last written, ms since epoch. */
  readonly mtime: number;
  /** Where a symbolic link leads. */
  readonly target?: string;
}
