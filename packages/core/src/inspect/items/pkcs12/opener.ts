import { DerReader, Tag, malformed } from '../../../x509/der-reader.ts';
import { X509Problem } from '../../../x509/problem.ts';
import { nodeCrypto } from '../../node-crypto.ts';
import { definiteForm } from '../ber.ts';
import { encryptionText, readEncryption } from '../encryption.ts';
import type { ContainerLock } from '../item.ts';
import { Budget, mostRounds } from './budget.ts';
import { passwordForms, readMac } from './mac.ts';
import type { Password } from './mac.ts';

/** What is known of a file's MAC. */
export interface Pkcs12Mac {
  /** Left out for a file without. */
  readonly name?: string;
  readonly rounds?: number;
  /** `unchecked` where there is no password, or a digest or number of rounds that is not taken. */
  readonly state: 'none' | 'good' | 'bad' | 'unchecked';
}

const blockLength = 16;
/** Worst first. */
const locks: readonly ContainerLock[] = ['wrong-password', 'too-many-rounds', 'no-password', 'unsupported-encryption'];

/** Opens what is encrypted in one file, and notes what could not be opened. */
export class Opener {
  readonly #budget: Budget;
  readonly #encryption = new Set<string>();
  readonly #locks = new Set<ContainerLock>();
  readonly #given: string | undefined;
  /** In the form that its MAC was made with, once that is known. */
  #password: Password | undefined;
  /** Nothing is tried once this is known. */
  #refusal: ContainerLock | undefined;

  /** @param together what may still be done of it, if others are opened as well */
  constructor(password: string | undefined, together?: Budget) {
    this.#budget = new Budget(mostRounds, together);
    this.#given = password;
    [this.#password] = password === undefined ? [] : passwordForms(password);
  }

  get lock(): ContainerLock | undefined {
    return locks.find((lock) => this.#locks.has(lock));
  }

  get encryption(): readonly string[] {
    return [...this.#encryption];
  }

  /** Checks the MAC, if that can be done. */
  check(fields: DerReader, contents: Uint8Array): Pkcs12Mac {
    const { name, rounds, check } = readMac(fields);
    if (this.#given === undefined || check === undefined) return { name, rounds, state: 'unchecked' };
    const forms = passwordForms(this.#given);
    if (!this.#budget.spend(rounds * forms.length)) {
      this.#refuse('too-many-rounds');
      return { name, rounds, state: 'unchecked' };
    }
    const made = ifSupported(() => ({ with: check(forms, contents) }));
    if (made === undefined) return { name, rounds, state: 'unchecked' };
    if (made.with === undefined) this.#refuse('wrong-password');
    else this.#password = made.with;
    return { name, rounds, state: made.with === undefined ? 'bad' : 'good' };
  }

  /** Notes that something is encrypted in a way that is not opened. */
  isClosed(encryption: string): readonly never[] {
    this.#encryption.add(encryption);
    this.#locks.add('unsupported-encryption');
    return [];
  }

  /**
   * Decrypts something.
   *
   * @param algorithm DER AlgorithmIdentifier
   * @returns one SEQUENCE, whatever is in it; `undefined` for what remains closed. Of anything else that comes out the
   *   password is another: the MAC's may open some parts and not others, as in Java's key stores
   */
  open(algorithm: Uint8Array, data: Uint8Array): Uint8Array | undefined {
    const encryption = readEncryption(algorithm);
    this.#encryption.add(encryptionText(encryption));
    const { parameters } = encryption;
    const password = this.#password;
    const closed = (lock: ContainerLock): undefined => void this.#locks.add(lock);
    if (parameters === undefined) return closed('unsupported-encryption');
    if (password === undefined) return closed('no-password');
    if (this.#refusal !== undefined) return closed(this.#refusal);
    const { cipher, keyLength, digest, salt, rounds, iv } = parameters;
    if (iv.length !== blockLength) throw malformed(`an IV of ${iv.length} bytes`);
    if (data.length === 0 || data.length % blockLength !== 0) throw malformed('encrypted data of no whole blocks');
    if (!this.#budget.spend(rounds)) return closed('too-many-rounds');
    const padded = ifSupported(() => {
      const { createDecipheriv, pbkdf2Sync } = nodeCrypto();
      const key = pbkdf2Sync(password.utf8, salt, rounds, keyLength, digest);
      const decryption = createDecipheriv(cipher, key, iv).setAutoPadding(false);
      return Buffer.concat([decryption.update(data), decryption.final()]);
    });
    if (padded === undefined) return closed('unsupported-encryption');
    const opened = unpadded(padded);
    return opened !== undefined && isSequence(opened) ? opened : closed('wrong-password');
  }

  #refuse(lock: ContainerLock): void {
    this.#refusal = lock;
    this.#locks.add(lock);
  }
}

/** What BoringSSL, Electron's, does not know it says by throwing. */
function ifSupported<Made>(make: () => Made): Made | undefined {
  try {
    return make();
  } catch (error) {
    if (isUnsupported(error)) return undefined;
    throw error;
  }
}

/** Of digests for hashing alone node gives no code. */
function isUnsupported(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (!('code' in error)) return error.message.endsWith('not supported');
  return /^ERR_(CRYPTO_(INVALID_DIGEST|UNKNOWN_CIPHER)|OSSL_.*)$/.test(String(error.code));
}

/** RFC 8018 §6.1.1 */
function unpadded(bytes: Uint8Array): Uint8Array | undefined {
  const length = bytes.at(-1) ?? 0;
  const isPadding = length >= 1 && length <= blockLength && bytes.subarray(-length).every((byte) => byte === length);
  return isPadding ? bytes.subarray(0, -length) : undefined;
}

function isSequence(bytes: Uint8Array): boolean {
  try {
    const reader = new DerReader(definiteForm(bytes));
    reader.step(Tag.sequence, 'contents');
    return reader.done;
  } catch (error) {
    if (error instanceof X509Problem) return false;
    throw error;
  }
}
