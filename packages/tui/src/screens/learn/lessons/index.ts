import type { Lesson } from '../../../app/learn/lesson.ts';
import { bringYourOwnCa } from './bring-your-own-ca.ts';
import { changeTheRoot } from './change-the-root.ts';
import { firstSwarm } from './first-swarm.ts';
import { joinAWorker } from './join-a-worker.ts';
import { ninetyDays } from './ninety-days.ts';
import { whatATokenProves } from './what-a-token-proves.ts';
import { whenANodeIsLate } from './when-a-node-is-late.ts';

/** All lessons, in the order in which they build on one another. */
export const lessons: readonly Lesson[] = [
  firstSwarm,
  joinAWorker,
  whatATokenProves,
  ninetyDays,
  changeTheRoot,
  whenANodeIsLate,
  bringYourOwnCa,
];
