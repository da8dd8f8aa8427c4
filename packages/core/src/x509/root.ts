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
import type { Validity } from './time.ts';

interface RootWishes {
  readonly name?: string;
  readonly validity?: Validity;
}

/**
 * Makes the root that swarm generates at `swarm init` and for every rotation to a new one (docs/protocol.md §1.1).
 *
 * @param keys a P-256 key pair
 * @param serialNumber 20 bytes, see `serialNumberFrom`
 * @param now ms since epoch
 * @param wishes what is to be otherwise than with swarm's own: its CN, its validity
 */
export async function createRoot(
  keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject },
  serialNumber: Uint8Array,
  now: number,
  { name = rootCommonName, validity = rootValidity(now) }: RootWishes = {},
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
    ...validity,
    signingKey: keys.privateKey,
    algorithm: algorithmForKey(keys.privateKey),
  });
  return readCertificate(der);
}
