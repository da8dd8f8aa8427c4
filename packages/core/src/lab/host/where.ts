// What a client has to know of a host; it loads neither a lab nor a server.
export { HostProblem } from './problem.ts';
export { findHost, reachHost } from './start-host.ts';
export type { HostProgram, ReachedHost } from './start-host.ts';
export { hostNodeFlags } from './node-flags.ts';
export { realPathOf, socketOf } from './socket-path.ts';
export { findStateDirectory, listStateDirectories } from './state-directory.ts';
export { dataDirectory } from './user-directories.ts';
