// What a client has to know of a host; it loads neither a lab nor a server.
export { socketOf } from './socket-path.ts';
export { findStateDirectory, openStateDirectory } from './state-directory.ts';
export type { FoundDirectory } from './state-directory.ts';
export type { Environment } from './user-directories.ts';
