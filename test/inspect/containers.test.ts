import crypto, { createHmac, pbkdf2Sync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ContainerItem, Item } from '../../packages/core/src/inspect/items/item.ts';
import { itemsInBytes } from '../../packages/core/src/inspect/items/read-bytes.ts';
import { Inspection } from '../../packages/core/src/inspect/report/inspection.ts';
import { DerReader, Tag } from '../../packages/core/src/x509/der-reader.ts';
import { der, integer, octetString, oid, raw, sequence, tlv } from '../../packages/core/src/x509/der-writer.ts';
import type { Pieces } from '../../packages/core/src/x509/der-writer.ts';
import { TestedCommandLine } from '../../packages/tui/src/testing/command-line.ts';
import { opensslFiles } from '../tools/openssl-files.ts';
import { temporaryDirectory } from '../tools/swarm.ts';
import { opensslMissing } from '../tools/openssl.ts';

const legacy = ['-provider', 'legacy', '-provider', 'default'];

describe.skipIf(opensslMissing !== undefined)('PKCS #12 and PKCS #7 as openssl writes them', () => {
  const { file, run, [Symbol.dispose]: dispose } = opensslFiles();
  afterAll(dispose);

  let certificate: Buffer;
  let spki: Buffer;
  beforeAll(() => {
    file('key.pem', run('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'));
    file('ca-key.pem', run('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'));
    file('ca.pem', run('req', '-x509', '-key', 'ca-key.pem', '-subj', '/CN=authority', '-days', '30'));
    file('leaf.pem', run('req', '-x509', '-key', 'key.pem', '-subj', '/CN=leaf', '-days', '30'));
    certificate = run('x509', '-in', 'leaf.pem', '-outform', 'DER');
    spki = run('pkey', '-in', 'key.pem', '-pubout', '-outform', 'DER');
  });

  const pkcs12 = (password: string, ...flags: readonly string[]): Buffer =>
    run('pkcs12', '-export', '-inkey', 'key.pem', '-in', 'leaf.pem', '-passout', `pass:${password}`, ...flags);

  const containerOf = (items: readonly Item[]): ContainerItem => {
    const [first] = items;
    if (first?.kind !== 'pkcs12' && first?.kind !== 'pkcs7') throw new Error(`read as ${first?.kind ?? 'nothing'}`);
    return first;
  };
  const kinds = (items: readonly Item[]): readonly string[] => items.map(({ kind }) => kind);
  /** Opened in full, and with the right things in it. */
  function expectOpen(items: readonly Item[]): void {
    expect(containerOf(items)).toMatchObject({ kind: 'pkcs12', locked: false });
    expect(kinds(items)).toEqual(['pkcs12', 'private-key', 'certificate']);
    const [, key, leaf] = items;
    if (key?.kind === 'private-key') expect(Buffer.from(key.spki ?? [])).toEqual(spki);
    if (leaf?.kind === 'certificate') expect(Buffer.from(leaf.skim.der)).toEqual(certificate);
    expect(items.map(({ place }) => place.within)).toEqual([undefined, ['key 1'], ['certificate 1']]);
  }

  const ciphers = ['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc'];
  it.each(ciphers)('opens what is encrypted by PBES2 with %s', (cipher) => {
    const items = itemsInBytes(pkcs12('secret', '-keypbe', cipher, '-certpbe', cipher), 'a.p12', {
      password: 'secret',
    });
    expectOpen(items);
    expect(containerOf(items).encryption).toBe(`PBES2, ${cipher.toUpperCase()}, PBKDF2 (HMAC-SHA-256, 2048 rounds)`);
  });

  it('says of a closed one how it is opened, and of the key in it no way that is for files of keys', () => {
    const inspection = new Inspection({});
    inspection.add({ name: 'a.p12', contents: pkcs12('secret') });
    const { findings } = inspection.report(Date.now());
    expect(findings.map(({ code }) => code)).toContain('encrypted-key');
    const cure = findings.find(({ code }) => code === 'encrypted-key')?.cure ?? '';
    expect(cure).toContain('--password-file');
    expect(cure).not.toContain('openssl pkey');
    // What it names besides does what it says.
    file('closed.p12', pkcs12('secret'));
    const key = run('pkcs12', '-in', 'closed.p12', '-nocerts', '-nodes', '-passin', 'pass:secret').toString();
    expect(key).toContain('-----BEGIN PRIVATE KEY-----');
    file('plain.pem', key);
    expect(run('pkey', '-in', 'plain.pem', '-pubout', '-outform', 'DER')).toEqual(spki);
  });

  it('is compared when its password is given, and asks for that otherwise', async () => {
    await using directory = await temporaryDirectory();
    const [path, plain] = [join(directory.path, 'a.p12'), join(directory.path, 'a.pem')];
    await writeFile(path, pkcs12('secret'));
    await writeFile(plain, run('x509', '-in', 'leaf.pem'));
    const password = 'password';
    const line = new TestedCommandLine();
    line.files.set(password, 'secret\n');
    expect(await line.run(['diff', path, plain])).toBe(2);
    expect(line.err).toMatch(/is closed: it needs a password\n {2}next: .*--password-file/);
    // The certificate is the same in both; the key is in the one alone.
    expect(await line.run(['diff', path, plain, '--password-file', password])).toBe(1);
    expect(line.out).toContain('Only the first has it.');
    expect(await line.run(['diff', path, path, '--password-file', password])).toBe(0);
    line.files.set(password, 'guess');
    expect(await line.run(['diff', path, plain, '--password-file', password])).toBe(2);
    expect(line.err).toContain('cannot be opened');
  });

  it.each(['sha1', 'sha224', 'sha256', 'sha384', 'sha512'])('checks a MAC by %s', (digest) => {
    const bytes = pkcs12('secret', '-macalg', digest);
    expectOpen(itemsInBytes(bytes, 'a.p12', { password: 'secret' }));
    const wrong = itemsInBytes(bytes, 'a.p12', { password: 'guess' });
    expect(containerOf(wrong)).toMatchObject({ locked: true, lock: 'wrong-password' });
    expect(kinds(wrong)).toEqual(['pkcs12', 'private-key']);
  });

  it.each(['', 'pässwörd', '密碼', '\u{1f511}', 'x'.repeat(300)])(
    'takes the password %j as openssl does',
    (password) => {
      expectOpen(itemsInBytes(pkcs12(password), 'a.p12', { password }));
    },
  );

  it('checks a MAC by PBMAC1, which newer programs make', () => {
    const bytes = withPbmac1(pkcs12('secret', '-nomac'), 'secret');
    expectOpen(itemsInBytes(bytes, 'a.p12', { password: 'secret' }));
    expect(containerOf(itemsInBytes(bytes, 'a.p12', { password: 'guess' })).lock).toBe('wrong-password');
    const changed = withPbmac1(pkcs12('secret', '-nomac'), 'another');
    expect(containerOf(itemsInBytes(changed, 'a.p12', { password: 'secret' })).lock).toBe('wrong-password');
  });

  it('without a MAC finds out by decrypting', () => {
    const bytes = pkcs12('secret', '-nomac');
    expectOpen(itemsInBytes(bytes, 'a.p12', { password: 'secret' }));
    for (let guess = 0; guess < 40; guess++) {
      expect(containerOf(itemsInBytes(bytes, 'a.p12', { password: `guess ${guess}` })).lock).toBe('wrong-password');
    }
  });

  it('without a password says that one is needed, and how it is encrypted', () => {
    const items = itemsInBytes(pkcs12('secret'), 'a.p12');
    expect(containerOf(items)).toMatchObject({
      locked: true,
      lock: 'no-password',
      encryption: 'PBES2, AES-256-CBC, PBKDF2 (HMAC-SHA-256, 2048 rounds)',
    });
    expect(items[1]).toMatchObject({ kind: 'private-key', encoding: 'encrypted-pkcs8' });
  });

  it('without a password reads what is not encrypted', () => {
    expect(kinds(itemsInBytes(pkcs12('secret', '-certpbe', 'NONE'), 'a.p12'))).toEqual([
      'pkcs12',
      'private-key',
      'certificate',
    ]);
    expect(containerOf(itemsInBytes(pkcs12('secret', '-certpbe', 'NONE', '-keypbe', 'NONE'), 'a.p12')).locked).toBe(
      false,
    );
  });

  it('names older encryption, and does not open it', () => {
    const bytes = pkcs12('secret', ...legacy, '-legacy');
    expect(containerOf(itemsInBytes(bytes, 'a.p12', { password: 'secret' }))).toMatchObject({
      lock: 'unsupported-encryption',
      encryption: 'PKCS #12 PBE, RC2-40-CBC (SHA-1, 2048 rounds); PKCS #12 PBE, 3DES-CBC (SHA-1, 2048 rounds)',
    });
    // Its MAC tells a wrong password all the same.
    expect(containerOf(itemsInBytes(bytes, 'a.p12', { password: 'guess' })).lock).toBe('wrong-password');
    const halves = pkcs12('secret', '-keypbe', 'PBE-SHA1-3DES');
    expect(kinds(itemsInBytes(halves, 'a.p12', { password: 'secret' }))).toEqual([
      'pkcs12',
      'private-key',
      'certificate',
    ]);
    expect(containerOf(itemsInBytes(halves, 'a.p12', { password: 'secret' })).lock).toBe('unsupported-encryption');
  });

  it('does no more than a million rounds for a file, and says so', () => {
    expectOpen(itemsInBytes(pkcs12('secret', '-iter', '300000', '-macalg', 'sha1'), 'a.p12', { password: 'secret' }));
    const bytes = pkcs12('secret', '-iter', '1000001');
    const start = performance.now();
    expect(containerOf(itemsInBytes(bytes, 'a.p12', { password: 'secret' }))).toMatchObject({
      locked: true,
      lock: 'too-many-rounds',
    });
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('does no more than ten million for all of an inspection, and says so', () => {
    const contents = pkcs12('secret', '-iter', '1000000', '-nomac');
    // Rounds are what takes time: here they are counted, and not done.
    vi.spyOn(crypto, 'pbkdf2Sync').mockImplementation((_password, _salt, _rounds, length) => Buffer.alloc(length));
    try {
      const inspection = new Inspection({ password: 'secret' });
      for (let count = 1; count <= 12; count++) inspection.add({ name: `${count}.p12`, contents });
      const { items } = inspection.report(0);
      const locks = items.flatMap((item) => (item.kind === 'pkcs12' ? [item.lock] : []));
      expect(locks).toEqual([...Array(10).fill('wrong-password'), 'too-many-rounds', 'too-many-rounds']);
    } finally {
      vi.restoreAllMocks();
    }
  });

  it('takes a fault of its own for no password and no encryption', () => {
    vi.spyOn(crypto, 'pbkdf2Sync').mockImplementation(() => {
      throw new RangeError('a fault');
    });
    try {
      const bytes = pkcs12('secret');
      expect(() => itemsInBytes(bytes, 'a.p12', { password: 'secret' })).toThrow('a fault');
    } finally {
      vi.restoreAllMocks();
    }
  });

  it('reads all certificates of a chain', () => {
    const items = itemsInBytes(pkcs12('secret', '-certfile', 'ca.pem'), 'a.p12', { password: 'secret' });
    expect(kinds(items)).toEqual(['pkcs12', 'private-key', 'certificate', 'certificate']);
  });

  it('reads PKCS #7 with certificates and revocation lists, in PEM and DER', () => {
    file('index.txt', '');
    file('number', '01\n');
    file('ca.cnf', '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\n');
    const crl = run('ca', '-gencrl', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca-key.pem', '-crldays', '5');
    file('crl.pem', crl);
    for (const outform of ['PEM', 'DER']) {
      const flags = ['-certfile', 'ca.pem', '-certfile', 'leaf.pem', '-outform', outform];
      const items = itemsInBytes(run('crl2pkcs7', '-in', 'crl.pem', ...flags), 'a.p7b');
      expect(kinds(items)).toEqual(['pkcs7', 'certificate', 'certificate', 'revocation-list']);
      expect(items[2]?.place.within).toEqual(['certificate 2']);
      const lone = itemsInBytes(run('crl2pkcs7', '-nocrl', '-certfile', 'leaf.pem', '-outform', outform), 'a.p7b');
      const [, leaf] = lone;
      if (leaf?.kind === 'certificate') expect(Buffer.from(leaf.skim.der)).toEqual(certificate);
      expect(kinds(lone)).toEqual(['pkcs7', 'certificate']);
    }
  });

  it('reads PKCS #7 in BER, as it is written while it is made', () => {
    const flags = ['-signer', 'leaf.pem', '-inkey', 'key.pem', '-certfile', 'ca.pem', '-outform', 'DER'];
    const contents = file('contents', 'x'.repeat(10_000));
    const bytes = run('cms', '-sign', '-binary', '-nodetach', '-stream', '-in', contents, ...flags);
    expect([...bytes.subarray(0, 2)]).toEqual([0x30, 0x80]);
    const items = itemsInBytes(bytes, 'a.p7m');
    expect(kinds(items)).toEqual(['pkcs7', 'certificate', 'certificate']);
    expect(containerOf(items)).not.toHaveProperty('trailing');
    expect(containerOf(itemsInBytes(Buffer.concat([bytes, Buffer.from('rest')]), 'a.p7m')).trailing).toBe(4);
  });

  it('opens PKCS #12 in BER, as Mozilla and others write it', () => {
    const bytes = inBer(pkcs12('secret'));
    expect([...bytes.subarray(0, 2)]).toEqual([0x30, 0x80]);
    file('ber.p12', bytes);
    expect(run('pkcs12', '-in', 'ber.p12', '-passin', 'pass:secret', '-nodes').toString()).toContain('PRIVATE KEY');
    expectOpen(itemsInBytes(bytes, 'a.p12', { password: 'secret' }));
  });

  it('names PKCS #7 that is encrypted', () => {
    const contents = file('contents', 'text');
    file('rsa.pem', run('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'));
    file('rsa-leaf.pem', run('req', '-x509', '-key', 'rsa.pem', '-subj', '/CN=leaf'));
    const bytes = run('cms', '-encrypt', '-aes256', '-in', contents, '-outform', 'DER', 'rsa-leaf.pem');
    expect(containerOf(itemsInBytes(bytes, 'a.p7m'))).toMatchObject({
      kind: 'pkcs7',
      locked: true,
      lock: 'unsupported-encryption',
      encryption: 'PKCS #7 enveloped data',
    });
  });
});

/** RFC 9579 §4: PBKDF2 with HMAC-SHA-256 yields the key of an HMAC-SHA-512. @param pfx DER, without a MAC */
function withPbmac1(pfx: Uint8Array, password: string): Uint8Array {
  const fields = new DerReader(pfx).enter(Tag.sequence, 'PFX');
  const version = fields.element(Tag.integer, 'version');
  const authSafe = fields.element(Tag.sequence, 'authSafe');
  const info = new DerReader(authSafe).enter(Tag.sequence, 'authSafe');
  info.step(Tag.oid, 'type');
  const contents = info.enter(Tag.constructedContext(0), 'content').contents(Tag.octetString, 'content');
  const salt = Buffer.from('a salt of PBMAC1');
  const mac = createHmac('sha512', pbkdf2Sync(password, salt, 1000, 64, 'sha256'))
    .update(contents)
    .digest();
  const hmac = (last: number): Pieces => sequence(oid(`1.2.840.113549.2.${last}`), tlv(Tag.null));
  const pbkdf2 = sequence(octetString(raw(salt)), integer(Uint8Array.of(3, 232)), integer(Uint8Array.of(64)), hmac(9));
  const parameters = sequence(sequence(oid('1.2.840.113549.1.5.12'), pbkdf2), hmac(11));
  const algorithm = sequence(oid('1.2.840.113549.1.5.14'), parameters);
  const macData = sequence(sequence(algorithm, octetString(raw(mac))), octetString(raw(Buffer.from('unused'))));
  return der(sequence(raw(version), raw(authSafe), macData));
}

/** DER as BER: every length of what is constructed is left open, strings of bytes come in pieces. */
function inBer(bytes: Uint8Array): Buffer {
  const reader = new DerReader(bytes);
  const parts: Uint8Array[] = [];
  while (!reader.done) {
    const tag = reader.nextTag ?? 0;
    const element = reader.element(undefined, 'element');
    const contents = new DerReader(element).contents(tag, 'contents');
    if ((tag & 0x20) !== 0) parts.push(Uint8Array.of(tag, 0x80), inBer(contents), Uint8Array.of(0, 0));
    else if (tag === Tag.octetString && contents.length > 100) {
      parts.push(Uint8Array.of(0x24, 0x80));
      for (let at = 0; at < contents.length; at += 100) {
        const piece = contents.subarray(at, at + 100);
        parts.push(Uint8Array.of(Tag.octetString, piece.length), piece);
      }
      parts.push(Uint8Array.of(0, 0));
    } else parts.push(element);
  }
  return Buffer.concat(parts);
}
