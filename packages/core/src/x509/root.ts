import type { KeyObject } from 'node:crypto';
import { algorithmForKey } from './algorithms.ts';
import { readCertificate } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { encodeProfile, issueGeneral } from './general.ts';
import { rootCommonName } from './name.ts';
import { Oid } from './oid.ts';
import { rootProfile } from './profile.ts';
import { p256Spki } from './public-key.ts';
import { rootValidity } from './time.ts';

/**
 * Makes the root that swarm generates at `swarm init` and for every rotation to a new one (docs/protocol.md §1.1).
 *
 * @param keys a P-256 key pair
 * @param serialNumber 20 bytes, see `serialNumberFrom`
 * @param now ms since epoch
 * @param name its CN
 */
export async function createRoot(
  keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject },
  serialNumber: Uint8Array,
  now: number,
  name = rootCommonName,
): Promise<Certificate> {
  const spki = p256Spki(keys.publicKey);
  const profile = { ...rootProfile, subject: [{ type: Oid.commonName, value: name }] };
  const { subject, extensions } = await encodeProfile(profile, spki);
  const der = await issueGeneral({
    issuer: subject,
    subject,
    spki,
    serialNumber,
    extensions,
    ...rootValidity(now),
    signingKey: keys.privateKey,
    algorithm: algorithmForKey(keys.privateKey),
  });
  return readCertificate(der);
}
