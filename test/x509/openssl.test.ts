import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
import { run } from '../tools/run.ts';

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

/** A root made by openssl: what stands on the two command lines, and what a swarm says of it. */
const made: readonly (readonly [string, readonly string[], readonly string[], string | undefined])[] = [
  ['P-256', ['EC', 'ec_paramgen_curve:P-256'], [], undefined],
  ['P-384 with SHA-512', ['EC', 'ec_paramgen_curve:P-384'], ['-sha512'], undefined],
  ['P-521', ['EC', 'ec_paramgen_curve:P-521'], ['-sha384'], undefined],
  ['RSA of 2048 bits', ['RSA', 'rsa_keygen_bits:2048'], [], undefined],
  ['RSA with SHA-512', ['RSA', 'rsa_keygen_bits:2048'], ['-sha512'], undefined],
  [
    'pathLen 0',
    ['EC', 'ec_paramgen_curve:P-256'],
    ['-addext', 'basicConstraints=critical,CA:TRUE,pathlen:0'],
    undefined,
  ],
  ['no keyCertSign', ['EC', 'ec_paramgen_curve:P-256'], ['-addext', 'keyUsage=critical,digitalSignature'], undefined],
  ['RSA of 1024 bits', ['RSA', 'rsa_keygen_bits:1024'], [], 'unsupported RSA key parameters'],
  ['P-224', ['EC', 'ec_paramgen_curve:P-224'], [], 'unsupported ECDSA key parameters'],
  [
    'secp256k1',
    ['EC', 'ec_paramgen_curve:secp256k1'],
    [],
    'invalid root certificates: {"code":1003,"message":"Failed to parse certificate"}',
  ],
  [
    'Brainpool',
    ['EC', 'ec_paramgen_curve:brainpoolP384r1'],
    [],
    'invalid root certificates: {"code":1003,"message":"Failed to parse certificate"}',
  ],
  [
    'explicit curve',
    ['EC', 'ec_paramgen_curve:P-256', 'ec_param_enc:explicit'],
    [],
    'invalid root certificates: {"code":1003,"message":"Failed to parse certificate"}',
  ],
  ['Ed25519', ['ED25519'], [], 'unsupported signature algorithm: Ed25519'],
  ['Ed448', ['ED448'], [], 'unsupported signature algorithm: 0'],
  [
    'RSA-PSS',
    ['RSA', 'rsa_keygen_bits:2048'],
    ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32'],
    'unsupported signature algorithm: SHA256-RSAPSS',
  ],
  [
    'RSA-PSS, longest salt',
    ['RSA', 'rsa_keygen_bits:2048'],
    ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:max'],
    'unsupported signature algorithm: 0',
  ],
  [
    'a key for PSS alone',
    ['RSA-PSS', 'rsa_keygen_bits:2048'],
    ['-sigopt', 'rsa_pss_saltlen:32'],
    'unsupported signature algorithm: SHA256-RSAPSS',
  ],
  ['RSA-SHA1', ['RSA', 'rsa_keygen_bits:2048'], ['-sha1'], 'unsupported signature algorithm: SHA1-RSA'],
  ['ECDSA-SHA1', ['EC', 'ec_paramgen_curve:P-256'], ['-sha1'], 'unsupported signature algorithm: ECDSA-SHA1'],
  [
    'EKU clientAuth',
    ['EC', 'ec_paramgen_curve:P-256'],
    ['-addext', 'extendedKeyUsage=clientAuth'],
    'error while validating Root CA Certificate: x509: certificate specifies an incompatible key usage',
  ],
];

describe.skipIf(opensslMissing)('a root made by openssl', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'swarmpki-openssl-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  const openssl = async (...parameters: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await run('openssl', parameters);
    if (code !== 0) throw new Error(`openssl ${parameters[0]}: ${stderr}`);
    return stdout;
  };
  async function makeWithOpenssl([algorithm = '', ...options]: readonly string[], flags: readonly string[]) {
    const path = join(directory, 'key.pem');
    await openssl('genpkey', '-algorithm', algorithm, ...options.flatMap((each) => ['-pkeyopt', each]), '-out', path);
    const subject = ['-subj', '/O=Ours/CN=a root of openssl'];
    const pem = await openssl('req', '-x509', '-new', '-key', path, ...subject, '-days', '400', ...flags);
    return { pem, key: await readFile(path, 'utf8') };
  }
  const load = (pem: string, key: string): RootCa =>
    readRootCa({ bundle: pem, signingCert: pem, signingKey: key }, Date.now());

  it.each(made)('with %s is loaded, or refused as Docker does', async (_name, key, flags, message) => {
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
