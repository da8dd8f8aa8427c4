import { connect, thisProgram } from './connect.ts';
import type { World } from './run.ts';

/** A world in which engines are really reached. */
export function worldOf(has: Omit<World, 'connect'>): World {
  const note = (text: string): void => has.output.note(text);
  return { ...has, connect: (wish, startsHost) => connect(wish, startsHost, { ...has, program: thisProgram(), note }) };
}
