import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeRoot, noon } from '../testing/certificates.ts';
import type { Authority } from '../testing/certificates.ts';
import { sec1Pem } from '../x509/private-key.ts';
import { signerOf } from '../x509/root-ca.ts';
import { loadLocalRoot } from './local-root.ts';
import { NodeFiles, fileNames } from './node-files.ts';

let directory: string;
let files: NodeFiles;
let root: Authority;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'swarmpki-'));
  files = new NodeFiles(directory, randomBytes);
  root = await makeRoot();
});
afterEach(() => rm(directory, { recursive: true }));

const putKey = (text: string): Promise<void> => writeFile(join(directory, fileNames.rootKey), text, { mode: 0o600 });
const undecodable = '-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n';

describe('loadLocalRoot', () => {
  it('AC-003 says in its own way that there is no root, be there a key or not', async () => {
    const noRoot = { code: 'no-root', message: 'no local root CA' };
    await expect(loadLocalRoot(files, noon)).rejects.toMatchObject(noRoot);
    await putKey(sec1Pem(root.key));
    await expect(loadLocalRoot(files, noon)).rejects.toMatchObject(noRoot);
  });

  it('AC-004 gives a root back as it was saved, without a signer', async () => {
    await files.writeRoot(`${root.pem}\n`);
    const rootCa = await loadLocalRoot(files, noon);
    expect(rootCa.trust.pem).toBe(`${root.pem}\n`);
    expect(() => signerOf(rootCa)).toThrow(/^no valid signer found$/);
  });

  it('AC-005 has a signer when its key was put beside it', async () => {
    await files.writeRoot(root.pem);
    await putKey(sec1Pem(root.key));
    expect(signerOf(await loadLocalRoot(files, noon)).key.equals(root.key)).toBe(true);
  });

  it('AC-006 refuses the key of another root', async () => {
    await files.writeRoot(root.pem);
    await putKey(sec1Pem((await makeRoot()).key));
    await expect(loadLocalRoot(files, noon)).rejects.toThrow(/^certificate key mismatch$/);
  });

  it('AC-007 refuses a root with a block that cannot be decoded', async () => {
    await files.writeRoot(undecodable);
    await expect(loadLocalRoot(files, noon)).rejects.toMatchObject({ code: 'malformed-pem' });
    await files.writeRoot('-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n');
    await expect(loadLocalRoot(files, noon)).rejects.toMatchObject({ code: 'malformed-certificate' });
  });

  it.each([
    ['is no PEM', 'rubbish', 'malformed-key'],
    ['cannot be decoded', '-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n', 'malformed-key'],
    ['is empty', '', 'incomplete-signer'],
  ])('AC-008 refuses a key file that %s', async (_what, text, code) => {
    await files.writeRoot(root.pem);
    await putKey(text);
    await expect(loadLocalRoot(files, noon)).rejects.toMatchObject({ code });
  });
});
