import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeItem } from '../../packages/core/src/inspect/decode/item.ts';
import { itemsInBytes } from '../../packages/core/src/inspect/items/read-bytes.ts';
import { X509Problem } from '../../packages/core/src/x509/problem.ts';
import { opensslFiles } from '../tools/openssl-files.ts';
import { opensslMissing } from '../tools/openssl.ts';

const password = 'secret';

/** Whatever it is, it is read, and what was read is described, or says in its own words why not. */
async function read(bytes: Uint8Array): Promise<void> {
  for (const item of itemsInBytes(bytes, 'file', { password })) {
    try {
      await describeItem(item, { secrets: true, password });
    } catch (error) {
      if (!(error instanceof X509Problem)) throw error;
    }
  }
}

/** Changes that keep most of a file as it is, so that they come to lie deep within it. */
const changes = fc.array(
  fc.record({
    at: fc.nat(),
    what: fc.constantFrom('set', 'flip', 'cut', 'insert', 'zero', 'length'),
    byte: fc.integer({ min: 0, max: 255 }),
  }),
  { minLength: 1, maxLength: 4 },
);

function changed(file: Uint8Array, all: readonly { at: number; what: string; byte: number }[]): Uint8Array {
  let bytes = Buffer.from(file);
  for (const { at, what, byte } of all) {
    const place = bytes.length === 0 ? 0 : at % bytes.length;
    const rest = bytes.subarray(place + 1);
    const before = bytes.subarray(0, place);
    const old = bytes[place] ?? 0;
    if (what === 'set') bytes = Buffer.concat([before, Buffer.of(byte), rest]);
    else if (what === 'flip') bytes = Buffer.concat([before, Buffer.of(old ^ (1 << (byte & 7))), rest]);
    else if (what === 'cut') bytes = Buffer.concat([before, bytes.subarray(place + byte)]);
    else if (what === 'insert') bytes = Buffer.concat([before, Buffer.of(byte, old), rest]);
    else if (what === 'zero') bytes = Buffer.concat([before, Buffer.alloc(byte), bytes.subarray(place + byte)]);
    else bytes = Buffer.concat([before, Buffer.of(0x80 | (byte & 7)), rest]);
  }
  return bytes;
}

describe('bytes of any kind', () => {
  it('are read without an error', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 2048 }), read), { numRuns: 2_000 });
  });

  it('that are DER of any shape are read without an error', async () => {
    const { element } = fc.letrec<{ element: Uint8Array }>((tie) => ({
      element: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc
          .tuple(
            fc.constantFrom(0x02, 0x03, 0x04, 0x05, 0x06, 0x17, 0x80, 0x0c, 0x01),
            fc.uint8Array({ maxLength: 20 }),
          )
          .map(([tag, contents]) => Uint8Array.of(tag, contents.length, ...contents)),
        fc
          .tuple(fc.constantFrom(0x30, 0x30, 0x31, 0xa0, 0xa1, 0xa3, 0x24), fc.array(tie('element'), { maxLength: 6 }))
          .map(([tag, parts]) => {
            const contents = Buffer.concat(parts);
            return contents.length < 0x80
              ? Buffer.concat([Buffer.of(tag, contents.length), contents])
              : Buffer.concat([Buffer.of(tag, 0x80), contents, Buffer.of(0, 0)]);
          }),
      ),
    }));
    await fc.assert(fc.asyncProperty(element, read), { numRuns: 2_000 });
  });
});

describe.skipIf(opensslMissing !== undefined)('good files that were changed', () => {
  const { file, run, [Symbol.dispose]: dispose } = opensslFiles();
  afterAll(dispose);
  const files: Buffer[] = [];

  beforeAll(() => {
    file('ec.pem', run('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'));
    file('rsa.pem', run('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'));
    file('ca.pem', run('req', '-x509', '-key', 'ec.pem', '-subj', '/CN=authority'));
    file('index.txt', 'R\t300101000000Z\t260101120000Z,keyCompromise\t01\tunknown\t/CN=x\n');
    file('ca.cnf', '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ndefault_md=sha256\n');
    const crl = run('ca', '-gencrl', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ec.pem', '-crldays', '5');
    file('crl.pem', crl);
    const secret = ['-passout', `pass:${password}`];
    const pkcs12 = ['pkcs12', '-export', '-inkey', 'ec.pem', '-in', 'ca.pem', '-iter', '2', ...secret];
    files.push(
      crl,
      run('crl', '-in', 'crl.pem', '-outform', 'DER'),
      run('pkey', '-in', 'ec.pem'),
      run('ec', '-in', 'ec.pem', '-outform', 'DER'),
      run('rsa', '-in', 'rsa.pem', '-traditional', '-outform', 'DER'),
      run('pkcs8', '-topk8', '-nocrypt', '-in', 'rsa.pem', '-outform', 'DER'),
      run('pkcs8', '-topk8', '-in', 'rsa.pem', '-outform', 'DER', ...secret),
      run('pkcs8', '-topk8', '-scrypt', '-in', 'rsa.pem', '-outform', 'DER', ...secret),
      run('rsa', '-in', 'rsa.pem', '-traditional', '-aes256', ...secret),
      run('pkey', '-in', 'rsa.pem', '-pubout', '-outform', 'DER'),
      run('req', '-new', '-key', 'rsa.pem', '-subj', '/CN=x', '-addext', 'subjectAltName=DNS:x', '-outform', 'DER'),
      run('req', '-new', '-key', 'ec.pem', '-subj', '/CN=x'),
      run('x509', '-in', 'ca.pem', '-outform', 'DER'),
      run('crl2pkcs7', '-in', 'crl.pem', '-certfile', 'ca.pem', '-outform', 'DER'),
      run(
        'cms',
        '-sign',
        '-stream',
        '-nodetach',
        '-in',
        'ca.cnf',
        '-signer',
        'ca.pem',
        '-inkey',
        'ec.pem',
        '-outform',
        'DER',
      ),
      run(...pkcs12),
      run(...pkcs12, '-nomac'),
      run(...pkcs12, '-nomac', '-keypbe', 'NONE', '-certpbe', 'NONE'),
      run(...pkcs12, '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES'),
    );
  });

  it('can all be read as long as they are not', () => {
    for (const bytes of files) {
      expect(itemsInBytes(bytes, 'file', { password }).map(({ kind }) => kind)).not.toContain('unreadable');
    }
  });

  it('are read without an error', async () => {
    const some = fc.nat().map((index) => files[index % files.length] ?? Buffer.alloc(0));
    await fc.assert(
      fc.asyncProperty(some, changes, (bytes, all) => read(changed(bytes, all))),
      { numRuns: Number(process.env['SWARMPKI_FUZZ_RUNS'] ?? 8_000) },
    );
  });

  it('are read without an error wherever they are cut short', async () => {
    for (const bytes of files) {
      const step = Math.max(1, Math.floor(bytes.length / 300));
      for (let end = 0; end < bytes.length; end += step) await read(bytes.subarray(0, end));
    }
  });
});

describe('hostile files take time in proportion to their size', () => {
  const header = (tag: number, length: number): Buffer => {
    const digits = Buffer.alloc(4);
    digits.writeUInt32BE(length);
    const significant = digits.subarray(digits.findIndex((byte) => byte !== 0));
    return length < 0x80
      ? Buffer.of(tag, length)
      : Buffer.concat([Buffer.of(tag, 0x80 | significant.length), significant]);
  };
  const element = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
    const contents = Buffer.concat(parts);
    return Buffer.concat([header(tag, contents.length), contents]);
  };
  const oid = (hex: string): Buffer => element(0x06, Buffer.from(hex, 'hex'));
  const repeated = (part: Uint8Array, times: number): Buffer =>
    Buffer.concat(Array.from({ length: times }, () => part));
  const sequence = (...parts: readonly Uint8Array[]): Buffer => element(0x30, ...parts);
  const data = oid('2a864886f70d010701');
  const name = sequence();
  const algorithm = sequence(oid('2a8648ce3d040302'));
  const time = element(0x17, Buffer.from('260101000000Z'));

  const kinds: Readonly<Record<string, (size: number) => Buffer>> = {
    'a revocation list of many entries': (size) =>
      sequence(
        sequence(algorithm, name, time, sequence(repeated(sequence(element(0x02, Buffer.of(1)), time), size))),
        algorithm,
        element(0x03, Buffer.of(0)),
      ),
    'PKCS #7 of many certificates that are none': (size) =>
      sequence(
        oid('2a864886f70d010702'),
        element(
          0xa0,
          sequence(
            element(0x02, Buffer.of(1)),
            element(0x31),
            sequence(data),
            element(0xa0, repeated(sequence(), size)),
            element(0x31),
          ),
        ),
      ),
    'PKCS #12 of many bags': (size) => {
      const bag = sequence(oid('2a864886f70d010c0a0105'), element(0xa0, element(0x05)));
      const contents = sequence(sequence(data, element(0xa0, element(0x04, sequence(repeated(bag, size))))));
      return sequence(element(0x02, Buffer.of(3)), sequence(data, element(0xa0, element(0x04, contents))));
    },
    'PKCS #12 of bags within bags': (size) => {
      let bags = sequence();
      for (let depth = 0; depth < Math.min(size, 500); depth++) {
        bags = sequence(sequence(oid('2a864886f70d010c0a0106'), element(0xa0, bags)));
      }
      const contents = sequence(sequence(data, element(0xa0, element(0x04, bags))));
      return sequence(element(0x02, Buffer.of(3)), sequence(data, element(0xa0, element(0x04, contents))));
    },
    'open lengths within open lengths': (size) => repeated(Buffer.of(0x30, 0x80), size),
    'open lengths beside each other': (size) =>
      Buffer.concat([Buffer.of(0x30, 0x80), repeated(Buffer.of(0x30, 0x80, 0, 0), size)]),
    'a request of many attributes': (size) => {
      const spki = sequence(sequence(oid('2b6570')), element(0x03, Buffer.alloc(33)));
      const info = sequence(
        element(0x02, Buffer.of(0)),
        name,
        spki,
        element(0xa0, repeated(sequence(data, element(0x31)), size)),
      );
      return sequence(info, algorithm, element(0x03, Buffer.of(0)));
    },
    'an RSA key of one huge number': (size) =>
      sequence(element(0x02, Buffer.alloc(size * 8, 0x7f)), element(0x02, Buffer.of(3))),
    zeros: (size) => Buffer.alloc(size * 10),
    letters: (size) => Buffer.alloc(size * 10, 'A'),
    'an object identifier that never ends': (size) => sequence(element(0x06, Buffer.alloc(size, 0xff))),
  };

  it.each(Object.keys(kinds))('%s', async (kind) => {
    const make = kinds[kind] ?? (() => Buffer.alloc(0));
    const elapsed = async (size: number): Promise<number> => {
      const bytes = make(size);
      let best = Infinity;
      for (let round = 0; round < 3; round++) {
        const start = performance.now();
        await read(bytes);
        best = Math.min(best, performance.now() - start);
      }
      return best;
    };
    const [small, large] = [await elapsed(5_000), await elapsed(40_000)];
    // Eight times as much; what takes less than this tells nothing.
    expect(large).toBeLessThan(Math.max(100, 8 * 3 * small));
  });
});
