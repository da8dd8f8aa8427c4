import { verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { DerReader, Tag, readOid } from './der-reader.ts';
import { der, oid, sequence, tlv } from './der-writer.ts';
import { Oid } from './oid.ts';
import { X509Problem } from './problem.ts';
import { pssName } from './pss.ts';

/** An algorithm that swarm signs with and accepts. */
export interface SigningAlgorithm {
  /** As Go's errors name it. */
  readonly name: string;
  /** The whole AlgorithmIdentifier as DER. */
  readonly identifier: Uint8Array;
  /** For node:crypto. */
  readonly digest: 'sha256' | 'sha384' | 'sha512';
  /** The key that signs so. */
  readonly key: 'rsa' | 'ec';
}

/** One that swarm refuses or cannot check. */
interface RefusedAlgorithm {
  /** As Go's errors name it. */
  readonly name: string;
  readonly digest: undefined;
  readonly key: undefined;
}

/** What a certificate or request says it is signed with. */
export type SignatureAlgorithm = SigningAlgorithm | RefusedAlgorithm;

type Digest = SigningAlgorithm['digest'];

const rsa = (digest: Digest, dotted: string): SigningAlgorithm => ({
  name: `${digest.toUpperCase()}-RSA`,
  identifier: der(sequence(oid(dotted), tlv(Tag.null))),
  digest,
  key: 'rsa',
});
const ecdsa = (digest: Digest, dotted: string): SigningAlgorithm => ({
  name: `ECDSA-${digest.toUpperCase()}`,
  identifier: der(sequence(oid(dotted))),
  digest,
  key: 'ec',
});

/** What P-256 keys sign with, and so every node. */
export const ecdsaWithSha256 = ecdsa('sha256', '1.2.840.10045.4.3.2');

const signing: ReadonlyMap<string, SigningAlgorithm> = new Map([
  ['1.2.840.10045.4.3.2', ecdsaWithSha256],
  ['1.2.840.10045.4.3.3', ecdsa('sha384', '1.2.840.10045.4.3.3')],
  ['1.2.840.10045.4.3.4', ecdsa('sha512', '1.2.840.10045.4.3.4')],
  ['1.2.840.113549.1.1.11', rsa('sha256', '1.2.840.113549.1.1.11')],
  ['1.2.840.113549.1.1.12', rsa('sha384', '1.2.840.113549.1.1.12')],
  ['1.2.840.113549.1.1.13', rsa('sha512', '1.2.840.113549.1.1.13')],
]);

/** Algorithms that Go knows by name and swarm refuses. */
const refused: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.4', 'MD5-RSA'],
  ['1.2.840.113549.1.1.5', 'SHA1-RSA'],
  ['1.3.14.3.2.29', 'SHA1-RSA'],
  ['1.2.840.10045.4.1', 'ECDSA-SHA1'],
  ['1.2.840.10040.4.3', 'DSA-SHA1'],
  ['2.16.840.1.101.3.4.3.2', 'DSA-SHA256'],
]);

/** The number of Go's "unknown", which it prints where it knows no name. */
const unknown = '0';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const byDer = new Map([...signing.values()].map((algorithm) => [hex(algorithm.identifier), algorithm]));

/**
 * Names the algorithm of an AlgorithmIdentifier. As in Go the parameters count for RSASSA-PSS and Ed25519 alone.
 *
 * @param identifier DER AlgorithmIdentifier
 * @returns one without digest when swarm does not accept it (docs/protocol.md §1.2)
 * @throws {X509Problem} `malformed-der`
 */
export function signatureAlgorithm(identifier: Uint8Array): SignatureAlgorithm {
  const usual = byDer.get(hex(identifier));
  if (usual) return usual;
  const fields = new DerReader(identifier).enter(Tag.sequence, 'algorithm identifier');
  const dotted = readOid(fields.contents(Tag.oid, 'algorithm'));
  return signing.get(dotted) ?? { name: refusedName(dotted, fields), digest: undefined, key: undefined };
}

function refusedName(dotted: string, parameters: DerReader): string {
  if (dotted === Oid.ed25519) return parameters.done ? 'Ed25519' : unknown;
  if (dotted === Oid.rsassaPss) return pssName(parameters.rest) ?? unknown;
  return refused.get(dotted) ?? unknown;
}

/**
 * The algorithm with which a CA key signs leaves (docs/protocol.md §1.3 rows 7 to 9).
 *
 * @param key public or private
 * @throws {X509Problem} `unsupported-algorithm` for keys that swarm does not sign with
 */
export function algorithmForKey(key: KeyObject): SigningAlgorithm {
  const name = nameForKey(key);
  const algorithm = [...signing.values()].find((candidate) => candidate.name === name);
  if (algorithm !== undefined) return algorithm;
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
  return algorithm.digest !== undefined;
}

function nameForKey(key: KeyObject): string | undefined {
  const { namedCurve, modulusLength = 0, publicExponent } = key.asymmetricKeyDetails ?? {};
  const curves: Partial<Record<string, string>> = { prime256v1: 'SHA256', secp384r1: 'SHA384', secp521r1: 'SHA512' };
  const digest = curves[namedCurve ?? ''];
  if (key.asymmetricKeyType === 'ec') return digest && `ECDSA-${digest}`;
  if (key.asymmetricKeyType !== 'rsa' || modulusLength < 2048 || publicExponent === 1n) return undefined;
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
