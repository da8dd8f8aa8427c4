import { latin1 } from '../../x509/characters.ts';
import { malformed } from '../../x509/der-reader.ts';
import { bitString, der, integer, oid, raw, sequence, tlv } from '../../x509/der-writer.ts';
import { Tag } from '../../x509/der-reader.ts';
import { Oid } from '../../x509/oid.ts';
import { printable } from '../../printable.ts';
import { KeyOid } from './key-kind.ts';

/** A private key in OpenSSH's own format (its PROTOCOL.key), of which the public half is never encrypted. */
export interface OpensshKey {
  /** `ssh-ed25519` */
  readonly name: string;
  /** DER SubjectPublicKeyInfo; left out for kinds that certificates do not have. */
  readonly spki?: Uint8Array;
  /** Left out for one that is not encrypted. */
  readonly encryption?: string;
  readonly trailing: number;
}

const magic = Buffer.from('openssh-key-v1\0', 'latin1');

/** Whether some bytes are in OpenSSH's format. */
export function isOpenssh(bytes: Uint8Array): boolean {
  return bytes.length > magic.length && Buffer.compare(bytes.subarray(0, magic.length), magic) === 0;
}

/** @throws {X509Problem} `malformed-der`, though it is no DER */
export function readOpenssh(bytes: Uint8Array): OpensshKey {
  const fields = new SshReader(bytes.subarray(magic.length));
  const cipher = fields.text('cipher');
  const kdf = fields.text('key derivation');
  const options = fields.bytes('options of the key derivation');
  if (fields.number('number of keys') !== 1) throw malformed('the file holds not exactly one key');
  const publicKey = new SshReader(fields.bytes('public key'));
  fields.bytes('private key');
  const name = publicKey.text('kind of key');
  const spki = spkiOf(name, publicKey);
  return {
    name,
    ...(spki === undefined ? {} : { spki }),
    ...(cipher === 'none' ? {} : { encryption: encryptionText(cipher, kdf, options) }),
    trailing: fields.left,
  };
}

function encryptionText(cipher: string, kdf: string, options: Uint8Array): string {
  if (kdf !== 'bcrypt') return `OpenSSH, ${printable(cipher, 40)}, ${printable(kdf, 40)}`;
  const fields = new SshReader(options);
  fields.bytes('salt');
  return `OpenSSH, ${printable(cipher, 40)}, bcrypt (${fields.number('rounds')} rounds)`;
}

const curves: ReadonlyMap<string, string> = new Map([
  ['ecdsa-sha2-nistp256', Oid.p256],
  ['ecdsa-sha2-nistp384', Oid.p384],
  ['ecdsa-sha2-nistp521', Oid.p521],
]);

/** RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4 */
function spkiOf(name: string, fields: SshReader): Uint8Array | undefined {
  const curve = curves.get(name);
  if (curve !== undefined) {
    fields.bytes('curve');
    return der(sequence(sequence(oid(Oid.ecPublicKey), oid(curve)), bitString(raw(fields.bytes('point')))));
  }
  switch (name) {
    case 'ssh-ed25519':
      return der(sequence(sequence(oid(Oid.ed25519)), bitString(raw(fields.bytes('public key')))));
    case 'ssh-rsa': {
      const [exponent, modulus] = [fields.bytes('public exponent'), fields.bytes('modulus')];
      const key = sequence(integer(modulus), integer(exponent));
      return der(sequence(sequence(oid(Oid.rsaEncryption), tlv(Tag.null)), bitString(key)));
    }
    case 'ssh-dss': {
      const number = (what: string) => integer(fields.bytes(what));
      const parameters = sequence(number('p'), number('q'), number('g'));
      return der(sequence(sequence(oid(KeyOid.dsa), parameters), bitString(number('y'))));
    }
    default:
      return undefined;
  }
}

/** Reads what RFC 4251 §5 calls uint32 and string. */
class SshReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#position;
  }

  number(what: string): number {
    if (this.left < 4) throw malformed(`${what} is missing`);
    const at = this.#position;
    this.#position += 4;
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + at, 4).readUInt32BE();
  }

  bytes(what: string): Uint8Array {
    const length = this.number(what);
    if (length > this.left) throw malformed(`${what} is cut short`);
    this.#position += length;
    return this.#bytes.subarray(this.#position - length, this.#position);
  }

  text(what: string): string {
    const bytes = this.bytes(what);
    if (bytes.length > 64) throw malformed(`${what} has a name of ${bytes.length} bytes`);
    return latin1(bytes);
  }
}
