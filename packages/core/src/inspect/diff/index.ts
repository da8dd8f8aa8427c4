export { compareItems } from './compare.ts';
export type { Comparison } from './difference.ts';
