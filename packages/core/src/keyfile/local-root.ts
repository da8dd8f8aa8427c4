import { readRootCa } from '../x509/root-ca.ts';
import type { RootCa } from '../x509/root-ca.ts';
import type { NodeFiles } from './node-files.ts';

/**
 * The root that lies on a node's disk; with its key, if somebody has put that beside it, it can sign
 * (docs/protocol.md §10.1).
 *
 * @param now ms since epoch
 * @throws {KeyFileProblem} `no-root`
 * @throws {X509Problem} when the root or the key is not in order, or one is not the other's
 */
export async function loadLocalRoot(files: Pick<NodeFiles, 'readRoot' | 'readRootKey'>, now: number): Promise<RootCa> {
  const bundle = await files.readRoot();
  const signingKey = await files.readRootKey();
  // A file that is empty is a key all the same, and no good one.
  return readRootCa({ bundle, signingKey, signingCert: signingKey === undefined ? undefined : bundle }, now);
}
