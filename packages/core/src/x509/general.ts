import type { KeyObject, webcrypto } from 'node:crypto';
import type * as X509 from '@peculiar/x509';
import type { SigningAlgorithm } from './algorithms.ts';
import { der } from './der-writer.ts';
import { keyUsageBits } from './extensions.ts';
import type { Extension } from './extensions.ts';
import { encodeName } from './name.ts';
import { criticalExtensions } from './profile.ts';
import type { CertificateProfile, ProfileExtension } from './profile.ts';
import { keyIdentifier } from './public-key.ts';
import type { Validity } from './time.ts';

/** A certificate to be made by the general path, with nothing left open. */
export interface GeneralRequest extends Validity {
  /** DER Name */
  readonly issuer: Uint8Array;
  /** DER Name */
  readonly subject: Uint8Array;
  /** DER SubjectPublicKeyInfo */
  readonly spki: Uint8Array;
  /** Big-endian and positive. */
  readonly serialNumber: Uint8Array;
  readonly extensions: readonly Extension[];
  readonly signingKey: KeyObject;
  readonly algorithm: SigningAlgorithm;
}

/** The library is loaded when it is first needed: it takes longer to import than a lab takes to start. */
async function library(): Promise<typeof X509> {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

/**
 * Makes and signs any certificate that swarm knows, with any key that it allows. Roots and cross-signed certificates are
 * made this way; leaves too, wherever the template of `leaf.ts` does not fit.
 *
 * @returns DER
 */
export async function issueGeneral(request: GeneralRequest): Promise<Uint8Array> {
  const x509 = await library();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: Buffer.from(request.serialNumber).toString('hex'),
    issuer: new x509.Name(Buffer.from(request.issuer)),
    subject: new x509.Name(Buffer.from(request.subject)),
    notBefore: new Date(request.notBefore),
    notAfter: new Date(request.notAfter),
    publicKey: Buffer.from(request.spki),
    extensions: request.extensions.map(
      ({ oid, critical, value }) => new x509.Extension(oid, critical, Buffer.from(value)),
    ),
    signingKey: webCryptoKey(request.signingKey, request.algorithm),
    signingAlgorithm: {
      name: request.algorithm.key === 'rsa' ? 'RSASSA-PKCS1-v1_5' : 'ECDSA',
      hash: hashOf(request.algorithm),
    },
  });
  return new Uint8Array(certificate.rawData);
}

/**
 * The subject and extensions that a profile describes, encoded by the library.
 *
 * @param spki DER SubjectPublicKeyInfo of the subject
 * @param issuerKeyId the issuer's subject key identifier; without one there is no authority key identifier
 */
export async function encodeProfile(
  profile: CertificateProfile,
  spki: Uint8Array,
  issuerKeyId?: Uint8Array,
): Promise<{ readonly subject: Uint8Array; readonly extensions: readonly Extension[] }> {
  const x509 = await library();
  const toLibrary = (extension: ProfileExtension): X509.Extension[] => {
    const critical = criticalExtensions.has(extension.kind);
    switch (extension.kind) {
      case 'keyUsage': {
        const flags = extension.usages.reduce((sum, usage) => sum | (1 << keyUsageBits[usage]), 0);
        return [new x509.KeyUsagesExtension(flags, critical)];
      }
      case 'extendedKeyUsage':
        return [new x509.ExtendedKeyUsageExtension([...extension.purposes], critical)];
      case 'basicConstraints':
        return [new x509.BasicConstraintsExtension(extension.ca, undefined, critical)];
      case 'subjectKeyIdentifier':
        return [new x509.SubjectKeyIdentifierExtension(Buffer.from(keyIdentifier(spki)).toString('hex'), critical)];
      case 'authorityKeyIdentifier':
        return issuerKeyId
          ? [new x509.AuthorityKeyIdentifierExtension(Buffer.from(issuerKeyId).toString('hex'), critical)]
          : [];
      case 'subjectAltName': {
        const names = extension.dnsNames.map((value) => ({ type: 'dns' as const, value }));
        return [new x509.SubjectAlternativeNameExtension(names, critical)];
      }
    }
  };
  const extensions = profile.extensions.flatMap(toLibrary).map((extension) => ({
    oid: extension.type,
    critical: extension.critical,
    value: new Uint8Array(extension.value),
  }));
  return { subject: der(encodeName(profile.subject)), extensions };
}

function hashOf(algorithm: SigningAlgorithm): string {
  return algorithm.digest.replace('sha', 'SHA-');
}

function webCryptoKey(key: KeyObject, algorithm: SigningAlgorithm): webcrypto.CryptoKey {
  const curves: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };
  const namedCurve = curves[key.asymmetricKeyDetails?.namedCurve ?? ''];
  return namedCurve
    ? key.toCryptoKey({ name: 'ECDSA', namedCurve }, false, ['sign'])
    : key.toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: hashOf(algorithm) }, false, ['sign']);
}
