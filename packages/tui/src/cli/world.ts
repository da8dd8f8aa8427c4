import type { World } from './run.ts';

/** A world in which engines are really reached. What that takes is loaded when one is. */
export function worldOf(has: Omit<World, 'connect' | 'open'>): World {
  const world: World = {
    ...has,
    connect: async (wish, startsHost, note = (text) => has.output.note(text)) => {
      const { connect, thisProgram } = await import('./connect.ts');
      return connect(wish, startsHost, { ...has, program: thisProgram(), note });
    },
    open: async (wish, readOnly, screenReader) => {
      // Ink and React are loaded with it.
      const { open } = await import('./open.ts');
      return open(world, wish, readOnly, screenReader ?? has.environment['INK_SCREEN_READER'] === 'true');
    },
  };
  return world;
}
