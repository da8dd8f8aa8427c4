import { verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { DerReader, Tag, readOid } from './der-reader.ts';
import { der, oid, sequence, tlv } from './der-writer.ts';
import { X509Problem } from './problem.ts';

/** A signature algorithm, by the name that Go's errors give it. */
export interface SignatureAlgorithm {
  readonly name: string;
  /** The whole AlgorithmIdentifier as DER. */
  readonly identifier: Uint8Array;
  /** Digest for node:crypto, or `undefined` for what swarm refuses or cannot check. */
  readonly digest: 'sha256' | 'sha384' | 'sha512' | undefined;
  /** The key that signs so. */
  readonly key: 'rsa' | 'ec' | undefined;
}

const withNull = (dotted: string): Uint8Array => der(sequence(oid(dotted), tlv(Tag.null)));
const bare = (dotted: string): Uint8Array => der(sequence(oid(dotted)));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** What P-256 keys sign with, and so every node. */
export const ecdsaWithSha256: SigningAlgorithm = {
  name: 'ECDSA-SHA256',
  identifier: bare('1.2.840.10045.4.3.2'),
  digest: 'sha256',
  key: 'ec',
};

const known: readonly SignatureAlgorithm[] = [
  ecdsaWithSha256,
  { name: 'ECDSA-SHA384', identifier: bare('1.2.840.10045.4.3.3'), digest: 'sha384', key: 'ec' },
  { name: 'ECDSA-SHA512', identifier: bare('1.2.840.10045.4.3.4'), digest: 'sha512', key: 'ec' },
  { name: 'SHA256-RSA', identifier: withNull('1.2.840.113549.1.1.11'), digest: 'sha256', key: 'rsa' },
  { name: 'SHA384-RSA', identifier: withNull('1.2.840.113549.1.1.12'), digest: 'sha384', key: 'rsa' },
  { name: 'SHA512-RSA', identifier: withNull('1.2.840.113549.1.1.13'), digest: 'sha512', key: 'rsa' },
  { name: 'SHA1-RSA', identifier: withNull('1.2.840.113549.1.1.5'), digest: undefined, key: undefined },
  { name: 'ECDSA-SHA1', identifier: bare('1.2.840.10045.4.1'), digest: undefined, key: undefined },
  { name: 'DSA-SHA1', identifier: bare('1.2.840.10040.4.3'), digest: undefined, key: undefined },
  { name: 'DSA-SHA256', identifier: bare('2.16.840.1.101.3.4.3.2'), digest: undefined, key: undefined },
  { name: 'Ed25519', identifier: bare('1.3.101.112'), digest: undefined, key: undefined },
];
const byDer = new Map(known.map((algorithm) => [hex(algorithm.identifier), algorithm]));

/**
 * Names the algorithm of an AlgorithmIdentifier.
 *
 * @param identifier DER AlgorithmIdentifier
 * @returns one without digest when swarm does not accept it (docs/protocol.md §1.2); unknown ones are named by their OID
 * @throws {X509Problem} `malformed-der`
 */
export function signatureAlgorithm(identifier: Uint8Array): SignatureAlgorithm {
  const found = byDer.get(hex(identifier));
  if (found) return found;
  const reader = new DerReader(identifier).enter(Tag.sequence, 'algorithm identifier');
  const name = readOid(reader.contents(Tag.oid, 'algorithm'));
  return { name, identifier, digest: undefined, key: undefined };
}

/** An algorithm that swarm signs with. */
export interface SigningAlgorithm extends SignatureAlgorithm {
  readonly digest: 'sha256' | 'sha384' | 'sha512';
  readonly key: 'rsa' | 'ec';
}

/**
 * The algorithm with which a CA key signs leaves (docs/protocol.md §1.3).
 *
 * @throws {X509Problem} `unsupported-algorithm` for keys that swarm does not sign with
 */
export function algorithmForKey(key: KeyObject): SigningAlgorithm {
  const name = nameForKey(key);
  const algorithm = known.find((candidate) => candidate.name === name);
  if (algorithm !== undefined && isSigning(algorithm)) return algorithm;
  const message = {
    ec: 'unsupported ECDSA key parameters',
    rsa: 'unsupported RSA key parameters',
    other: 'unknown or unsupported certificate public key algorithm',
  }[key.asymmetricKeyType === 'ec' || key.asymmetricKeyType === 'rsa' ? key.asymmetricKeyType : 'other'];
  throw new X509Problem('unsupported-algorithm', message, {
    expected: 'an ECDSA key on P-256, P-384 or P-521, or an RSA key of at least 2048 bits',
    next: 'Make a new CA key of one of these kinds.',
  });
}

/** Whether swarm signs with an algorithm, and so accepts it. */
export function isSigning(algorithm: SignatureAlgorithm): algorithm is SigningAlgorithm {
  return algorithm.digest !== undefined && algorithm.key !== undefined;
}

function nameForKey(key: KeyObject): string | undefined {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  const curves: Partial<Record<string, string>> = { prime256v1: 'SHA256', secp384r1: 'SHA384', secp521r1: 'SHA512' };
  const digest = curves[namedCurve ?? ''];
  if (key.asymmetricKeyType === 'ec') return digest && `ECDSA-${digest}`;
  if (key.asymmetricKeyType !== 'rsa' || modulusLength < 2048) return undefined;
  return `SHA${modulusLength >= 4096 ? 512 : modulusLength >= 3072 ? 384 : 256}-RSA`;
}

/**
 * Checks a signature.
 *
 * @param algorithm what the signed thing says it was signed with
 * @param signed the bytes under the signature
 * @param key the key of the alleged signer; its kind must be the algorithm's
 */
export function checkSignature(
  algorithm: SignatureAlgorithm,
  signed: Uint8Array,
  signature: Uint8Array,
  key: KeyObject,
): boolean {
  if (!isSigning(algorithm) || key.asymmetricKeyType !== algorithm.key) return false;
  return verify(algorithm.digest, signed, key, signature);
}
