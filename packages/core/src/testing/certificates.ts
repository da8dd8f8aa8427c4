import { generateKeyPairSync } from 'node:crypto';
import { systemEntropy } from '../entropy/entropy.ts';
import type { KeyPair } from '../entropy/entropy.ts';
import { algorithmForKey } from '../x509/algorithms.ts';
import { certificatePem, readCertificate } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';
import { der } from '../x509/der-writer.ts';
import type { Extension } from '../x509/extensions.ts';
import { encodeGeneralNames, guessGeneralName } from '../x509/general-names.ts';
import { encodeProfile, issueGeneral } from '../x509/general.ts';
import { serialNumberFrom } from '../x509/leaf.ts';
import type { Issuer } from '../x509/leaf.ts';
import { commonName } from '../x509/name.ts';
import { Oid } from '../x509/oid.ts';
import { leafExtensions, nodeProfile, rootProfile } from '../x509/profile.ts';
import type { CertificateProfile, NodeIdentity, ProfileExtension } from '../x509/profile.ts';
import { createRoot } from '../x509/root.ts';
import type { RootCa } from '../x509/root-ca.ts';
import { readTrustBundle } from '../x509/trust-bundle.ts';

/** The moment at which most tests take place. */
export const noon = Date.UTC(2026, 10, 24, 12);

const day = 24 * 3_600_000;

/** A certificate with its key, ready to sign with. */
export interface Authority extends Issuer {
  readonly pem: string;
  readonly keys: KeyPair;
}

/** A root as swarm generates it. */
export async function makeRoot(now = noon): Promise<Authority> {
  const keys = systemEntropy.newKey();
  const certificate = await createRoot(keys, serialNumberFrom(systemEntropy.bytes(20)), now);
  return { certificate, key: keys.privateKey, keys, pem: certificatePem(certificate) };
}

/** An authority as a root that signs, or as an intermediate that does for another root. */
export function rootCaOf(
  signer: Issuer & { readonly pem: string },
  { intermediates = '', roots = signer.pem, now = noon } = {},
): RootCa {
  return { trust: readTrustBundle(roots, now), signer, intermediates };
}

/** What a test may want otherwise than a good certificate has it. */
export interface Wishes {
  readonly subject?: string;
  readonly issuer?: Issuer;
  readonly keys?: KeyPair;
  readonly notBefore?: number;
  readonly notAfter?: number;
  readonly extensions?: readonly ProfileExtension[];
  /** Stand in the certificate besides the profile's. */
  readonly more?: readonly Extension[];
}

/** A CA certificate of any kind; self-signed unless an issuer is wished for. */
export async function makeAuthority(wishes: Wishes = {}): Promise<Authority> {
  return make(
    { subject: [], extensions: wishes.extensions ?? rootProfile.extensions },
    { subject: 'swarm-ca', ...wishes },
  );
}

/** A node's certificate. */
export async function makeLeaf(
  issuer: Issuer,
  identity: Partial<NodeIdentity> = {},
  wishes: Wishes = {},
): Promise<Authority> {
  const whole: NodeIdentity = { nodeId: 'n'.repeat(25), organization: 'o'.repeat(25), role: 'worker', ...identity };
  const profile = nodeProfile(whole);
  return make({ ...profile, extensions: wishes.extensions ?? profile.extensions }, { issuer, ...wishes });
}

/** A certificate for an HTTPS server. @param hosts names and addresses */
export async function makeServer(issuer: Issuer, hosts: readonly string[], wishes: Wishes = {}): Promise<Authority> {
  return makeLeaf(issuer, {}, { extensions: leafExtensions, more: [altNames(hosts)], ...wishes });
}

/** A subjectAltName. @param hosts names and addresses */
export function altNames(hosts: readonly string[]): Extension {
  const value = der(encodeGeneralNames(hosts.map(guessGeneralName)));
  return { oid: Oid.subjectAltName, critical: false, value };
}

async function make(profile: CertificateProfile, wishes: Wishes): Promise<Authority> {
  const keys = wishes.keys ?? systemEntropy.newKey();
  const spki = keys.publicKey.export({ format: 'der', type: 'spki' });
  const encoded = await encodeProfile(profile, spki, wishes.issuer?.certificate.facts.subjectKeyIdentifier);
  const subject = wishes.subject === undefined ? encoded.subject : commonName(wishes.subject);
  const signingKey = wishes.issuer?.key ?? keys.privateKey;
  const bytes = await issueGeneral({
    issuer: wishes.issuer?.certificate.subject ?? subject,
    subject,
    spki,
    serialNumber: serialNumberFrom(systemEntropy.bytes(20)),
    notBefore: wishes.notBefore ?? noon - day,
    notAfter: wishes.notAfter ?? noon + 365 * day,
    extensions: [...encoded.extensions, ...(wishes.more ?? [])],
    signingKey,
    algorithm: algorithmForKey(signingKey),
  });
  const certificate = readCertificate(bytes);
  return { certificate, key: keys.privateKey, keys, pem: certificatePem(certificate) };
}

/** The new root's name and key in a certificate that Docker would make of it: no authority key identifier. */
export async function crossSignAsDocker(successor: Authority, predecessor: Issuer): Promise<Certificate> {
  const { certificate } = successor;
  const bytes = await issueGeneral({
    issuer: predecessor.certificate.subject,
    subject: certificate.subject,
    spki: certificate.spki,
    serialNumber: certificate.serialNumber,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    extensions: certificate.extensions,
    signingKey: predecessor.key,
    algorithm: algorithmForKey(predecessor.key),
  });
  return readCertificate(bytes);
}

/** A key pair of a kind that nodes do not make. */
export function otherKey(kind: 'rsa-2048' | 'rsa-1024' | 'P-384' | 'P-521' | 'P-224'): KeyPair {
  return kind.startsWith('rsa')
    ? generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(4)) })
    : generateKeyPairSync('ec', { namedCurve: kind === 'P-224' ? 'secp224r1' : kind });
}

/** Bytes as text: views of one kind and another compare alike. */
export function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}
