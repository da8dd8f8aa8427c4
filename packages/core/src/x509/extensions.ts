import { DerReader, Tag, malformed, readBoolean, readOid, readSmallInteger } from './der-reader.ts';
import { readGeneralNames } from './general-names.ts';
import { readNameConstraints } from './name-constraints.ts';
import type { NameConstraints } from './name-constraints.ts';
import { Oid } from './oid.ts';

/** One extension as it stands in a certificate. */
export interface Extension {
  /** Dotted OID. */
  readonly oid: string;
  readonly critical: boolean;
  /** Contents of the extension's OCTET STRING, DER. */
  readonly value: Uint8Array;
}

/** Bits of the key usage extension by their names and numbers in RFC 5280 §4.2.1.3. */
export const keyUsageBits = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
  encipherOnly: 7,
  decipherOnly: 8,
} as const;

export type KeyUsage = keyof typeof keyUsageBits;

/** What a certificate's extensions say, as far as path validation and swarm ask. Absent extensions are `undefined`. */
export interface ExtensionFacts {
  readonly basicConstraints: { readonly ca: boolean; readonly pathLength: number | undefined } | undefined;
  readonly keyUsage: ReadonlySet<KeyUsage> | undefined;
  /** Dotted OIDs. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly subjectKeyIdentifier: Uint8Array | undefined;
  /** The key identifier in the authority key identifier. */
  readonly authorityKeyIdentifier: Uint8Array | undefined;
  readonly dnsNames: readonly string[];
  /** In canonical form: dotted decimal, or RFC 5952. */
  readonly ipAddresses: readonly string[];
  readonly nameConstraints: NameConstraints | undefined;
  /** OIDs of critical extensions that nothing here understands. */
  readonly unhandledCritical: readonly string[];
}

const mostPurposes = 100;

const handled: ReadonlySet<string> = new Set([
  Oid.basicConstraints,
  Oid.keyUsage,
  Oid.extendedKeyUsage,
  Oid.subjectKeyIdentifier,
  Oid.authorityKeyIdentifier,
]);

/** Reads the extensions that matter here. @throws {X509Problem} `malformed-der` when one of them breaks its form */
export function readExtensions(extensions: readonly Extension[]): ExtensionFacts {
  const valueOf = (oid: string): DerReader | undefined => {
    const found = extensions.find((extension) => extension.oid === oid);
    return found && new DerReader(found.value);
  };
  const subjectAltName = extensions.find(({ oid }) => oid === Oid.subjectAltName);
  const names = subjectAltName ? readGeneralNames(subjectAltName.value) : [];
  const constraints = valueOf(Oid.nameConstraints);
  const nameConstraints = constraints && readNameConstraints(constraints);
  // As in Go: names of kinds that nobody looks at, and constraints on them, are not understood.
  const isHandled = (oid: string): boolean =>
    handled.has(oid) ||
    (oid === Oid.subjectAltName && names.length > 0) ||
    (oid === Oid.nameConstraints && nameConstraints?.unhandled === false);
  return {
    basicConstraints: readBasicConstraints(valueOf(Oid.basicConstraints)),
    keyUsage: readKeyUsage(valueOf(Oid.keyUsage)),
    extendedKeyUsage: readExtendedKeyUsage(valueOf(Oid.extendedKeyUsage)),
    subjectKeyIdentifier: valueOf(Oid.subjectKeyIdentifier)?.contents(Tag.octetString, 'subjectKeyIdentifier'),
    authorityKeyIdentifier: readAuthorityKeyIdentifier(valueOf(Oid.authorityKeyIdentifier)),
    dnsNames: names.filter(({ kind }) => kind === 'dns').map(({ value }) => value),
    ipAddresses: names.filter(({ kind }) => kind === 'ip').map(({ value }) => value),
    nameConstraints,
    unhandledCritical: extensions.filter(({ oid, critical }) => critical && !isHandled(oid)).map(({ oid }) => oid),
  };
}

/** Reads a basicConstraints value. @throws {X509Problem} `malformed-der` */
export function readBasicConstraints(value: DerReader | undefined): ExtensionFacts['basicConstraints'] {
  if (!value) return undefined;
  const fields = value.enter(Tag.sequence, 'basicConstraints');
  value.finish('basicConstraints');
  const ca = fields.nextTag === Tag.boolean ? readBoolean(fields.contents(Tag.boolean, 'cA')) : false;
  const pathLength =
    fields.nextTag === Tag.integer
      ? readSmallInteger(fields.contents(Tag.integer, 'pathLenConstraint'), 'pathLenConstraint')
      : undefined;
  fields.finish('basicConstraints');
  return { ca, pathLength };
}

/** Reads a keyUsage value. @throws {X509Problem} `malformed-der` */
export function readKeyUsage(value: DerReader | undefined): ReadonlySet<KeyUsage> | undefined {
  if (!value) return undefined;
  const [unused = 0, ...bytes] = value.contents(Tag.bitString, 'keyUsage');
  value.finish('keyUsage');
  const unusedBits = (bytes.at(-1) ?? 0) & ((1 << unused) - 1);
  if (unused > 7 || (bytes.length === 0 && unused > 0) || unusedBits !== 0)
    throw malformed('keyUsage is no bit string');
  const isSet = (bit: number): boolean => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
  const names = Object.entries(keyUsageBits) as [KeyUsage, number][];
  return new Set(names.filter(([, bit]) => isSet(bit)).map(([name]) => name));
}

function readExtendedKeyUsage(value: DerReader | undefined): readonly string[] | undefined {
  if (!value) return undefined;
  const list = value.enter(Tag.sequence, 'extKeyUsage');
  value.finish('extKeyUsage');
  const usages: string[] = [];
  while (!list.done) {
    usages.push(readOid(list.contents(Tag.oid, 'key purpose')));
    if (usages.length > mostPurposes) throw malformed(`extKeyUsage has more than ${mostPurposes} entries`);
  }
  return usages;
}

function readAuthorityKeyIdentifier(value: DerReader | undefined): Uint8Array | undefined {
  const fields = value?.enter(Tag.sequence, 'authorityKeyIdentifier');
  return fields?.nextTag === Tag.context(0) ? fields.contents(Tag.context(0), 'keyIdentifier') : undefined;
}
