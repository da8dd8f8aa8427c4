import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemEntropy } from '../entropy/entropy.ts';
import { otherKey } from '../testing/certificates.ts';
import { createNamedRequest, createRequest, readRequest } from './csr.ts';
import { guessGeneralName, readGeneralNames } from './general-names.ts';
import { commonName } from './name.ts';
import { decodePem, encodePem } from './pem.ts';
import { X509Problem } from './problem.ts';
import { isP256Spki } from './public-key.ts';

function messageFor(pem: string): string {
  try {
    readRequest(pem);
  } catch (error) {
    if (error instanceof X509Problem) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('createRequest', () => {
  it('asks for nothing: empty subject, empty attributes, version 0', () => {
    const [block] = decodePem(createRequest(systemEntropy.newKey())).blocks;
    const info = Buffer.from(block?.der ?? []);
    // INTEGER 0, then an empty SEQUENCE for the subject; at the end of the info an empty [0].
    expect(info.subarray(4, 9).toString('hex')).toContain('0201003000'.slice(0, 4));
    expect(info.toString('hex')).toContain('0201003000');
    expect(info.toString('hex')).toContain('a000');
    expect(block?.type).toBe('CERTIFICATE REQUEST');
  });
});

describe('createNamedRequest', () => {
  it.each(['rsa-2048', 'P-384', 'P-521'] as const)('states name, host names and key, signed by a %s key', (kind) => {
    const { privateKey, publicKey } = otherKey(kind);
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    const names = ['a.example', '10.0.0.7'].map(guessGeneralName);
    const subject = commonName('a new root');
    const request = readRequest(createNamedRequest({ subject, spki, names, key: privateKey }));
    expect(Buffer.from(request.subject)).toEqual(Buffer.from(subject));
    expect(Buffer.from(request.spki)).toEqual(spki);
    expect(request.extensions.map(({ value }) => readGeneralNames(value))).toEqual([names]);
  });

  it('asks for no extension when there is no name to ask for', () => {
    const { privateKey, publicKey } = systemEntropy.newKey();
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    const pem = createNamedRequest({ subject: commonName('a'), spki, names: [], key: privateKey });
    expect(readRequest(pem).extensions).toEqual([]);
  });
});

describe('readRequest', () => {
  it('takes the key, and the key alone', () => {
    const keys = systemEntropy.newKey();
    const { spki } = readRequest(createRequest(keys));
    expect(isP256Spki(spki)).toBe(true);
    expect(Buffer.from(spki)).toEqual(keys.publicKey.export({ format: 'der', type: 'spki' }));
  });

  it('accepts the older PEM type', () => {
    expect(
      messageFor(createRequest(systemEntropy.newKey()).replaceAll(' CERTIFICATE REQ', ' NEW CERTIFICATE REQ')),
    ).toBe('accepted');
  });

  it('answers each fault with the code that cfssl gives it', () => {
    const pem = createRequest(systemEntropy.newKey());
    const { der } = decodePem(pem).blocks[0] ?? { der: new Uint8Array() };
    expect(messageFor('random garbage')).toBe('{"code":9002,"message":"CSR Decode failed"}');
    expect(messageFor(encodePem('CERTIFICATE', der))).toBe('{"code":9300,"message":"not a csr"}');
    expect(messageFor(encodePem('CERTIFICATE REQUEST', der.subarray(0, 50)))).toContain('{"code":9003,');
    const forged = Uint8Array.from(der);
    forged[60] = (forged[60] ?? 0) ^ 1;
    expect(messageFor(encodePem('CERTIFICATE REQUEST', forged))).toContain('{"code":9300,');
  });

  it('answers any change of any byte with a request or a problem', () => {
    const { der } = decodePem(createRequest(systemEntropy.newKey())).blocks[0] ?? { der: new Uint8Array() };
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bytes = Uint8Array.from(der);
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        expect(messageFor(encodePem('CERTIFICATE REQUEST', bytes))).not.toBe('accepted');
      }),
      { numRuns: 500 },
    );
  });

  it('wants a P-256 key from those who make requests here', () => {
    expect(() => createRequest(otherKey('P-384'))).toThrow('not on the curve P-256');
  });
});
