export { Lab } from './lab.ts';
export type { LabNode, LabOptions } from './lab.ts';
