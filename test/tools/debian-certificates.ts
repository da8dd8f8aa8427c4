import { hash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { decodePem } from '../../packages/core/src/x509/pem.ts';

/** A certificate, or what might be one, out of Debian. */
export interface DebianCertificate {
  /** `openssl/certs/bad-pc3-cert.pem#0`; of the web's roots, which each release has others of, `root 2e7bf16cc22485a7`: its SHA-256 */
  readonly name: string;
  /** DER */
  readonly der: Uint8Array;
}

const sources = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'swarmpki-sources');

/** Folders with certificates, by the name under which tests know them, and what brings them here. */
const folders = {
  'ca-certificates': { path: '/etc/ssl/certs/ca-certificates.crt', from: 'apt-get install ca-certificates' },
  cryptography: {
    path: '/usr/lib/python3/dist-packages/cryptography_vectors',
    from: 'apt-get install python3-cryptography-vectors',
  },
  openssl: { path: join(sources, 'openssl/test'), from: 'test/tools/debian-source openssl test' },
} as const;

/** Why there are no certificates of Debian's here, if there are none; for `describe.skipIf`. */
export const debianCertificatesMissing = Object.values(folders)
  .filter(({ path }) => !existsSync(path))
  .map(({ path, from }) => `there is no ${path}: ${from}`)[0];

/** All of them, each once: the web's roots, and what the tests of OpenSSL and of Python's cryptography are made of. */
export function debianCertificates(): readonly DebianCertificate[] {
  const found = new Map<string, DebianCertificate>();
  for (const [name, { path }] of Object.entries(folders)) {
    for (const file of filesOf(path)) {
      for (const certificate of certificatesOf(`${name}${file.slice(path.length)}`, readFileSync(file))) {
        const bytes = Buffer.from(certificate.der).toString('latin1');
        if (!found.has(bytes)) found.set(bytes, certificate);
      }
    }
  }
  return [...found.values()];
}

/** A file of the two that tests are made of. */
export interface DebianFile {
  /** `openssl/certs/ee-key.pem` */
  readonly name: string;
  readonly path: string;
}

/** All files of what the tests of OpenSSL and of Python's cryptography are made of, whatever is in them. */
export function debianFiles(): readonly DebianFile[] {
  return Object.entries(folders)
    .filter(([name]) => name !== 'ca-certificates')
    .flatMap(([name, { path }]) =>
      filesOf(path).map((file) => ({ name: `${name}${file.slice(path.length)}`, path: file })),
    );
}

function filesOf(path: string): readonly string[] {
  if (path.endsWith('.crt')) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

function certificatesOf(name: string, bytes: Buffer): readonly DebianCertificate[] {
  const blocks = decodePem(bytes).blocks.filter(({ type }) => type.endsWith('CERTIFICATE'));
  if (name === 'ca-certificates')
    return blocks.map(({ der }) => ({ name: `root ${hash('sha256', der).slice(0, 16)}`, der }));
  if (blocks.length > 0) return blocks.map(({ der }, index) => ({ name: `${name}#${index}`, der }));
  return /\.(crt|der|cer)$/.test(name) && bytes[0] === 0x30 ? [{ name, der: bytes }] : [];
}
