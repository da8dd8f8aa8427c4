export type { ReadLeaves } from './leaves.ts';
export type { CertificateSight, NodeSight } from './node-sight.ts';
export { rootsOf, signingCas, wantedIssuer } from './roots.ts';
export type { RootSight, RootsSight } from './roots.ts';
export type { LabSight, Seen, SwarmSight } from './swarm-sight.ts';
export { watchSwarm } from './watch-swarm.ts';
export type { SwarmNews, WatchOptions } from './watch-swarm.ts';
