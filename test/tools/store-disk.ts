import { vi } from 'vitest';
import { Store } from '../../packages/core/src/store/store.ts';

/** The disk on which the stores of labs lie that are made from now on; to be ended by `vi.restoreAllMocks`. */
export interface StoreDisk {
  isFull: boolean;
}

export function storeDisk(): StoreDisk {
  const disk = { isFull: false };
  const commit = Reflect.get(Store.prototype, 'commit');
  vi.spyOn(Store.prototype, 'commit').mockImplementation(function (this: Store, ...written) {
    if (disk.isFull) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    commit.apply(this, written);
  });
  return disk;
}

/** Whether an error is one that a test has made: of a disk that is full, or has a bad sector. */
export function isDiskError(error: unknown): boolean {
  return error instanceof Error && /no space left on device|EIO: i\/o error/.test(error.message);
}
