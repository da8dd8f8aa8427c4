export { HostProblem } from './problem.ts';
export { serveLab } from './serve-lab.ts';
export type { End, Host, ServeOptions } from './serve-lab.ts';
export { socketPathOf } from './socket-path.ts';
export { findStateDirectory, openStateDirectory } from './state-directory.ts';
export type { FoundDirectory } from './state-directory.ts';
export type { Environment } from './user-directories.ts';
