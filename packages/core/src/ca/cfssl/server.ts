import { algorithmForKey } from '../../x509/algorithms.ts';
import { certificatePem, readCertificate } from '../../x509/certificate.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { readRequest } from '../../x509/csr.ts';
import type { CertificateRequest } from '../../x509/csr.ts';
import { der } from '../../x509/der-writer.ts';
import type { Extension } from '../../x509/extensions.ts';
import { encodeProfile, issueGeneral } from '../../x509/general.ts';
import { encodeGeneralNames, guessGeneralName, readGeneralNames } from '../../x509/general-names.ts';
import type { GeneralName } from '../../x509/general-names.ts';
import type { Issuer } from '../../x509/leaf.ts';
import { readName } from '../../x509/name.ts';
import { Oid } from '../../x509/oid.ts';
import { X509Problem } from '../../x509/problem.ts';
import { leafExtensions, organizationalUnits } from '../../x509/profile.ts';
import type { ProfileExtension } from '../../x509/profile.ts';
import { leafValidity } from '../../x509/time.ts';
import { readSigningRequest } from './read-request.ts';
import type { ReadRequest } from './read-request.ts';
import { Refusal, cfsslCodes } from './refusal.ts';
import { caProfile } from './request.ts';

/** Who asks, by its verified certificate. */
export interface CfsslClient {
  /** Every OU. */
  readonly units: readonly string[];
  /** The first O. */
  readonly organization: string;
}

/** Who signs, and what. */
export interface CfsslAuthority {
  readonly issuer: Issuer;
  /** How long a node's certificate is valid, ms. */
  readonly expiry: number;
  /** There is a profile `CA`: new roots are cross-signed. */
  readonly signsCas: boolean;
  /** The one swarm whose managers are heard, by its id; any, where it is left out. */
  readonly organization?: string | undefined;
}

/** What changes from one certificate to the next. */
export interface Occasion {
  /** ms since epoch */
  readonly now: number;
  /** 20 bytes, see `serialNumberFrom`. */
  readonly serialNumber: Uint8Array;
}

/** What became of a request, for a log. */
export type Outcome =
  | { readonly kind: 'signed' | 'cross-signed'; readonly certificate: Certificate }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface CfsslAnswer {
  readonly status: number;
  /** JSON */
  readonly body: string;
  readonly outcome: Outcome;
}

/**
 * Answers a request to sign as an external CA of a swarm (docs/protocol.md §9.6). Refusals have status 200 too: engines
 * take any other for a passing fault, and would ask for ever.
 *
 * @param body JSON
 * @param client `undefined` for one that showed no certificate
 */
export async function answer(
  body: string,
  client: CfsslClient | undefined,
  authority: CfsslAuthority,
  occasion: Occasion,
): Promise<CfsslAnswer> {
  try {
    const organization = checkClient(client, authority);
    const request = readSigningRequest(body);
    const vouches = request.profile === caProfile;
    const bytes = await (vouches
      ? signCa(request, authority, occasion)
      : signLeaf(request, organization, authority, occasion));
    const certificate = readCertificate(bytes);
    const response = { success: true, result: { certificate: certificatePem(certificate) }, errors: [], messages: [] };
    return respond(response, { kind: vouches ? 'cross-signed' : 'signed', certificate });
  } catch (error) {
    const refusal = asRefusal(error);
    const errors = [{ code: cfsslCodes[refusal.code], message: refusal.message }];
    return respond({ success: false, result: null, errors, messages: [] }, { kind: 'refused', refusal });
  }
}

function respond(response: unknown, outcome: Outcome): CfsslAnswer {
  return { status: 200, body: JSON.stringify(response), outcome };
}

/** What is wrong with a request is told; anything else is a fault of ours, and no answer. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (!(error instanceof X509Problem)) throw error;
  return new Refusal('serverRequestFailed', `unable to sign requested certificate: ${error.message}`, { cause: error });
}

/** @returns the swarm's id */
function checkClient(client: CfsslClient | undefined, { organization }: CfsslAuthority): string {
  if (client === undefined) throw unauthenticated('must authenticate sign request with mutual TLS');
  const manager = organizationalUnits.manager;
  if (client.units[0] !== manager) throw unauthenticated(`client certificate OU must be "${manager}"`);
  if (client.organization === '') throw unauthenticated('client certificate must have an Organization');
  if (organization !== undefined && client.organization !== organization) {
    throw unauthenticated(`client certificate is of swarm ${client.organization}, and this CA signs for another`);
  }
  return client.organization;
}

function unauthenticated(message: string): Refusal {
  return new Refusal('authenticationFailure', message, {
    expected: 'the certificate of a swarm’s manager',
    next: 'Ask with a manager’s certificate.',
  });
}

async function signLeaf(
  request: ReadRequest,
  organization: string,
  { issuer, expiry }: CfsslAuthority,
  occasion: Occasion,
): Promise<Uint8Array> {
  const asked = request.subject.filter(({ type }) => type === Oid.organization);
  if (asked.length === 0 || asked.some(({ value }) => value !== organization)) {
    throw new Refusal('badRequest', 'sign request subject org does not match client certificate org');
  }
  if (request.extensions.length > 0) {
    throw new Refusal('policyViolation', `Policy violation request: extensions need the profile "${caProfile}"`);
  }
  const csr = readRequest(request.csr);
  const { subject, extensions } = await encodeProfile(
    { subject: request.subject, extensions: leafExtensions },
    csr.spki,
    issuer.certificate.facts.subjectKeyIdentifier,
  );
  return sign(issuer, occasion, {
    spki: csr.spki,
    subject,
    extensions: [...extensions, ...altNames(request, csr)],
    ...leafValidity(occasion.now, expiry),
  });
}

const caExtensions: readonly ProfileExtension[] = [
  { kind: 'keyUsage', usages: ['keyCertSign', 'cRLSign'] },
  { kind: 'subjectKeyIdentifier' },
  { kind: 'authorityKeyIdentifier' },
];

/** A new root's certificate lasts as long as the CA that vouches for it. */
async function signCa(
  request: ReadRequest,
  { issuer, expiry, signsCas }: CfsslAuthority,
  occasion: Occasion,
): Promise<Uint8Array> {
  if (!signsCas) {
    throw new Refusal('invalidPolicy', `Invalid or unknown policy: there is no profile "${caProfile}" here`);
  }
  if (issuer.certificate.facts.basicConstraints?.pathLength === 0) {
    throw new Refusal('policyViolation', 'Policy violation request: the path length of this CA allows no CA below it');
  }
  const csr = readRequest(request.csr);
  const wished = { subject: request.subject, extensions: caExtensions };
  const { subject, extensions } = await encodeProfile(wished, csr.spki, issuer.certificate.facts.subjectKeyIdentifier);
  const constraints = request.extensions.length > 0 ? request.extensions : [isCa];
  return sign(issuer, occasion, {
    spki: csr.spki,
    // Chains are found by the bytes of names: where the request's own says the same, its bytes are taken.
    subject: saysTheSame(csr.subject, subject) ? csr.subject : subject,
    extensions: [...extensions, ...constraints, ...altNames(request, csr)],
    notBefore: leafValidity(occasion.now, expiry).notBefore,
    notAfter: issuer.certificate.notAfter,
  });
}

const isCa: Extension = { oid: Oid.basicConstraints, critical: true, value: Uint8Array.of(0x30, 3, 1, 1, 0xff) };

function saysTheSame(a: Uint8Array, b: Uint8Array): boolean {
  const sorted = (name: Uint8Array): readonly string[] =>
    readName(name)
      .map(({ type, value }) => `${type}=${value}`)
      .toSorted();
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

/** The hosts that are asked for; without any list of them, the names in the CSR. */
function altNames({ hosts }: ReadRequest, csr: CertificateRequest): readonly Extension[] {
  const names = hosts?.map(guessGeneralName) ?? namesIn(csr);
  if (names.length === 0) return [];
  return [{ oid: Oid.subjectAltName, critical: false, value: der(encodeGeneralNames(names)) }];
}

function namesIn({ extensions }: CertificateRequest): readonly GeneralName[] {
  const found = extensions.find(({ oid }) => oid === Oid.subjectAltName);
  return found ? readGeneralNames(found.value) : [];
}

interface Contents {
  readonly spki: Uint8Array;
  readonly subject: Uint8Array;
  readonly extensions: readonly Extension[];
  readonly notBefore: number;
  readonly notAfter: number;
}

function sign({ certificate, key }: Issuer, { serialNumber }: Occasion, contents: Contents): Promise<Uint8Array> {
  return issueGeneral({
    ...contents,
    serialNumber,
    issuer: certificate.subject,
    signingKey: key,
    algorithm: algorithmForKey(key),
  });
}
