export { labNow, swarmTime } from './lab-time.ts';
export { isMember, progressOf } from './progress.ts';
export type { RotationProgress, RotationStage } from './progress.ts';
export { standingOf } from './standing.ts';
export type { NodeStanding, WaitReason } from './standing.ts';
