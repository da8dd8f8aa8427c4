import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readBounded } from '../../files/bounded-read.ts';
import { ifThere } from '../../files/missing.ts';
import { fileNames } from '../../keyfile/node-files.ts';
import { identityOf } from '../../wire/peer.ts';
import { readCertificates } from '../../x509/certificate.ts';
import { X509Problem } from '../../x509/problem.ts';
import { places } from '../places.ts';

const longestCertificates = 1024 * 1024;

/** The id of a node, from its certificate, which is never locked; `undefined` where there is none that can be read. */
export async function nodeIdIn(directory: string, name: string): Promise<string | undefined> {
  const path = join(places.certificates(directory, name), fileNames.certificate);
  const pem = await readBounded(path, longestCertificates);
  if (pem === undefined) return undefined;
  try {
    const [leaf] = readCertificates(pem);
    return leaf && identityOf(leaf).nodeId;
  } catch (error) {
    if (error instanceof X509Problem) return undefined;
    throw error;
  }
}

/** Names of the nodes of a lab that have something on the disk. */
export function nodeNamesIn(directory: string): Promise<readonly string[]> {
  return ifThere(readdir(places.nodes(directory)), []);
}
