import type { Screen } from '../app/screen.ts';
import { initScreen } from './init/index.tsx';
import { nodesScreen } from './nodes/index.tsx';
import { rotationScreen } from './rotation/index.tsx';

/** All screens; those with a number in its order. */
export const screens: readonly Screen[] = [nodesScreen, rotationScreen, initScreen];
