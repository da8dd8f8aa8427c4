import type { OwnCommand } from './own-command.ts';
import { serveCommand } from './serve.ts';
import { socketCommand } from './socket.ts';
import { tourCommand } from './tour.ts';

/** What this program does without an engine, in the order in which it is told. */
export const ownCommands: readonly OwnCommand[] = [tourCommand, serveCommand, socketCommand];
