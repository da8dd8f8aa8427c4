import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { beginsAsDer, holdsText } from './sniff.ts';

describe('the bytes of a file', () => {
  const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' });

  it.each([
    ['a certificate', Uint8Array.of(0x30, 0x82, 1)],
    ['of indefinite length', Uint8Array.of(0x30, 0x80)],
    ['a short key', ed25519],
  ])('are DER: %s', (_, bytes) => {
    expect([beginsAsDer(bytes), holdsText(bytes)]).toEqual([true, false]);
  });

  it.each(['-----BEGIN', '0\n', '0\u{8}sixteen.', 'Grüße'])('are a text: %j', (text) => {
    const bytes = Buffer.from(text);
    expect([beginsAsDer(bytes), holdsText(bytes)]).toEqual([false, true]);
  });

  it.each([
    ['nothing', []],
    ['gzip', [0x1f, 0x8b, 8]],
    ['with a zero', [0x61, 0, 0x61]],
    ['a key with more behind it', [...ed25519, 0x0a]],
  ])('are neither: %s', (_, bytes) => {
    expect([beginsAsDer(Uint8Array.from(bytes)), holdsText(Uint8Array.from(bytes))]).toEqual([false, false]);
  });
});
