/** What programs are started by, and with. */
export interface Programs {
  readonly environment: NodeJS.ProcessEnv;
  /** The terminal program that comes with the extension. */
  readonly program: string;
  /** Where the user's own Node.js is; empty for the one of the PATH. */
  readonly nodePath: () => string;
  /** A directory with nothing of a workspace's in it. */
  readonly directory: string;
}
