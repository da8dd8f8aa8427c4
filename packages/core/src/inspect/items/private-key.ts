import {
  DerReader,
  Tag,
  checkInteger,
  malformed,
  readBitString,
  readOid,
  readSmallInteger,
} from '../../x509/der-reader.ts';
import { bitString, der, oid, raw, sequence, tlv } from '../../x509/der-writer.ts';
import { Oid } from '../../x509/oid.ts';
import { nodeCrypto } from '../node-crypto.ts';
import { encryptionText, readEncryption } from './encryption.ts';
import type { KeyKind, PrivateKeyItem } from './item.ts';
import { KeyOid, keyKind } from './key-kind.ts';
import { isOpenssh, readOpenssh } from './openssh.ts';

/** What an item says of a private key. */
export type ReadPrivateKey = Pick<PrivateKeyItem, 'encoding' | 'key' | 'spki' | 'encryption' | 'trailing'>;

/** An RSA key of 16384 bits has some 13 KB. */
const largestKey = 64 * 1024;

type Structure = 'pkcs8' | 'encrypted-pkcs8' | 'pkcs1' | 'sec1' | 'dsa';

/**
 * Reads what a private key is and what its public half is. That is put together from what is written beside the secret
 * numbers; only where it is missing node:crypto computes it, if it knows the kind of key.
 *
 * @param bytes DER
 * @throws {X509Problem} `malformed-der`; no part of the key is in its text
 */
export function readPrivateKeyItem(bytes: Uint8Array, structure: Structure): ReadPrivateKey {
  if (bytes.length > largestKey) throw malformed(`a private key of more than ${largestKey} bytes`);
  const outer = new DerReader(bytes);
  const whole = outer.element(Tag.sequence, 'private key');
  const trailing = outer.rest.length === 0 ? {} : { trailing: outer.rest.length };
  if (structure === 'encrypted-pkcs8') return { encoding: structure, encryption: readEncrypted(whole), ...trailing };
  const spki = publicHalf[structure](whole) ?? computePublicHalf(whole, structure);
  const key = spki === undefined ? kindOf(whole, structure) : keyKind(spki);
  return { encoding: structure, key, ...(spki === undefined ? {} : { spki }), ...trailing };
}

/** As {@link readPrivateKeyItem}, of OpenSSH's format. */
export function readOpensshItem(bytes: Uint8Array): ReadPrivateKey {
  if (bytes.length > largestKey) throw malformed(`a private key of more than ${largestKey} bytes`);
  if (!isOpenssh(bytes)) throw malformed('it does not begin with openssh-key-v1');
  const { spki, encryption, trailing } = readOpenssh(bytes);
  return {
    encoding: 'openssh',
    key: spki === undefined ? { algorithm: 'other' } : keyKind(spki),
    ...(spki === undefined ? {} : { spki }),
    ...(encryption === undefined ? {} : { encryption }),
    ...(trailing === 0 ? {} : { trailing }),
  };
}

function readEncrypted(bytes: Uint8Array): string {
  const fields = new DerReader(bytes).enter(Tag.sequence, 'encrypted private key');
  const encryption = readEncryption(fields.element(Tag.sequence, 'encryption algorithm'));
  fields.contents(Tag.octetString, 'encrypted data');
  fields.finish('encrypted private key');
  return encryptionText(encryption);
}

/** What stands in a OneAsymmetricKey (RFC 5958 §2). */
interface Pkcs8 {
  /** DER AlgorithmIdentifier */
  readonly algorithm: Uint8Array;
  readonly algorithmOid: string;
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array | undefined;
}

function readPkcs8(bytes: Uint8Array): Pkcs8 {
  const fields = new DerReader(bytes).enter(Tag.sequence, 'private key');
  const version = readSmallInteger(fields.contents(Tag.integer, 'version'), 'version');
  if (version > 1) throw malformed('the version of the private key is neither 0 nor 1');
  const algorithm = fields.element(Tag.sequence, 'algorithm of the key');
  const algorithmOid = readOid(
    new DerReader(algorithm).enter(Tag.sequence, 'algorithm').contents(Tag.oid, 'algorithm'),
  );
  const privateKey = fields.contents(Tag.octetString, 'private key');
  fields.optional(Tag.constructedContext(0), 'attributes');
  const publicKey =
    fields.nextTag === Tag.context(1)
      ? readBitString(fields.contents(Tag.context(1), 'public key'), 'public key')
      : undefined;
  fields.finish('private key');
  return { algorithm, algorithmOid, privateKey, publicKey };
}

const publicHalf: Readonly<
  Record<Exclude<Structure, 'encrypted-pkcs8'>, (bytes: Uint8Array) => Uint8Array | undefined>
> = {
  pkcs8(bytes) {
    const { algorithm, algorithmOid, privateKey, publicKey } = readPkcs8(bytes);
    switch (algorithmOid) {
      case Oid.rsaEncryption:
      case Oid.rsassaPss:
        return spkiOf(algorithm, publicNumbers(privateKey));
      case Oid.ecPublicKey:
        return ecPublicHalf(privateKey, algorithm);
      default:
        return publicKey && spkiOf(algorithm, publicKey);
    }
  },
  pkcs1: (bytes) => spkiOf(rsaAlgorithm, publicNumbers(bytes)),
  sec1: (bytes) => ecPublicHalf(bytes),
  /** OpenSSL's: version, p, q, g, y, x. */
  dsa(bytes) {
    const fields = new DerReader(bytes).enter(Tag.sequence, 'DSA key');
    fields.contents(Tag.integer, 'version');
    const number = (what: string): Uint8Array => fields.element(Tag.integer, what);
    const parameters = sequence(raw(number('p')), raw(number('q')), raw(number('g')));
    return spkiOf(der(sequence(oid(KeyOid.dsa), parameters)), number('y'));
  },
};

function spkiOf(algorithm: Uint8Array, publicKey: Uint8Array): Uint8Array {
  return der(sequence(raw(algorithm), bitString(raw(publicKey))));
}

const rsaAlgorithm = der(sequence(oid(Oid.rsaEncryption), tlv(Tag.null)));

/** DER RSAPublicKey of a DER RSAPrivateKey (RFC 8017 §A.1). */
function publicNumbers(privateKey: Uint8Array): Uint8Array {
  const outer = new DerReader(privateKey);
  const fields = outer.enter(Tag.sequence, 'RSA key');
  outer.finish('RSA key');
  fields.contents(Tag.integer, 'version');
  const [modulus, exponent] = [fields.element(Tag.integer, 'modulus'), fields.element(Tag.integer, 'public exponent')];
  for (const number of [modulus, exponent])
    checkInteger(new DerReader(number).contents(Tag.integer, 'number'), 'number');
  for (const what of secretNumbers) checkInteger(fields.contents(Tag.integer, what), what);
  return der(sequence(raw(modulus), raw(exponent)));
}

const secretNumbers = ['private exponent', 'prime 1', 'prime 2', 'exponent 1', 'exponent 2', 'coefficient'] as const;

/** DER ECPrivateKey (RFC 5915 §3). */
interface Sec1 {
  /** DER ECParameters */
  readonly parameters: Uint8Array | undefined;
  readonly publicKey: Uint8Array | undefined;
}

function readSec1(bytes: Uint8Array): Sec1 {
  const outer = new DerReader(bytes);
  const fields = outer.enter(Tag.sequence, 'EC key');
  outer.finish('EC key');
  if (readSmallInteger(fields.contents(Tag.integer, 'version'), 'version') !== 1) {
    throw malformed('the version of the EC key is not 1');
  }
  fields.contents(Tag.octetString, 'private key');
  const named = fields.optional(Tag.constructedContext(0), 'parameters');
  const parameters = named?.element(undefined, 'parameters');
  named?.finish('parameters');
  const wrapped = fields.optional(Tag.constructedContext(1), 'public key');
  const publicKey = wrapped && readBitString(wrapped.contents(Tag.bitString, 'public key'), 'public key');
  wrapped?.finish('public key');
  fields.finish('EC key');
  return { parameters, publicKey };
}

/** @param outer DER AlgorithmIdentifier around the key; where there is none the curve is named within */
function ecPublicHalf(bytes: Uint8Array, outer?: Uint8Array): Uint8Array | undefined {
  const { parameters, publicKey } = readSec1(bytes);
  const algorithm = outer ?? (parameters && ecAlgorithm(parameters));
  return algorithm && publicKey && spkiOf(algorithm, publicKey);
}

function ecAlgorithm(parameters: Uint8Array): Uint8Array {
  return der(sequence(oid(Oid.ecPublicKey), raw(parameters)));
}

/** What a key is whose public half is not known. */
function kindOf(bytes: Uint8Array, structure: Exclude<Structure, 'encrypted-pkcs8'>): KeyKind {
  const nothing = new Uint8Array();
  if (structure === 'pkcs8') {
    const { algorithm, algorithmOid } = readPkcs8(bytes);
    return algorithmOid === Oid.rsaEncryption ? { algorithm: 'rsa' } : keyKind(spkiOf(algorithm, nothing));
  }
  const { parameters } = readSec1(bytes);
  return parameters === undefined ? { algorithm: 'ec' } : keyKind(spkiOf(ecAlgorithm(parameters), nothing));
}

/** Curves and kinds whose public half is computed. Explicit parameters could be such that OpenSSL never comes to an end. */
const computed: ReadonlySet<string> = new Set([
  'P-224',
  'P-256',
  'P-384',
  'P-521',
  'secp256k1',
  'brainpoolP256r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
]);
const largestDsaKey = 4096;

function computePublicHalf(bytes: Uint8Array, type: Exclude<Structure, 'encrypted-pkcs8'>): Uint8Array | undefined {
  if (type !== 'pkcs8' && type !== 'sec1') return undefined;
  const { algorithm, curve, bits = 0, oid: other } = kindOf(bytes, type);
  const isKnown =
    algorithm === 'ec'
      ? computed.has(curve ?? '')
      : algorithm === 'dsa'
        ? bits > 0 && bits <= largestDsaKey
        : algorithm !== 'other' || other === KeyOid.x448;
  if (!isKnown) return undefined;
  try {
    const { createPrivateKey, createPublicKey } = nodeCrypto();
    const key = createPrivateKey({ key: Buffer.from(bytes), format: 'der', type });
    return new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }));
  } catch {
    // It is not a key of its kind, or this build does not know the kind: then the public half remains unknown.
    return undefined;
  }
}
