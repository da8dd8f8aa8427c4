import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.ts';

/** A root made by openssl: what stands on the two command lines, and what a swarm says of it. */
export const opensslRoots: readonly (readonly [string, readonly string[], readonly string[], string | undefined])[] = [
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

/** Runs openssl. @returns what it prints @throws Error with what it complains of */
export async function openssl(...parameters: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run('openssl', parameters);
  if (code !== 0) throw new Error(`openssl ${parameters[0]}: ${stderr}`);
  return stdout;
}

/**
 * Makes a root as users do.
 *
 * @param directory for its key
 * @param flags of `openssl req`
 * @returns certificate and key, PEM
 */
export async function makeRootWithOpenssl(
  directory: string,
  [algorithm = '', ...options]: readonly string[],
  flags: readonly string[] = [],
): Promise<{ readonly pem: string; readonly key: string }> {
  const path = join(directory, 'key.pem');
  await openssl('genpkey', '-algorithm', algorithm, ...options.flatMap((each) => ['-pkeyopt', each]), '-out', path);
  const subject = ['-subj', '/O=Ours/CN=a root of openssl'];
  const pem = await openssl('req', '-x509', '-new', '-key', path, ...subject, '-days', '400', ...flags);
  return { pem, key: await readFile(path, 'utf8') };
}
