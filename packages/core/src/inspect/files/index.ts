export { readSources } from './read-sources.ts';
export type { ReadSource } from './read-sources.ts';
export { contentsOf } from './contents.ts';
export { GitIndexes } from './git-indexes.ts';
export { filesBelow } from './walk.ts';
