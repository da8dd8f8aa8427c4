import { readCertificate } from '../../../x509/certificate.ts';
import { decodePem } from '../../../x509/pem.ts';
import type { Swarm } from '../../shapes/swarm.ts';
import { goJson } from '../format/go-json.ts';
import { rootDigest } from './rotation-rows.ts';

/** What is known of the root, for programs: names are the Engine API's where it has some. Times are RFC 3339. */
export function rootJson({ TLSInfo: info, RootRotationInProgress: rotates }: Swarm): string {
  const roots = decodePem(info.TrustRoot).blocks.map(({ der }) => readCertificate(der));
  return goJson({
    Digest: rootDigest(info),
    ...info,
    RootRotationInProgress: rotates,
    Roots: roots.map(({ notBefore, notAfter }) => ({ NotBefore: rfc3339(notBefore), NotAfter: rfc3339(notAfter) })),
  });
}

/** @param time ms since epoch */
function rfc3339(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
