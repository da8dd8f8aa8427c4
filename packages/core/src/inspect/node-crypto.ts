import type * as Crypto from 'node:crypto';

/**
 * node:crypto, loaded when it is first needed: an editor waits for what reads its documents, and loading it takes a third of
 * the time in which node itself starts. Only what decrypts or computes asks for it, never what skims.
 */
export function nodeCrypto(): typeof Crypto {
  return globalThis.process.getBuiltinModule('node:crypto');
}
