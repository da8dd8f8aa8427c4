import type { CertificateDescription } from './description.ts';

/**
 * Describes all that is in a certificate: see `decode/certificate.ts`, which is loaded when the first is described.
 *
 * @param bytes DER, perhaps with something behind it
 * @throws {X509Problem} `malformed-certificate`, `too-much-work`
 */
export async function describeCertificate(bytes: Uint8Array): Promise<CertificateDescription> {
  const decode = await import('./certificate.ts');
  return decode.describeCertificate(bytes);
}
