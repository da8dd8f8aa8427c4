import type { Entropy } from '../entropy/entropy.ts';
import type { TlsMaterial } from '../wire/shown-identity.ts';
import { algorithmForKey } from '../x509/algorithms.ts';
import { certificatePem } from '../x509/certificate.ts';
import { der } from '../x509/der-writer.ts';
import { encodeGeneralNames, guessGeneralName } from '../x509/general-names.ts';
import { encodeProfile, issueGeneral } from '../x509/general.ts';
import type { Issuer } from '../x509/leaf.ts';
import { serialNumberFrom } from '../x509/leaf.ts';
import { Oid } from '../x509/oid.ts';
import { leafExtensions } from '../x509/profile.ts';

/**
 * What the HTTPS server of a CA shows: a certificate from its own root, since managers check it against that root before
 * they rely on the CA (docs/protocol.md §8.3). It is made anew at each start, and its key lies nowhere.
 *
 * @param host a name, or an IP address
 * @param now ms since epoch
 */
export async function serverMaterial(
  { certificate, key }: Issuer,
  host: string,
  { now, entropy }: { readonly now: number; readonly entropy: Entropy },
): Promise<TlsMaterial> {
  const keys = entropy.newKey();
  const spki = keys.publicKey.export({ format: 'der', type: 'spki' });
  const profile = { subject: [{ type: Oid.commonName, value: host }], extensions: leafExtensions };
  const { subject, extensions } = await encodeProfile(profile, spki, certificate.facts.subjectKeyIdentifier);
  const name = { oid: Oid.subjectAltName, critical: false, value: der(encodeGeneralNames([guessGeneralName(host)])) };
  const leaf = await issueGeneral({
    spki,
    subject,
    extensions: [...extensions, name],
    notBefore: Math.max(certificate.notBefore, now - dayMs),
    notAfter: certificate.notAfter,
    serialNumber: serialNumberFrom(entropy.bytes(20)),
    issuer: certificate.subject,
    signingKey: key,
    algorithm: algorithmForKey(key),
  });
  const keyPem = keys.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return { certificatePem: certificatePem(leaf), keyPem };
}

/** Clocks differ: it is dated back. */
const dayMs = 86_400_000;
