import { afterAll, beforeAll } from 'vitest';
import { LabUser } from '../cli/lab-user.ts';
import { programOfFile } from '../tools/built-program.ts';

const loopback = ['init', '--listen-addr', '127.0.0.1:0'];

/**
 * Somebody with a swarm of their own, for all tests of a file: there before the first of them, and gone behind the last.
 *
 * @param commands what has been done in it by then
 */
export function userOfFile(...commands: readonly (readonly string[])[]): () => LabUser {
  const program = programOfFile();
  let user: LabUser | undefined;
  beforeAll(async () => {
    user = await LabUser.arrive(program.path);
    for (const words of [loopback, ...commands]) await user.prints(...words);
  });
  afterAll(() => user?.[Symbol.asyncDispose]());
  return () => {
    if (user === undefined) throw new Error('the user arrives when the first test begins');
    return user;
  };
}
