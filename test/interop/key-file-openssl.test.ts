import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { downgradeNodeKey, formatNodeKey, keyPem, readNodeKey } from '../../packages/core/src/keyfile/node-key.ts';
import { unprotected } from '../../packages/core/src/keyfile/protection.ts';
import { sec1Pem } from '../../packages/core/src/x509/private-key.ts';
import { opensslMissing } from '../tools/openssl.ts';
import { run } from '../tools/run.ts';
import { temporaryDirectory } from '../tools/swarm.ts';

const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
/** Raw bytes that no encoding of text would leave alone; OpenSSL ends a password at a zero and at the end of a line. */
const kek = Buffer.from('80ff01c3'.repeat(8), 'hex');
const locked = formatNodeKey({ ...unprotected, key, kek: { key: kek, version: 7 } }, randomBytes);

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let password: string;
beforeAll(async () => {
  directory = await temporaryDirectory();
  password = `file:${join(directory.path, 'password')}`;
  await writeFile(join(directory.path, 'password'), kek);
});
afterAll(() => directory[Symbol.asyncDispose]());

/** @returns what openssl prints, PEM */
async function openssl(input: string, ...parameters: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run('openssl', parameters, { input });
  if (code !== 0) throw new Error(`openssl ${parameters[0]}: ${stderr}`);
  return stdout;
}

/** OpenSSL takes no headers but those of RFC 1423. */
function withoutOwnHeaders(pem: string): string {
  const text = pem.replace(/^kek-version: .*\n/m, '');
  return text.includes('DEK-Info') ? text : text.replace('-----\n\n', '-----\n');
}

describe.skipIf(opensslMissing)('key files and OpenSSL', () => {
  it('AC-110 a locked key is opened by OpenSSL, given the raw bytes of the unlock key', async () => {
    expect(await openssl(withoutOwnHeaders(locked), 'pkey', '-passin', password)).toBe(keyPem(key));
  });

  it('AC-110 a key that OpenSSL encrypted the same way is opened; with another PRF it looks like a wrong password', async () => {
    const encrypt = ['pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-passout', password, '-v2prf'];
    const same = await openssl(keyPem(key), ...encrypt, 'hmacWithSHA1');
    expect(readNodeKey(same, kek).key.equals(key)).toBe(true);
    const other = await openssl(keyPem(key), ...encrypt, 'hmacWithSHA256');
    expect(() => readNodeKey(other, kek)).toThrow(
      expect.objectContaining({
        code: 'locked',
        cause: expect.objectContaining({ code: 'wrong-password', message: 'pkcs8: incorrect password' }),
      }),
    );
  });

  it('keys in the form of very old engines pass in both directions', async () => {
    const theirs = await openssl(sec1Pem(key), 'ec', '-aes256', '-passout', password);
    expect(theirs).toContain('DEK-Info: AES-256-CBC,');
    expect(readNodeKey(theirs, kek).key.equals(key)).toBe(true);
    const ours = withoutOwnHeaders(downgradeNodeKey(locked, kek, randomBytes));
    expect(await openssl(ours, 'pkey', '-passin', password)).toBe(keyPem(key));
  });
});
