import { createCipheriv, createDecipheriv } from 'node:crypto';
import { StoreProblem } from './problem.ts';

/** Encrypts the rows that hold secrets. */
export interface Seal {
  /** @param name of the secret: one row's contents cannot be passed off as another's */
  seal(name: string, secret: string): Uint8Array;
  /** @throws {StoreProblem} `wrong-key` */
  open(name: string, sealed: Uint8Array): string;
}

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

/**
 * AES-256-GCM with the manager's data encryption key, which lies in the header of its key file.
 *
 * @param dek 32 bytes
 * @param random source of nonces
 */
export function sealWith(dek: Uint8Array, random: (length: number) => Uint8Array): Seal {
  return {
    seal(name, secret) {
      const nonce = random(nonceLength);
      const cipher = createCipheriv(algorithm, dek, nonce).setAAD(Buffer.from(name));
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open(name, sealed) {
      const nonce = sealed.subarray(0, nonceLength);
      const tag = sealed.subarray(nonceLength, nonceLength + tagLength);
      try {
        const decipher = createDecipheriv(algorithm, dek, nonce).setAAD(Buffer.from(name)).setAuthTag(tag);
        return decipher.update(sealed.subarray(nonceLength + tagLength), undefined, 'utf8') + decipher.final('utf8');
      } catch (cause) {
        throw new StoreProblem('wrong-key', `the secret ${name} cannot be opened`, {
          expected: 'the data encryption key with which it was sealed',
          next: 'Restore the state directory and the manager’s swarm-node.key from the same backup.',
          cause,
        });
      }
    },
  };
}
