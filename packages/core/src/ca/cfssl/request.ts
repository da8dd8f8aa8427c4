import { createNamedRequest } from '../../x509/csr.ts';
import type { Extension } from '../../x509/extensions.ts';
import { readGeneralNames } from '../../x509/general-names.ts';
import type { Issuer } from '../../x509/leaf.ts';
import { readName } from '../../x509/name.ts';
import type { NameAttribute } from '../../x509/name.ts';
import { Oid } from '../../x509/oid.ts';
import { nodeNames, organizationalUnits } from '../../x509/profile.ts';
import type { SigningRequest } from '../signer.ts';

/** The profile by which an external CA signs a new root. Its configuration has to have one of that name. */
export const caProfile = 'CA';

/** One entry of `subject.names`; what is empty is left out. */
interface SubjectEntry {
  readonly C?: string;
  readonly ST?: string;
  readonly L?: string;
  readonly O?: string;
  readonly OU?: string;
}

interface Wishes {
  readonly hosts: readonly string[] | null;
  readonly csr: string;
  readonly commonName: string;
  readonly names: readonly SubjectEntry[];
  readonly profile: string;
  readonly extensions?: readonly Extension[];
}

/**
 * What an external CA is sent for a node (docs/protocol.md §9.2).
 *
 * @returns JSON, byte for byte as Docker's
 */
export function nodeSigningRequest({ csr, identity }: SigningRequest): string {
  return encode({
    hosts: nodeNames(identity),
    csr,
    commonName: identity.nodeId,
    names: [{ O: identity.organization, OU: organizationalUnits[identity.role] }],
    profile: '',
  });
}

/**
 * What an external CA is sent that shall vouch for a new root (docs/protocol.md §9.5). The request in it is made with
 * the new root's key and name and asks for its host names, as far as Docker passes them on.
 *
 * @param successor the new root and its key
 * @returns JSON, as Docker's
 * @throws {X509Problem} `unsupported-algorithm`
 */
export function crossSigningRequest({ certificate, key }: Issuer): string {
  const { subject, spki, extensions } = certificate;
  const attributes = readName(subject);
  const altName = extensions.find(({ oid }) => oid === Oid.subjectAltName);
  const names = altName ? readGeneralNames(altName.value) : [];
  const ofKind = (wanted: string): typeof names => names.filter(({ kind }) => kind === wanted);
  return encode({
    hosts: null,
    csr: createNamedRequest({ subject, spki, names: [...ofKind('dns'), ...ofKind('email'), ...ofKind('ip')], key }),
    commonName: valuesOf(attributes, Oid.commonName).at(-1) ?? '',
    names: subjectEntries(attributes),
    profile: caProfile,
    extensions: extensions.filter(({ oid }) => oid === Oid.basicConstraints),
  });
}

/** The keys stand in the order of Go's structures; some begin with capitals because nobody named them there. */
function encode({ hosts, csr, commonName, names, profile, extensions = [] }: Wishes): string {
  const encoded = extensions.map(({ oid, critical, value }) => ({
    id: oid,
    critical,
    value: Buffer.from(value).toString('hex'),
  }));
  return goJson({
    hosts,
    certificate_request: csr,
    subject: { CN: commonName, names, SerialNumber: '' },
    profile,
    crl_override: '',
    label: '',
    ...(encoded.length > 0 && { extensions: encoded }),
    NotBefore: noTime,
    NotAfter: noTime,
    ReturnPrecert: false,
    metadata: null,
  });
}

/** Go's zero time. */
const noTime = '0001-01-01T00:00:00Z';

/** As Go encodes JSON: it escapes what HTML would understand. */
function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** As many entries as the most frequent attribute has values, each with the values of that rank; so does cfssl. */
function subjectEntries(attributes: readonly NameAttribute[]): readonly SubjectEntry[] {
  const columns = [
    ['C', valuesOf(attributes, Oid.country)],
    ['ST', valuesOf(attributes, Oid.province)],
    ['L', valuesOf(attributes, Oid.locality)],
    ['O', valuesOf(attributes, Oid.organization)],
    ['OU', valuesOf(attributes, Oid.organizationalUnit)],
  ] as const;
  const rows = Math.max(...columns.map(([, values]) => values.length));
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(columns.flatMap(([key, values]) => (values[row] ? [[key, values[row]]] : []))),
  );
}

function valuesOf(attributes: readonly NameAttribute[], wanted: string): readonly string[] {
  return attributes.filter(({ type }) => type === wanted).map(({ value }) => value);
}
