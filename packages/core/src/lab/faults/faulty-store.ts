import type { Clock } from '../../clock/clock.ts';
import type { IdentityStore, NewIdentity, ProtectionUpdate, StoredIdentity } from '../../keyfile/identity-store.ts';
import type { Protection } from '../../keyfile/protection.ts';

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
  const disk = new FaultyStore(inner, realTime);
  return { store: disk, faults: disk };
}

class FaultyStore implements IdentityStore, DiskFaults {
  readonly #inner: IdentityStore;
  readonly #realTime: Clock;
  #failure: { readonly error: DiskError; readonly at: number | 'every' } | undefined;
  #writes = 0;
  #slowness = 0;

  constructor(inner: IdentityStore, realTime: Clock) {
    this.#inner = inner;
    this.#realTime = realTime;
  }

  get now(): DiskState {
    const failure = this.#failure;
    return { failure: failure?.at === 'every' ? failure.error : undefined, slowMs: this.#slowness };
  }

  readRoot(): Promise<string> {
    return this.#inner.readRoot();
  }

  readIdentity(kek?: Uint8Array): Promise<StoredIdentity> {
    return this.#inner.readIdentity(kek);
  }

  writeRoot(pem: string): Promise<void> {
    return this.#write(() => this.#inner.writeRoot(pem));
  }

  writeIdentity(identity: NewIdentity): Promise<void> {
    return this.#write(() => this.#inner.writeIdentity(identity));
  }

  updateProtection(change: (now: Protection) => Protection): Promise<ProtectionUpdate> {
    return this.#write(() => this.#inner.updateProtection(change));
  }

  failWrites(error: DiskError): void {
    this.#failure = { error, at: 'every' };
  }

  failWrite(which: number, error: DiskError): void {
    this.#failure = { error, at: this.#writes + which };
  }

  slow(ms: number): void {
    this.#slowness = ms;
  }

  mend(): void {
    this.#failure = undefined;
    this.#slowness = 0;
  }

  async #write<Result>(carryOut: () => Promise<Result>): Promise<Result> {
    this.#writes++;
    const failure = this.#failure;
    const failed = failure?.at === 'every' || failure?.at === this.#writes ? failure : undefined;
    if (this.#slowness > 0) await new Promise<void>((resolve) => this.#realTime.after(this.#slowness, resolve));
    if (failed) throw diskError(failed.error);
    return carryOut();
  }
}

const texts: Readonly<Record<DiskError, string>> = { ENOSPC: 'no space left on device', EIO: 'i/o error' };

/** As the system says it. */
function diskError(code: DiskError): Error {
  return Object.assign(new Error(`${code}: ${texts[code]}, write`), { code, syscall: 'write' });
}
