import { attack } from './attack.ts';
import { ca } from './ca.ts';
import { clock } from './clock.ts';
import { events } from './events.ts';
import { init } from './init.ts';
import { join } from './join.ts';
import type { Journey } from './journey.ts';
import { learn } from './learn.ts';
import { locked } from './locked.ts';
import { node } from './node.ts';
import { nodes } from './nodes.ts';
import { rotation } from './rotation.ts';
import { tokens } from './tokens.ts';
import { trust } from './trust.ts';

/** The main journey of each screen, by its id. */
export const journeys: Readonly<Record<string, Journey>> = {
  nodes,
  ca,
  rotation,
  tokens,
  events,
  attack,
  learn,
  node,
  join,
  clock,
  trust,
  init,
  locked,
};
