import type { World } from './run.ts';

/** A world in which engines are really reached. What that takes is loaded when one is. */
export function worldOf(has: Omit<World, 'connect'>): World {
  const note = (text: string): void => has.output.note(text);
  return {
    ...has,
    connect: async (wish, startsHost) => {
      const { connect, thisProgram } = await import('./connect.ts');
      return connect(wish, startsHost, { ...has, program: thisProgram(), note });
    },
  };
}
