import { createCipheriv, createECDH, createHmac, createPrivateKey, createPublicKey } from 'node:crypto';
import type { Entropy, KeyPair } from './entropy.ts';

/**
 * Chance from a seed, for labs that are to be repeated. **Never for a real swarm: whoever knows the seed has all its keys.**
 * The same seed and the same draws yield the same bytes, integers and keys. Signatures differ all the same: OpenSSL draws
 * the number that each ECDSA signature needs by itself.
 *
 * @param seed any text
 */
export function seededEntropy(seed: string): Entropy {
  return streamOf(derive('swarmpki', 'seed', seed));
}

/** As many integers can be told apart by the bytes that are drawn for one: the limit of node:crypto's `randomInt`. */
const drawBytes = 6;
const draws = 2 ** (8 * drawBytes);
/** The order n of P-256's base point (SEC 2 §2.4.2): private keys are integers from 1 to n - 1. */
const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');

function derive(key: string | Uint8Array, purpose: 'seed' | 'stream' | 'split', text: string): Uint8Array {
  return createHmac('sha256', key).update(`${purpose}:${text}`).digest();
}

/** @param root 32 bytes from which the stream, and those split off, are derived */
function streamOf(root: Uint8Array): Entropy {
  // The key is used for this stream alone: so it may count from zero.
  const keystream = createCipheriv('aes-256-ctr', derive(root, 'stream', ''), Buffer.alloc(16));
  const bytes = (length: number): Uint8Array => keystream.update(Buffer.alloc(length));
  return {
    bytes,
    newKey: () => p256Key(bytes),
    integerBelow: (bound) => (bound <= 1 ? 0 : integerBelow(bound, bytes)),
    split: (label) => streamOf(derive(root, 'split', label)),
  };
}

/** Draws until it has a number below the greatest multiple of the bound: so that none is likelier than another. */
function integerBelow(bound: number, bytes: (length: number) => Uint8Array): number {
  if (!Number.isSafeInteger(bound) || bound >= draws) throw new RangeError(`no integer is drawn below ${bound}`);
  const most = draws - (draws % bound);
  for (;;) {
    const drawn = Buffer.from(bytes(drawBytes)).readUIntBE(0, drawBytes);
    if (drawn < most) return drawn % bound;
  }
}

/** Draws a private key as FIPS 186-5 A.2.2 does: bytes that are no integer from 1 to n - 1 are passed over. */
function p256Key(bytes: (length: number) => Uint8Array): KeyPair {
  let scalar = bytes(order.length);
  while (Buffer.compare(scalar, order) >= 0 || scalar.every((byte) => byte === 0)) scalar = bytes(order.length);

  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(scalar);
  // 04, then the point's coordinates (SEC 1 §2.3.3).
  const point = ecdh.getPublicKey();
  const coordinate = (from: number): string => point.subarray(from, from + 32).toString('base64url');
  // Given by a point as well, the key is written out with it, as those are that the system makes (RFC 5915 §3).
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: coordinate(1),
    y: coordinate(33),
    d: Buffer.from(scalar).toString('base64url'),
  };
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}
