import type { Screen } from '../app/screen.ts';
import { attackScreen } from './attack/index.tsx';
import { caScreen } from './ca/index.tsx';
import { clockScreen } from './clock/index.tsx';
import { eventsScreen } from './events/index.tsx';
import { initScreen } from './init/index.tsx';
import { learnScreen } from './learn/index.tsx';
import { joinScreen } from './join/index.tsx';
import { lockedScreen } from './locked/index.tsx';
import { nodeScreen } from './node/index.tsx';
import { nodesScreen } from './nodes/index.tsx';
import { rotationScreen } from './rotation/index.tsx';
import { tokensScreen } from './tokens/index.tsx';
import { trustScreen } from './trust/index.tsx';

/** All screens; those with a number in its order. */
export const screens: readonly Screen[] = [
  nodesScreen,
  caScreen,
  rotationScreen,
  tokensScreen,
  eventsScreen,
  attackScreen,
  learnScreen,
  nodeScreen,
  joinScreen,
  clockScreen,
  trustScreen,
  initScreen,
  lockedScreen,
];
