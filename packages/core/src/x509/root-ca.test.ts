import { generateKeyPairSync, hash } from 'node:crypto';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  crossSignAsDocker,
  hex,
  makeAuthority,
  makeLeaf,
  makeRoot,
  noon,
  otherKey,
  pkcs8Pem,
} from '../testing/certificates.ts';
import type { Authority } from '../testing/certificates.ts';
import { dsaKey, ecKey, oddRoot, pkcs7Of, rsaSpki, signatures, spkiOf } from '../testing/odd-certificates.ts';
import { certificatePem } from './certificate.ts';
import { encodePem } from './pem.ts';
import { sec1Pem } from './private-key.ts';
import { X509Problem } from './problem.ts';
import { expiresTooSoon, readRootCa, signerOf } from './root-ca.ts';
import type { RootCa, RootCaMaterial } from './root-ca.ts';

const hour = 3_600_000;
const rubbish = 'this is no PEM\n';
let root: Authority;
/** The key of {@link root}, PEM. */
let key: string;

beforeAll(async () => {
  root = await makeRoot();
  key = pkcs8Pem(root.key);
});

const read = (material: RootCaMaterial) => (): RootCa => readRootCa(material, noon);
/** A root that signs by its own certificate, and what may be otherwise. */
const selfSigning = (pem = root.pem, signingKey = key, more: Partial<RootCaMaterial> = {}) =>
  read({ bundle: pem, signingCert: pem, signingKey, ...more });

describe('readRootCa', () => {
  it.each([
    ['P-256', 'P-256'],
    ['P-384', 'P-384'],
    ['P-521', 'P-521'],
    ['RSA of 2048 bits', 'rsa-2048'],
  ] as const)('AC-009 takes a root with a key on %s, and gives bytes, digest and signer', async (_what, kind) => {
    const authority = await makeAuthority({ keys: otherKey(kind) });
    const { trust, signer, intermediates } = selfSigning(authority.pem, pkcs8Pem(authority.key))();
    expect(trust.pem).toBe(authority.pem);
    expect(trust.digest).toBe(hash('sha256', authority.pem, 'hex'));
    expect(signer?.key.equals(authority.key)).toBe(true);
    expect(hex(signer?.certificate.der)).toBe(hex(authority.certificate.der));
    expect(intermediates).toBe('');
  });

  it('AC-004 has no signer without a key, and says so when it is asked for one', () => {
    const rootCa = read({ bundle: root.pem, signingCert: '', signingKey: '' })();
    expect(rootCa.signer).toBeUndefined();
    expect(() => signerOf(rootCa)).toThrow(
      expect.objectContaining({ code: 'no-signer', message: 'no valid signer found' }),
    );
  });

  it('wants both of signing certificate and key, or neither', () => {
    const message = 'must provide both a signing key and a signing cert, or neither';
    expect(read({ bundle: root.pem, signingCert: root.pem })).toThrow(message);
    expect(read({ bundle: root.pem, signingKey: key })).toThrow(message);
  });

  it('AC-012 refuses a bundle and a signing certificate that are no PEM', () => {
    const reason = '{"code":1002,"message":"Failed to decode certificate"}';
    expect(selfSigning(rubbish)).toThrow(new RegExp(`^invalid root certificates: ${reason}$`));
    expect(selfSigning(root.pem, key, { signingCert: rubbish })).toThrow(
      new RegExp(`^invalid signing CA cert: ${reason}$`),
    );
  });

  it('AC-013 refuses white space in the place of either', () => {
    expect(selfSigning(' \n')).toThrow(/^no valid root CA certificates found$/);
    expect(selfSigning(root.pem, key, { signingCert: ' \n' })).toThrow(/^no valid signing CA certificates found$/);
  });

  it('AC-014 AC-015 refuses a bundle of which one root has expired or is not yet valid', async () => {
    const expired = await makeAuthority({ notAfter: noon - hour });
    expect(selfSigning(root.pem + expired.pem)).toThrow(/^error while validating Root CA Certificate: .*expired/);
    const future = await makeAuthority({ notBefore: noon + hour });
    expect(selfSigning(root.pem + future.pem)).toThrow(/^error while validating Root CA Certificate: .*not yet valid/);
  });

  it.each([
    ['AC-015 is not yet valid', { notBefore: noon + hour }, 'not yet valid'],
    ['has expired', { notAfter: noon - hour }, 'expired'],
  ])('refuses a signing certificate of a good root that %s', async (_what, times, reason) => {
    const signing = await makeAuthority({ keys: root.keys, ...times });
    expect(selfSigning(root.pem, key, { signingCert: signing.pem })).toThrow(
      new RegExp(`^error while validating signing CA certificate against roots and intermediates: .*${reason}`),
    );
  });

  it('refuses a signing certificate that does not lead to the roots', async () => {
    const stranger = await makeRoot();
    expect(selfSigning(root.pem, pkcs8Pem(stranger.key), { signingCert: stranger.pem })).toThrow(
      /^error while validating signing CA certificate against roots and intermediates: .*unknown authority/,
    );
  });

  it.each([
    ['RSA with SHA-1', () => otherKey('rsa-2048'), signatures.sha1Rsa, 'SHA1-RSA'],
    ['ECDSA with SHA-1', () => otherKey('P-256'), signatures.ecdsaSha1, 'ECDSA-SHA1'],
    ['DSA with SHA-1', dsaKey, signatures.dsaSha1, 'DSA-SHA1'],
  ])('AC-016 AC-017 refuses %s before it asks for chain or key', (_what, newKeys, signature, name) => {
    const keys = newKeys();
    const odd = oddRoot(keys, signature);
    const message = new RegExp(`^unsupported signature algorithm: ${name}$`);
    expect(selfSigning(odd, pkcs8Pem(keys.privateKey))).toThrow(message);
    expect(selfSigning(root.pem, pkcs8Pem(keys.privateKey), { signingCert: odd })).toThrow(message);
    expect(selfSigning(root.pem, rubbish, { signingCert: odd })).toThrow(message);
  });

  it('takes the first of several signing certificates', async () => {
    const other = await makeRoot();
    const bundle = other.pem + root.pem;
    const first = signerOf(read({ bundle, signingCert: root.pem + other.pem, signingKey: key })());
    expect(hex(first.certificate.der)).toBe(hex(root.certificate.der));
    expect(read({ bundle, signingCert: bundle, signingKey: key })).toThrow('certificate key mismatch');
  });

  it('takes the first certificate of a PKCS #7 bundle as well', async () => {
    const bundle = encodePem('PKCS7', pkcs7Of([root.certificate.der, (await makeRoot()).certificate.der]));
    expect(hex(signerOf(selfSigning(bundle)()).certificate.der)).toBe(hex(root.certificate.der));
  });
});

describe('the key of a root', () => {
  it('may be PKCS #8 or SEC 1, behind its parameters or text', () => {
    const parameters = encodePem('EC PARAMETERS', Uint8Array.from([6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]));
    for (const pem of [key, sec1Pem(root.key), parameters + sec1Pem(root.key), `text\n${key}`]) {
      expect(selfSigning(root.pem, pem)().signer?.key.equals(root.key)).toBe(true);
    }
  });

  it('may be PKCS #1', async () => {
    const rsa = await makeAuthority({ keys: otherKey('rsa-2048') });
    const pem = rsa.key.export({ format: 'pem', type: 'pkcs1' }).toString();
    expect(selfSigning(rsa.pem, pem)().signer?.key.equals(rsa.key)).toBe(true);
  });

  it('AC-018 has to be PEM, and a key', () => {
    const message = (code: number, text: string) => `malformed private key: {"code":${code},"message":"${text}"}`;
    expect(selfSigning(root.pem, rubbish)).toThrow(message(2002, 'Failed to decode private key'));
    expect(selfSigning(root.pem, encodePem('PRIVATE KEY', Uint8Array.of(1, 2)))).toThrow(
      message(2003, 'Failed to parse private key'),
    );
  });

  it('is refused when it is encrypted, in the old form and in the new', () => {
    const secret = { cipher: 'aes-256-cbc', passphrase: 'x' };
    const old = root.key.export({ format: 'pem', type: 'sec1', ...secret }).toString();
    expect(selfSigning(root.pem, old)).toThrow(
      'malformed private key: {"code":2100,"message":"Private key is encrypted."}',
    );
    // cfssl looks for the old form alone, and does not recognise this one.
    expect(selfSigning(root.pem, root.key.export({ format: 'pem', type: 'pkcs8', ...secret }).toString())).toThrow(
      'malformed private key: {"code":2003,"message":"Failed to parse private key"}',
    );
  });

  it.each([
    ['secp256k1', () => ecKey('secp256k1')],
    ['X25519', () => generateKeyPairSync('x25519')],
    ['RSA for PSS alone', () => generateKeyPairSync('rsa-pss', { modulusLength: 1024 })],
    ['DSA', dsaKey],
  ])('is refused when it is %s, which Go does not parse', (_what, keys) => {
    expect(selfSigning(root.pem, pkcs8Pem(keys().privateKey))).toThrow('{"code":2003,');
  });

  it.each([
    ['AC-019 RSA of 1024 bits', () => otherKey('rsa-1024'), signatures.sha256Rsa, 'unsupported RSA key parameters'],
    ['AC-020 on P-224', () => otherKey('P-224'), signatures.ecdsaSha256, 'unsupported ECDSA key parameters'],
  ])('may not be %s, though such a root without a key is trusted', (_what, newKeys, signature, message) => {
    const keys = newKeys();
    const pem = oddRoot(keys, signature);
    expect(selfSigning(pem, pkcs8Pem(keys.privateKey))).toThrow(new RegExp(`^${message}$`));
    // The rule is about the certificate: no other key helps.
    expect(selfSigning(pem, key)).toThrow(new RegExp(`^${message}$`));
    expect(read({ bundle: pem })().trust.certificates).toHaveLength(1);
  });

  it('may not have the exponent 1', () => {
    const modulus = Buffer.from(otherKey('rsa-2048').publicKey.export({ format: 'jwk' }).n ?? '', 'base64url');
    const signer = { signingKey: root.key, spki: rsaSpki(modulus, 1) };
    const pem = oddRoot(root.keys, signatures.ecdsaSha256, signer);
    expect(selfSigning(pem)).toThrow(/^unsupported RSA key parameters$/);
    expect(read({ bundle: pem })().trust.certificates).toHaveLength(1);
    const sane = oddRoot(root.keys, signatures.ecdsaSha256, { ...signer, spki: rsaSpki(modulus, 3) });
    expect(selfSigning(sane)).toThrow(/^certificate key mismatch$/);
  });

  it('may not be of another kind', () => {
    const keys = generateKeyPairSync('ed25519');
    const pem = oddRoot(keys, signatures.ecdsaSha256, { signingKey: root.key });
    expect(selfSigning(pem, pkcs8Pem(keys.privateKey))).toThrow(
      /^unknown or unsupported certificate public key algorithm$/,
    );
  });

  it.each([
    ['a P-256 key', () => otherKey('P-256')],
    ['AC-021 a P-224 key', () => otherKey('P-224')],
    ['an RSA key', () => otherKey('rsa-1024')],
    ['an Ed25519 key', () => generateKeyPairSync('ed25519')],
  ])('is not %s of another certificate', (_what, keys) => {
    expect(selfSigning(root.pem, pkcs8Pem(keys().privateKey))).toThrow(/^certificate key mismatch$/);
  });

  it('is not told by the public key that a file puts beside it', async () => {
    const stranger = await makeRoot();
    const publicKey = (authority: Authority): string => spkiOf(authority.keys).subarray(-65).toString('hex');
    const sec1 = Buffer.from(stranger.key.export({ format: 'der', type: 'sec1' })).toString('hex');
    const forged = Buffer.from(sec1.replace(publicKey(stranger), publicKey(root)), 'hex');
    expect(selfSigning(root.pem, encodePem('EC PRIVATE KEY', forged))).toThrow(/^certificate key mismatch$/);
  });

  it('is in no error', () => {
    const secret = Buffer.from(root.key.export({ format: 'jwk' }).d ?? '', 'base64url').toString('base64');
    try {
      selfSigning(root.pem, key.replace('-----END', '-----ENDS'))();
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify([error, String(error), (error as X509Problem).next])).not.toContain(secret.slice(0, 12));
    }
  });
});

describe('the intermediates of a root', () => {
  it('AC-022 have to be PEM and valid', async () => {
    const intermediates = (pem: string) => selfSigning(root.pem, key, { intermediates: pem });
    expect(intermediates(rubbish)).toThrow(
      /^invalid intermediate chain: \{"code":1002,"message":"Failed to decode certificate"\}$/,
    );
    expect(intermediates('\n')).toThrow(/^invalid intermediate chain: no certificates to validate$/);
    const expired = await makeAuthority({ issuer: root, subject: 'middle', notAfter: noon - hour });
    expect(intermediates(expired.pem)).toThrow(/^invalid intermediate chain: .*not valid after.*expired/);
  });

  it('AC-023 are called expired, too, when they are not yet valid', async () => {
    const future = await makeAuthority({ issuer: root, subject: 'middle', notBefore: noon + hour });
    expect(selfSigning(root.pem, key, { intermediates: future.pem })).toThrow(/^invalid intermediate chain: .*expired/);
  });

  it('lead from the signing certificate to the roots, and come back byte for byte', async () => {
    const fresh = await makeRoot();
    const crossSigned = certificatePem(await crossSignAsDocker(fresh, root));
    const signingKey = pkcs8Pem(fresh.key);
    const intermediates = `a comment\n${crossSigned}\n\n`;
    const amidRotation = { bundle: root.pem, signingKey, intermediates };
    expect(read({ ...amidRotation, signingCert: crossSigned })().intermediates).toBe(intermediates);
    // The new root itself is not signed by the old one, so it does not lead there.
    expect(read({ ...amidRotation, signingCert: fresh.pem })).toThrow('unknown authority');
    const both = read({ bundle: root.pem + fresh.pem, signingCert: fresh.pem, signingKey, intermediates });
    expect(hex(signerOf(both()).certificate.der)).toBe(hex(fresh.certificate.der));
  });

  it('are those of the signing certificate', async () => {
    const middle = await makeAuthority({ issuer: root, subject: 'middle' });
    const message =
      /^invalid intermediate chain - the first intermediate must have the same subject and public key as the signing cert$/;
    expect(selfSigning(root.pem, key, { intermediates: middle.pem })).toThrow(message);
    const namesake = await makeAuthority({ issuer: root, subject: 'swarm-ca' });
    expect(selfSigning(root.pem, key, { intermediates: namesake.pem })).toThrow(message);
    expect(read({ bundle: root.pem, intermediates: middle.pem })().signer).toBeUndefined();
  });

  it('are checked before the key is', () => {
    expect(selfSigning(root.pem, rubbish, { intermediates: rubbish })).toThrow('invalid intermediate chain');
    expect(selfSigning(rubbish, rubbish, { intermediates: rubbish })).toThrow('invalid root certificates');
  });
});

describe('a root that a user brings along', () => {
  it.each([
    [
      'may not sign certificates by its key usage',
      [
        { kind: 'keyUsage', usages: ['digitalSignature'] },
        { kind: 'basicConstraints', ca: true },
      ],
    ],
    ['is no CA', [{ kind: 'basicConstraints', ca: false }]],
    ['says nothing about itself', []],
  ] as const)('is loaded though it %s', async (_what, extensions) => {
    const odd = await makeAuthority({ extensions });
    expect(selfSigning(odd.pem, pkcs8Pem(odd.key))().signer).toBeDefined();
  });

  it('is loaded with a path length of 0, and without a version', async () => {
    const pathLength = { oid: '2.5.29.19', critical: true, value: Buffer.from('30060101ff020100', 'hex') };
    const short = await makeAuthority({ extensions: [], more: [pathLength] });
    expect(selfSigning(short.pem, pkcs8Pem(short.key))().signer?.certificate.facts.basicConstraints).toEqual({
      ca: true,
      pathLength: 0,
    });
    const keys = otherKey('P-256');
    const v1 = oddRoot(keys, signatures.ecdsaSha256, { version: 1 });
    expect(selfSigning(v1, pkcs8Pem(keys.privateKey))().signer?.certificate.version).toBe(1);
  });

  it('is too short-lived within a year from now', () => {
    const year = 8760 * hour;
    const ending = (notAfter: number): boolean => expiresTooSoon({ notBefore: 0, notAfter }, noon);
    expect(ending(noon + year - 1)).toBe(true);
    expect(ending(noon + year)).toBe(false);
    expect(expiresTooSoon(root.certificate, noon)).toBe(false);
  });
});

describe('readRootCa, given anything,', () => {
  /** A text with some of its characters changed, left out, or doubled. */
  const mangled = (text: string): fc.Arbitrary<string> =>
    fc
      .array(fc.record({ at: fc.nat(text.length - 1), length: fc.nat(3), by: fc.string({ maxLength: 3 }) }), {
        minLength: 1,
        maxLength: 4,
      })
      .map((edits) =>
        edits.reduce((current, { at, length, by }) => current.slice(0, at) + by + current.slice(at + length), text),
      );
  /** PEM whose DER has some of its bytes changed. */
  const mutated = (type: string, bytes: Uint8Array): fc.Arbitrary<string> =>
    fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }).map((edits) => {
      const copy = Uint8Array.from(bytes);
      for (const [at, byte] of edits) copy[at] = byte;
      return encodePem(type, copy);
    });
  const onlyProblems = (material: RootCaMaterial): void => {
    try {
      readRootCa(material, noon);
    } catch (error) {
      if (!(error instanceof X509Problem)) throw error;
      expect(error.expected).toBeDefined();
    }
  };

  it('answers with a root or a problem of its own kind', async () => {
    const rsa = await makeAuthority({ keys: otherKey('rsa-1024'), issuer: root });
    const fresh = await makeRoot();
    const crossSigned = await crossSignAsDocker(fresh, root);
    const leaf = await makeLeaf(root);
    const certificates = [root.certificate, crossSigned, rsa.certificate, leaf.certificate];
    const pem = fc.oneof(
      fc.constantFrom(root.pem, fresh.pem, certificatePem(crossSigned), rsa.pem, '', rubbish),
      fc.string(),
      ...certificates.map(({ der }) => mutated('CERTIFICATE', der)),
      mangled(root.pem),
      mutated('PKCS7', pkcs7Of([root.certificate.der])),
    );
    const signingKey = fc.oneof(
      fc.constantFrom(key, pkcs8Pem(fresh.key), pkcs8Pem(rsa.key), '', rubbish),
      mangled(key),
      ...[root, rsa].map((each) => mutated('PRIVATE KEY', each.key.export({ format: 'der', type: 'pkcs8' }))),
    );
    fc.assert(
      fc.property(
        fc.record({
          bundle: fc.oneof({ weight: 2, arbitrary: fc.constant(root.pem) }, pem),
          signingCert: fc.oneof({ weight: 2, arbitrary: fc.constant(root.pem) }, pem),
          signingKey: fc.oneof({ weight: 2, arbitrary: fc.constant(key) }, signingKey),
          intermediates: fc.oneof({ weight: 2, arbitrary: fc.constant('') }, pem),
        }),
        onlyProblems,
      ),
      { numRuns: 500 },
    );
  });
});
