import { DerReader, Tag, malformed } from '../../x509/der-reader.ts';
import { hexOf, mostEntries } from './elements.ts';
import type { TimestampDescription } from './extension-value.ts';

/** Codes of TLS 1.2 (RFC 5246 §7.4.1.4.1) by which a log says how it has signed. */
const hashes = ['none', 'MD5', 'SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512'];
const signatures = ['anonymous', 'RSA', 'DSA', 'ECDSA'];

/**
 * Describes a SignedCertificateTimestampList (RFC 6962 §3.3): an OCTET STRING in which TLS's encoding begins.
 *
 * @throws {X509Problem} `malformed-der`
 */
export function describeTimestamps(value: Uint8Array): { readonly timestamps: readonly TimestampDescription[] } {
  const reader = new DerReader(value);
  const contents = reader.contents(Tag.octetString, 'timestamps');
  reader.finish('timestamps');
  const outer = new TlsReader(contents);
  const list = new TlsReader(outer.vector());
  outer.finish();
  const timestamps: TimestampDescription[] = [];
  while (!list.done) {
    if (timestamps.length >= mostEntries) throw malformed(`timestamps: more than ${mostEntries} entries`);
    timestamps.push(describeTimestamp(list.vector()));
  }
  return { timestamps };
}

function describeTimestamp(bytes: Uint8Array): TimestampDescription {
  const fields = new TlsReader(bytes);
  const version = fields.number(1);
  if (version !== 0) return { version, hex: hexOf(bytes) };
  const logId = hexOf(fields.bytes(32));
  const time = fields.number(8);
  const extensions = hexOf(fields.vector());
  const [hash, signer] = [fields.number(1), fields.number(1)];
  const signature = hexOf(fields.vector());
  fields.finish();
  // Beyond what JavaScript has dates for nobody has signed anything.
  if (time > latest) throw malformed('a timestamp lies beyond all time');
  const signatureAlgorithm = `${signatures[signer] ?? signer}-${hashes[hash] ?? hash}`;
  return { version, logId, time, iso: new Date(time).toISOString(), extensions, signatureAlgorithm, signature };
}

/** The last moment of the year 9999, ms since epoch. */
const latest = 253_402_300_799_999;

/** Walks over TLS's presentation language (RFC 5246 §4). */
class TlsReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  bytes(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw malformed('a timestamp is cut short');
    const found = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return found;
  }

  number(width: number): number {
    return this.bytes(width).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  /** With its length in two bytes before it. */
  vector(): Uint8Array {
    return this.bytes(this.number(2));
  }

  finish(): void {
    if (!this.done) throw malformed('a timestamp has bytes too many');
  }
}
