import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import { makeDirectory, writeAtomically } from '../files/atomic-write.ts';
import { readBounded } from '../files/bounded-read.ts';
import { reasonOf } from '../problem.ts';
import { certificatePem } from '../x509/certificate.ts';
import type { Issuer } from '../x509/leaf.ts';
import { serialNumberFrom } from '../x509/leaf.ts';
import { sec1Pem } from '../x509/private-key.ts';
import { readRootCa, signerOf } from '../x509/root-ca.ts';
import { createRoot } from '../x509/root.ts';
import { ExternalCaProblem } from './problem.ts';

/** What an external CA signs with, as text. */
export interface RootMaterial {
  /** PEM */
  readonly caCert: string;
  /** PEM */
  readonly caKey: string;
}

/** Another than that of the roots that swarms make: whose key nobody outside has. */
const rootName = 'swarmpki external CA';
const fileNames = { caCert: 'root.pem', caKey: 'root-key.pem' } as const;
const longestFile = 1024 * 1024;

interface KeptRoot extends RootMaterial {
  /** Where the certificate lies. */
  readonly path: string;
}

/**
 * The root that lies in a directory; one is made where there is none. The key is its owner's alone from its first byte,
 * and comes first: a key without a certificate was left by a process that was killed, and nobody has ever seen its root.
 *
 * @throws {ExternalCaProblem} `half-a-root`, `exposed-key`
 */
export async function keepRoot(
  directory: string,
  { clock, entropy }: { readonly clock: Clock; readonly entropy: Entropy },
): Promise<KeptRoot> {
  const [path, keyPath] = [join(directory, fileNames.caCert), join(directory, fileNames.caKey)];
  const [caCert, caKey] = [await readBounded(path, longestFile), await readBounded(keyPath, longestFile)];
  if (caCert !== undefined) {
    if (caKey === undefined) throw keyless(path, keyPath);
    await checkPrivate(keyPath);
    return { caCert, caKey, path };
  }
  const keys = entropy.newKey();
  const serialNumber = serialNumberFrom(entropy.bytes(20));
  const certificate = await createRoot(keys, serialNumber, clock.now(), { name: rootName });
  const made = { caCert: certificatePem(certificate), caKey: sec1Pem(keys.privateKey) };
  await makeDirectory(directory, 0o700);
  await writeAtomically(keyPath, made.caKey, 0o600);
  await writeAtomically(path, made.caCert, 0o644);
  return { ...made, path };
}

async function checkPrivate(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) return;
  throw new ExternalCaProblem('exposed-key', `others than its owner can read ${path}`, {
    expected: 'mode 0600: whoever has that key can make nodes of every swarm that trusts its root',
    next: `If nobody has read it: chmod 600 ${path}. Otherwise remove it with its root, and rotate.`,
  });
}

function keyless(path: string, keyPath: string): ExternalCaProblem {
  return new ExternalCaProblem('half-a-root', `there is a root in ${path}, and no key in ${keyPath}`, {
    expected: 'both, or neither',
    next: 'Put the key back, or use another directory.',
  });
}

/**
 * Who signs with a root, judged as a swarm would judge it (docs/protocol.md §1.2, §1.3).
 *
 * @param now ms since epoch
 * @throws {ExternalCaProblem} `bad-root`
 */
export function readSigner({ caCert, caKey }: RootMaterial, now: number): Issuer {
  try {
    return signerOf(readRootCa({ bundle: caCert, signingCert: caCert, signingKey: caKey }, now));
  } catch (cause) {
    throw new ExternalCaProblem('bad-root', `nothing can be signed with this root and this key: ${reasonOf(cause)}`, {
      expected: 'one CA certificate and its private key, both in PEM',
      next: 'Give the two that belong together.',
      cause,
    });
  }
}
