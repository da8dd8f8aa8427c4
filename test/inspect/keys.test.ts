import { afterAll, describe, expect, it } from 'vitest';
import type { Item, PrivateKeyItem } from '../../packages/core/src/inspect/items/item.ts';
import { itemsInBytes } from '../../packages/core/src/inspect/items/read-bytes.ts';
import { opensslFiles } from '../tools/openssl-files.ts';
import { opensslMissing } from '../tools/openssl.ts';

const curves: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp224r1: 'P-224',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
  secp256k1: 'secp256k1',
  prime192v1: 'P-192',
  brainpoolP256r1: 'brainpoolP256r1',
  brainpoolP384r1: 'brainpoolP384r1',
  brainpoolP512r1: 'brainpoolP512r1',
};

const encryptions: readonly { readonly flags: readonly string[]; readonly text: string }[] = [
  {
    flags: ['-v2', 'aes-128-cbc', '-v2prf', 'hmacWithSHA1'],
    text: 'PBES2, AES-128-CBC, PBKDF2 (HMAC-SHA-1, 2048 rounds)',
  },
  {
    flags: ['-v2', 'aes-192-cbc', '-v2prf', 'hmacWithSHA224'],
    text: 'PBES2, AES-192-CBC, PBKDF2 (HMAC-SHA-224, 2048 rounds)',
  },
  {
    flags: ['-v2', 'aes-256-cbc', '-iter', '5'],
    text: 'PBES2, AES-256-CBC, PBKDF2 (HMAC-SHA-256, 5 rounds)',
  },
  {
    flags: ['-v2', 'aes-256-cbc', '-v2prf', 'hmacWithSHA384'],
    text: 'PBES2, AES-256-CBC, PBKDF2 (HMAC-SHA-384, 2048 rounds)',
  },
  {
    flags: ['-v2', 'aria-256-cbc', '-v2prf', 'hmacWithSHA512'],
    text: 'PBES2, ARIA-256-CBC, PBKDF2 (HMAC-SHA-512, 2048 rounds)',
  },
  {
    flags: ['-v2', 'des3', '-v2prf', 'hmacWithSHA512-256'],
    text: 'PBES2, 3DES-CBC, PBKDF2 (HMAC-SHA-512/256, 2048 rounds)',
  },
  {
    flags: ['-v2', 'camellia-128-cbc'],
    text: 'PBES2, CAMELLIA-128-CBC, PBKDF2 (HMAC-SHA-256, 2048 rounds)',
  },
  { flags: ['-scrypt'], text: 'PBES2, AES-256-CBC, scrypt (N 16384)' },
  { flags: ['-scrypt', '-scrypt_N', '1024'], text: 'PBES2, AES-256-CBC, scrypt (N 1024)' },
  { flags: ['-v1', 'PBE-SHA1-3DES'], text: 'PKCS #12 PBE, 3DES-CBC (SHA-1, 2048 rounds)' },
  { flags: ['-v1', 'PBE-SHA1-2DES'], text: 'PKCS #12 PBE, 2-key 3DES-CBC (SHA-1, 2048 rounds)' },
];
const olderEncryptions: readonly { readonly flags: readonly string[]; readonly text: string }[] = [
  { flags: ['-v1', 'PBE-MD5-DES'], text: 'PBES1, DES-CBC (MD5, 2048 rounds)' },
  { flags: ['-v1', 'PBE-SHA1-DES'], text: 'PBES1, DES-CBC (SHA-1, 2048 rounds)' },
  { flags: ['-v1', 'PBE-MD5-RC2-64'], text: 'PBES1, RC2-CBC (MD5, 2048 rounds)' },
  { flags: ['-v1', 'PBE-SHA1-RC2-128'], text: 'PKCS #12 PBE, RC2-128-CBC (SHA-1, 2048 rounds)' },
  { flags: ['-v1', 'PBE-SHA1-RC2-40'], text: 'PKCS #12 PBE, RC2-40-CBC (SHA-1, 2048 rounds)' },
  { flags: ['-v1', 'PBE-SHA1-RC4-128'], text: 'PKCS #12 PBE, RC4-128 (SHA-1, 2048 rounds)' },
  { flags: ['-v1', 'PBE-SHA1-RC4-40'], text: 'PKCS #12 PBE, RC4-40 (SHA-1, 2048 rounds)' },
];

describe.skipIf(opensslMissing !== undefined)('keys as openssl writes them', () => {
  const files = opensslFiles();
  afterAll(() => files[Symbol.dispose]());
  const { file, run } = files;

  const ofOne = (bytes: Uint8Array): Item => {
    const items = itemsInBytes(bytes, 'key');
    expect(items).toHaveLength(1);
    return items[0] as Item;
  };
  const key = (bytes: Uint8Array): PrivateKeyItem => {
    const item = ofOne(bytes);
    if (item.kind !== 'private-key') throw new Error(`read as ${item.kind}`);
    return item;
  };
  const publicHalf = (name: string): Buffer => run('pkey', '-in', name, '-pubout', '-outform', 'DER');

  /** Both encodings of PKCS #8 and of the older form, if there is one. */
  function forms(name: string): readonly { readonly encoding: string; readonly bytes: Buffer }[] {
    return ['PEM', 'DER'].flatMap((outform) => [
      { encoding: 'pkcs8', bytes: run('pkcs8', '-topk8', '-nocrypt', '-in', name, '-outform', outform) },
      { encoding: 'older', bytes: run('pkey', '-in', name, '-outform', outform, '-traditional') },
    ]);
  }

  it.each(Object.entries(curves))('on the curve %s: kind and public half, in each form', (curve, name) => {
    const pem = file(`${curve}.pem`, run('genpkey', '-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`));
    const spki = publicHalf(pem);
    for (const { encoding, bytes } of forms(pem)) {
      const item = key(bytes);
      expect(item.encoding).toBe(encoding === 'older' ? 'sec1' : 'pkcs8');
      expect(item.key).toEqual({ algorithm: 'ec', curve: name });
      expect(Buffer.from(item.spki ?? [])).toEqual(spki);
    }
    expect(ofOne(run('pkey', '-in', pem, '-pubout'))).toMatchObject({
      kind: 'public-key',
      key: { algorithm: 'ec', curve: name },
    });
  });

  it.each(Object.keys(curves).filter((curve) => curve !== 'prime192v1'))(
    'on the curve %s without their public half: it is computed',
    (curve) => {
      const pem = file(`${curve}.pem`, run('genpkey', '-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`));
      const spki = publicHalf(pem);
      const lone = file(`${curve}-lone.pem`, run('ec', '-in', pem, '-no_public'));
      expect(Buffer.from(key(run('ec', '-in', lone, '-no_public', '-outform', 'DER')).spki ?? [])).toEqual(spki);
    },
  );

  it('with parameters that are written out', () => {
    const explicit = ['-pkeyopt', 'ec_paramgen_curve:P-256', '-pkeyopt', 'ec_param_enc:explicit'];
    const pem = file('explicit.pem', run('genpkey', '-algorithm', 'EC', ...explicit));
    for (const { bytes } of forms(pem)) {
      expect(key(bytes).key).toEqual({ algorithm: 'ec', curve: 'explicit' });
      expect(Buffer.from(key(bytes).spki ?? [])).toEqual(publicHalf(pem));
    }
  });

  it('passes over the parameters that older versions write before a key', () => {
    const both = run('ecparam', '-name', 'prime256v1', '-genkey');
    expect(both.toString()).toContain('BEGIN EC PARAMETERS');
    expect(key(both)).toMatchObject({ encoding: 'sec1', key: { algorithm: 'ec', curve: 'P-256' } });
  });

  it.each([1024, 2048, 3072])('of RSA with %i bits', (bits) => {
    const pem = file('rsa.pem', run('genpkey', '-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`));
    for (const { encoding, bytes } of forms(pem)) {
      const item = key(bytes);
      expect(item.encoding).toBe(encoding === 'older' ? 'pkcs1' : 'pkcs8');
      expect(item.key).toEqual({ algorithm: 'rsa', bits });
      expect(Buffer.from(item.spki ?? [])).toEqual(publicHalf(pem));
    }
    for (const outform of ['PEM', 'DER']) {
      const item = ofOne(run('rsa', '-in', pem, '-RSAPublicKey_out', '-outform', outform));
      expect(item).toMatchObject({ kind: 'public-key', key: { algorithm: 'rsa', bits } });
      expect(Buffer.from((item as PrivateKeyItem).spki ?? [])).toEqual(publicHalf(pem));
    }
  });

  it('of RSA with three primes', () => {
    const pem = file('primes.pem', run('genrsa', '-primes', '3', '2048'));
    for (const { bytes } of forms(pem)) expect(Buffer.from(key(bytes).spki ?? [])).toEqual(publicHalf(pem));
  });

  it.each([[], ['-pkeyopt', 'rsa_pss_keygen_md:sha256', '-pkeyopt', 'rsa_pss_keygen_saltlen:32']])(
    'of RSASSA-PSS %j',
    (...flags) => {
      const pem = file('pss.pem', run('genpkey', '-algorithm', 'RSA-PSS', ...flags));
      const item = key(run('pkey', '-in', pem));
      expect(item.key).toEqual({ algorithm: 'rsa-pss', bits: 2048 });
      expect(Buffer.from(item.spki ?? [])).toEqual(publicHalf(pem));
    },
  );

  it.each([
    ['ED25519', { algorithm: 'ed25519' }],
    ['ED448', { algorithm: 'ed448' }],
    ['X25519', { algorithm: 'x25519' }],
  ])('of %s, whose public half is computed', (algorithm, kind) => {
    const pem = file('montgomery.pem', run('genpkey', '-algorithm', algorithm));
    for (const outform of ['PEM', 'DER']) {
      const item = key(run('pkey', '-in', pem, '-outform', outform));
      expect(item.key).toEqual(kind);
      expect(Buffer.from(item.spki ?? [])).toEqual(publicHalf(pem));
    }
  });

  it('of X448 and of DH, which no certificate has: by their OID alone', () => {
    expect(key(run('genpkey', '-algorithm', 'X448')).key).toEqual({ algorithm: 'other', oid: '1.3.101.111' });
    expect(key(run('genpkey', '-algorithm', 'DH', '-pkeyopt', 'group:ffdhe2048')).key?.algorithm).toBe('other');
  });

  it('of DSA, in both forms', () => {
    const parameters = file('dsa-parameters.pem', run('dsaparam', '1024'));
    const pem = file('dsa.pem', run('genpkey', '-paramfile', parameters));
    for (const { encoding, bytes } of forms(pem)) {
      const item = key(bytes);
      expect(item.encoding).toBe(encoding === 'older' ? 'dsa' : 'pkcs8');
      expect(item.key).toEqual({ algorithm: 'dsa', bits: 1024 });
      expect(Buffer.from(item.spki ?? [])).toEqual(publicHalf(pem));
    }
    expect(itemsInBytes(run('dsaparam', '-in', parameters), 'parameters')).toEqual([]);
  });

  const encrypted = (flags: readonly string[], outform: string): Buffer => {
    const pem = file('plain.pem', run('genpkey', '-algorithm', 'ED25519'));
    return run('pkcs8', '-topk8', '-in', pem, '-passout', 'pass:secret', '-outform', outform, ...flags);
  };

  it.each(encryptions)('encrypted: $text', ({ flags, text }) => {
    for (const outform of ['PEM', 'DER']) {
      const item = key(encrypted(flags, outform));
      expect(item).toMatchObject({ encoding: 'encrypted-pkcs8', encryption: text });
      expect(item).not.toHaveProperty('key');
    }
  });

  it.each(olderEncryptions)('encrypted in an older way: $text', ({ flags, text }) => {
    const legacy = ['-provider', 'legacy', '-provider', 'default'];
    expect(key(encrypted([...flags, ...legacy], 'DER')).encryption).toBe(text);
  });

  it.each(['-aes128', '-aes256', '-des3', '-camellia256'])('encrypted by RFC 1423 with %s', (cipher) => {
    const pem = file('rsa.pem', run('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'));
    const bytes = run('rsa', '-in', pem, '-traditional', cipher, '-passout', 'pass:secret');
    const [, name] = /DEK-Info: ([A-Z0-9-]+),/.exec(bytes.toString()) ?? [];
    expect(name).toBeDefined();
    expect(key(bytes)).toMatchObject({ encoding: 'legacy-encrypted', encryption: `RFC 1423, ${name}` });
  });

  it('under another label: read as what it is, the proper label named', () => {
    const pem = file('sec1.pem', run('ecparam', '-name', 'prime256v1', '-genkey', '-noout'));
    const relabelled = run('pkey', '-in', pem).toString().replaceAll('PRIVATE KEY', 'EC PRIVATE KEY');
    expect(key(Buffer.from(relabelled))).toMatchObject({ encoding: 'pkcs8', properLabel: 'PRIVATE KEY' });
    const asCertificate = run('ec', '-in', pem).toString().replaceAll('EC PRIVATE KEY', 'CERTIFICATE');
    expect(key(Buffer.from(asCertificate))).toMatchObject({ encoding: 'sec1', properLabel: 'EC PRIVATE KEY' });
    expect(key(run('ec', '-in', pem))).not.toHaveProperty('properLabel');
  });
});
