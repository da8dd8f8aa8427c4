import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAuthority, makeLeaf, noon, otherKey } from '../../packages/core/src/testing/certificates.ts';
import type { Authority } from '../../packages/core/src/testing/certificates.ts';
import { certificatePem, readCertificates } from '../../packages/core/src/x509/certificate.ts';
import { validateChain } from '../../packages/core/src/x509/chain.ts';
import { crossSign, crossSignPem } from '../../packages/core/src/x509/cross-sign.ts';
import { readRootCa, signerOf } from '../../packages/core/src/x509/root-ca.ts';
import type { RootCa } from '../../packages/core/src/x509/root-ca.ts';
import { opensslMissing, opensslText, opensslVerify } from '../tools/openssl.ts';
import { makeRootWithOpenssl, openssl, opensslRoots } from '../tools/openssl-roots.ts';

const kinds = ['rsa-2048', 'P-256', 'P-384', 'P-521'] as const;
const at = ['-attime', String(noon / 1000)];

describe.skipIf(opensslMissing)('a cross-signed root', () => {
  const olds = new Map<string, Authority>();
  const news = new Map<string, Authority>();
  beforeAll(async () => {
    for (const kind of kinds) {
      olds.set(kind, await makeAuthority({ keys: otherKey(kind) }));
      news.set(kind, await makeAuthority({ keys: otherKey(kind) }));
    }
  });

  it.each(kinds.flatMap((old) => kinds.map((fresh) => [old, fresh] as const)))(
    'AC-030 leads from %s to %s for openssl as for us',
    async (oldKind, newKind) => {
      const [old, fresh] = [olds.get(oldKind), news.get(newKind)];
      if (old === undefined || fresh === undefined) throw new Error('no such root');
      const untrusted = certificatePem(await crossSign(fresh.certificate, old));
      const leaf = (await makeLeaf(fresh)).pem;
      expect(await opensslVerify({ leaf, untrusted, roots: old.pem }, ...at)).toMatchObject({ ok: true });
      expect(await opensslVerify({ leaf, roots: old.pem }, ...at)).toMatchObject({ ok: false });
      expect(validateChain(leaf + untrusted, [old.certificate], noon).chains).toHaveLength(1);
    },
  );

  it('is, of an old root without a key identifier, for Docker and us alone', async () => {
    const old = await makeAuthority({ extensions: [{ kind: 'basicConstraints', ca: true }] });
    const fresh = await makeAuthority();
    const untrusted = certificatePem(await crossSign(fresh.certificate, old));
    const leaf = (await makeLeaf(fresh)).pem;
    expect(validateChain(leaf + untrusted, [old.certificate], noon).chains).toHaveLength(1);
    expect(await opensslVerify({ leaf, untrusted, roots: old.pem }, ...at)).toMatchObject({ ok: false });
  });
});

describe.skipIf(opensslMissing)('a root made by openssl', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'swarmpki-openssl-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  const makeWithOpenssl = (key: readonly string[], flags: readonly string[]) =>
    makeRootWithOpenssl(directory, key, flags);
  const load = (pem: string, key: string): RootCa =>
    readRootCa({ bundle: pem, signingCert: pem, signingKey: key }, Date.now());

  it.each(opensslRoots)('with %s is loaded, or refused as Docker does', async (_name, key, flags, message) => {
    const root = await makeWithOpenssl(key, flags);
    if (message === undefined) expect(load(root.pem, root.key).signer).toBeDefined();
    else expect(() => load(root.pem, root.key)).toThrow(expect.objectContaining({ message }));
  });

  it('is cross-signed with all that is in it, and by it', async () => {
    const extensions = ['keyUsage=critical,keyCertSign', 'subjectAltName=DNS:ca.example,email:ca@example.com'];
    const flags = extensions.flatMap((each) => ['-addext', each]);
    const old = await makeWithOpenssl(['RSA', 'rsa_keygen_bits:2048'], ['-sha384']);
    const fresh = await makeWithOpenssl(['EC', 'ec_paramgen_curve:P-256'], flags);
    const crossSigned = await crossSignPem(fresh.pem, signerOf(load(old.pem, old.key)));
    expect(await opensslVerify({ leaf: crossSigned, roots: old.pem })).toMatchObject({ ok: true });
    const text = (await opensslText(crossSigned)).map((line) => line.trim());
    expect(text).toContain('Signature Algorithm: sha384WithRSAEncryption');
    expect(text).toContain('DNS:ca.example, email:ca@example.com');
    const about = ['-noout', '-subject', '-serial', '-dates', '-pubkey', '-ext', 'keyUsage,basicConstraints'];
    const facts = async (pem: string): Promise<string> => {
      await writeFile(join(directory, 'a.pem'), pem);
      return openssl('x509', '-in', join(directory, 'a.pem'), ...about);
    };
    expect((await facts(crossSigned)).split('\n').toSorted()).toEqual((await facts(fresh.pem)).split('\n').toSorted());
  });

  it('without a version is loaded, and not cross-signed', async () => {
    const { pem, key } = await makeWithOpenssl(['EC', 'ec_paramgen_curve:P-256'], []);
    await writeFile(join(directory, 'v1.key'), key);
    const csr = await openssl('req', '-new', '-key', join(directory, 'v1.key'), '-subj', '/CN=v1');
    await writeFile(join(directory, 'v1.csr'), csr);
    const flags = ['-days', '400', '-signkey', join(directory, 'v1.key')];
    const v1 = await openssl('x509', '-req', '-in', join(directory, 'v1.csr'), ...flags);
    expect(load(v1, key).signer?.certificate.version).toBe(1);
    await expect(crossSignPem(v1, signerOf(load(pem, key)))).rejects.toThrow('certificate not a CA');
  });

  it('is found in PKCS #7', async () => {
    const { pem, key } = await makeWithOpenssl(['EC', 'ec_paramgen_curve:P-256'], []);
    await writeFile(join(directory, 'root.pem'), pem);
    const bundle = await openssl('crl2pkcs7', '-nocrl', '-certfile', join(directory, 'root.pem'));
    expect(bundle).toContain('-----BEGIN PKCS7-----');
    expect(signerOf(load(bundle, key)).certificate.der).toEqual(readCertificates(pem)[0]?.der);
  });

  it('with a legacy-encrypted key is refused', async () => {
    const { pem, key } = await makeWithOpenssl(['EC', 'ec_paramgen_curve:P-256'], []);
    await writeFile(join(directory, 'plain.key'), key);
    const flags = ['-aes256', '-passout', 'pass:secret'];
    const encrypted = await openssl('ec', '-in', join(directory, 'plain.key'), ...flags);
    expect(() => load(pem, encrypted)).toThrow(
      'malformed private key: {"code":2100,"message":"Private key is encrypted."}',
    );
  });
});
