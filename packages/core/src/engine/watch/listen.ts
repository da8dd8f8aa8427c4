import { reasonOf } from '../../problem.ts';
import type { Bell } from './bell.ts';

/** Something that is read behind somebody's back. */
export interface Listening {
  /** @throws what ended it */
  check(): void;
  readonly ended: Promise<void>;
}

/** Reads until the end, and rings then; it is to ring by itself for what it reads. */
export function listen(bell: Bell, read: () => Promise<void>): Listening {
  let fault: Error | undefined;
  const hear = async (): Promise<void> => {
    try {
      await read();
    } catch (error) {
      fault = error instanceof Error ? error : new Error(reasonOf(error));
    }
    bell.ring();
  };
  return {
    check: () => {
      if (fault !== undefined) throw fault;
    },
    ended: hear(),
  };
}
