import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
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
import { commonName, encodeName } from '../x509/name.ts';
import type { NameAttribute } from '../x509/name.ts';
import { Oid } from '../x509/oid.ts';
import { leafExtensions, nodeProfile, rootProfile } from '../x509/profile.ts';
import type { CertificateProfile, NodeIdentity, ProfileExtension } from '../x509/profile.ts';
import { readRootCa } from '../x509/root-ca.ts';
import type { RootCa } from '../x509/root-ca.ts';
import { createRoot } from '../x509/root.ts';

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

/** What a test may want otherwise than a good certificate has it. */
export interface Wishes {
  /** The whole of it is `CN=…`. */
  readonly subject?: string;
  /** The subject, where it is more than that. */
  readonly name?: readonly NameAttribute[];
  readonly issuer?: Issuer;
  readonly keys?: KeyPair;
  /** Big-endian and positive. */
  readonly serialNumber?: Uint8Array;
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
  const subject = subjectFor(wishes) ?? encoded.subject;
  const signingKey = wishes.issuer?.key ?? keys.privateKey;
  const bytes = await issueGeneral({
    issuer: wishes.issuer?.certificate.subject ?? subject,
    subject,
    spki,
    serialNumber: wishes.serialNumber ?? serialNumberFrom(systemEntropy.bytes(20)),
    notBefore: wishes.notBefore ?? noon - day,
    notAfter: wishes.notAfter ?? noon + 365 * day,
    extensions: [...encoded.extensions, ...(wishes.more ?? [])],
    signingKey,
    algorithm: algorithmForKey(signingKey),
  });
  const certificate = readCertificate(bytes);
  return { certificate, key: keys.privateKey, keys, pem: certificatePem(certificate) };
}

function subjectFor({ name, subject }: Wishes): Uint8Array | undefined {
  return name ? der(encodeName(name)) : subject === undefined ? undefined : commonName(subject);
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

export type KeyKind = 'rsa-1024' | 'rsa-2048' | 'rsa-3072' | 'P-224' | 'P-256' | 'P-384' | 'P-521';

/** A key pair, mostly of a kind that nodes do not make. */
export function otherKey(kind: KeyKind): KeyPair {
  return kind.startsWith('rsa')
    ? generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(4)) })
    : generateKeyPairSync('ec', { namedCurve: kind === 'P-224' ? 'secp224r1' : kind });
}

/** A private key as users give it. @returns PEM, PKCS #8 */
export function pkcs8Pem(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/**
 * A root whose leaves are signed by an authority.
 *
 * @param root what is trusted, if it is not the authority itself; then the authority's certificate follows each leaf
 */
export function rootCaWith(authority: Authority, root?: Authority, now = noon): RootCa {
  return readRootCa(
    {
      bundle: (root ?? authority).pem,
      signingCert: authority.pem,
      signingKey: pkcs8Pem(authority.key),
      intermediates: root && authority.pem,
    },
    now,
  );
}

/** Bytes as text: views of one kind and another compare alike. */
export function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}
