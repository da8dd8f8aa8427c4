import type { DisplayText, GeneralName, PolicyQualifierInfo } from '@peculiar/asn1-x509';
import { readCharacters, stringTypes } from '../../x509/characters.ts';
import { DerReader, Tag } from '../../x509/der-reader.ts';
import { Oid } from '../../x509/oid.ts';
import type { Asn1Types } from './asn1-types.ts';
import { describeOid, hexOf, isBitSet, nextBits } from './elements.ts';
import type {
  DisplayTextDescription,
  DistributionPointDescription,
  ExtensionValue,
  GeneralNameDescription,
  PolicyQualifierDescription,
} from './extension-value.ts';
import { nextGeneralName } from './general-name.ts';
import { nextRdn } from './name.ts';

type Read = (value: Uint8Array, types: Asn1Types) => ExtensionValue;

/**
 * Extensions that consist of much, read as the `@peculiar` ASN.1 types. These give the structure; of texts, addresses and
 * names they make too much or too little, so those are read from the bytes that stand there.
 */
export const structuredExtensions: ReadonlyMap<string, Read> = new Map<string, Read>([
  [Oid.certificatePolicies, readPolicies],
  ['2.5.29.33', readPolicyMappings],
  [Oid.cRLDistributionPoints, (value, types) => readPoints('crlDistributionPoints', value, types)],
  ['2.5.29.46', (value, types) => readPoints('freshestCrl', value, types)],
  [Oid.authorityInfoAccess, (value, types) => readAccess('authorityInfoAccess', value, types)],
  ['1.3.6.1.5.5.7.1.11', (value, types) => readAccess('subjectInfoAccess', value, types)],
  ['2.5.29.9', readDirectoryAttributes],
]);

function readPolicies(value: Uint8Array, types: Asn1Types): ExtensionValue {
  const policies = types.read(types.x509.CertificatePolicies, value, 'certificatePolicies');
  return {
    kind: 'certificatePolicies',
    policies: policies.map(({ policyIdentifier, policyQualifiers = [] }) => ({
      policy: describeOid(policyIdentifier),
      qualifiers: policyQualifiers.map((qualifier) => describeQualifier(qualifier, types)),
    })),
  };
}

const [cps, userNotice] = ['1.3.6.1.5.5.7.2.1', '1.3.6.1.5.5.7.2.2'];

function describeQualifier(info: PolicyQualifierInfo, types: Asn1Types): PolicyQualifierDescription {
  const der = new Uint8Array(info.qualifier);
  if (info.policyQualifierId === cps) {
    const uri = new DerReader(der).contents(Tag.ia5String, 'address of a certification practice statement');
    return { kind: 'cps', uri: Buffer.from(uri).toString('latin1') };
  }
  if (info.policyQualifierId !== userNotice) {
    return { kind: 'other', qualifier: describeOid(info.policyQualifierId), der: hexOf(der) };
  }
  const { noticeRef, explicitText } = types.read(types.x509.UserNotice, der, 'user notice');
  return {
    kind: 'userNotice',
    ...(noticeRef && {
      organization: describeText(noticeRef.organization, types),
      noticeNumbers: noticeRef.noticeNumbers,
    }),
    ...(explicitText && { explicitText: describeText(explicitText, types) }),
  };
}

function describeText(text: DisplayText, types: Asn1Types): DisplayTextDescription {
  const reader = new DerReader(types.write(text));
  const tag = reader.nextTag ?? 0;
  const contents = reader.contents(tag, 'text of a notice');
  return {
    type: stringTypes.get(tag) ?? '',
    text: readCharacters(tag, contents) ?? '',
    hex: hexOf(contents),
  };
}

function readPolicyMappings(value: Uint8Array, types: Asn1Types): ExtensionValue {
  const mappings = types.read(types.x509.PolicyMappings, value, 'policyMappings');
  return {
    kind: 'policyMappings',
    mappings: mappings.map(({ issuerDomainPolicy, subjectDomainPolicy }) => ({
      issuerDomain: describeOid(issuerDomainPolicy),
      subjectDomain: describeOid(subjectDomainPolicy),
    })),
  };
}

/** Bits of ReasonFlags (RFC 5280 §4.2.1.13). */
export const reasonNames = [
  'unused',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

function readPoints(
  kind: 'crlDistributionPoints' | 'freshestCrl',
  value: Uint8Array,
  types: Asn1Types,
): ExtensionValue {
  const points = types.read(types.x509.CRLDistributionPoints, value, 'distribution points');
  return {
    kind,
    points: points.map(({ distributionPoint, reasons, cRLIssuer }): DistributionPointDescription => {
      const { fullName, nameRelativeToCRLIssuer: relative } = distributionPoint ?? {};
      const flags = reasons && nextBits(new DerReader(types.write(reasons)), 'reasons');
      return {
        ...(fullName && { fullName: namesOf(fullName, types) }),
        ...(relative && { nameRelativeToIssuer: nextRdn(new DerReader(types.write(relative))) }),
        ...(flags && { reasons: reasonNames.filter((_, bit) => isBitSet(flags, bit)) }),
        ...(cRLIssuer && { crlIssuer: namesOf(cRLIssuer, types) }),
      };
    }),
  };
}

function readAccess(
  kind: 'authorityInfoAccess' | 'subjectInfoAccess',
  value: Uint8Array,
  types: Asn1Types,
): ExtensionValue {
  const { AuthorityInfoAccessSyntax, SubjectInfoAccessSyntax } = types.x509;
  const type = kind === 'authorityInfoAccess' ? AuthorityInfoAccessSyntax : SubjectInfoAccessSyntax;
  return {
    kind,
    descriptions: types.read(type, value, kind).map(({ accessMethod, accessLocation }) => ({
      method: describeOid(accessMethod),
      location: nameOf(accessLocation, types),
    })),
  };
}

function readDirectoryAttributes(value: Uint8Array, types: Asn1Types): ExtensionValue {
  const attributes = types.read(types.x509.SubjectDirectoryAttributes, value, 'subjectDirectoryAttributes');
  return {
    kind: 'subjectDirectoryAttributes',
    attributes: attributes.map(({ type, values }) => ({
      type: describeOid(type),
      values: values.map((each) => hexOf(new Uint8Array(each))),
    })),
  };
}

function namesOf(names: readonly GeneralName[], types: Asn1Types): readonly GeneralNameDescription[] {
  return names.map((name) => nameOf(name, types));
}

function nameOf(name: GeneralName, types: Asn1Types): GeneralNameDescription {
  return nextGeneralName(new DerReader(types.write(name)));
}
