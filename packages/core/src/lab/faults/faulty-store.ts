import type { Clock } from '../../clock/clock.ts';
import type { IdentityStore } from '../../keyfile/identity-store.ts';

/** What a disk says when it does not write. */
export type DiskError = 'ENOSPC' | 'EIO';

/** What is wrong with the disk of one node now. */
interface DiskState {
  /** How every write fails. */
  readonly failure: DiskError | undefined;
  /** By so much every write takes longer, ms of real time. */
  readonly slowMs: number;
}

/** What can be wrong with the disk of one node. Everything is right until something is said. */
export interface DiskFaults {
  readonly now: DiskState;
  /** Every write fails from now on. */
  failWrites(error: DiskError): void;
  /** One write fails. @param which counted from now on, 1 for the next */
  failWrite(which: number, error: DiskError): void;
  /** Every write takes longer by so much. @param ms of real time */
  slow(ms: number): void;
  /** Puts everything right; what is being written slowly still takes its time. */
  mend(): void;
}

/** Gives one node a disk of its own, on which things go wrong as they are told to. A write that fails changes nothing. */
export function faultyStore(
  inner: IdentityStore,
  realTime: Clock,
): { readonly store: IdentityStore; readonly faults: DiskFaults } {
  let failure: { readonly error: DiskError; readonly at: number | 'every' } | undefined;
  let writes = 0;
  let slowness = 0;

  const write = async <Result>(carryOut: () => Promise<Result>): Promise<Result> => {
    writes++;
    const failed = failure?.at === 'every' || failure?.at === writes ? failure : undefined;
    if (slowness > 0) await new Promise<void>((resolve) => realTime.after(slowness, resolve));
    if (failed) throw diskError(failed.error);
    return carryOut();
  };
  return {
    store: {
      readRoot: () => inner.readRoot(),
      readIdentity: (kek) => inner.readIdentity(kek),
      writeRoot: (pem) => write(() => inner.writeRoot(pem)),
      writeIdentity: (identity) => write(() => inner.writeIdentity(identity)),
      updateProtection: (change) => write(() => inner.updateProtection(change)),
    },
    faults: {
      get now() {
        return { failure: failure?.at === 'every' ? failure.error : undefined, slowMs: slowness };
      },
      failWrites: (error) => {
        failure = { error, at: 'every' };
      },
      failWrite: (which, error) => {
        failure = { error, at: writes + which };
      },
      slow: (ms) => {
        slowness = ms;
      },
      mend: () => {
        failure = undefined;
        slowness = 0;
      },
    },
  };
}

const texts: Readonly<Record<DiskError, string>> = { ENOSPC: 'no space left on device', EIO: 'i/o error' };

/** As the system says it. */
function diskError(code: DiskError): Error {
  return Object.assign(new Error(`${code}: ${texts[code]}, write`), { code, syscall: 'write' });
}
