import type { KeyUsage } from '../../../x509/extensions.ts';
import type { ExtensionDescription } from '../../decode/description.ts';
import type {
  CrlReason,
  ExtensionValue,
  PolicyQualifierDescription,
  TimestampDescription,
} from '../../decode/extension-value.ts';
import type { IntegerDescription } from '../../decode/parts.ts';
import { bytesText, constrainedName, listedNames } from './general-name.ts';
import { issuingPointLines, pointLines } from './distribution-point.ts';
import { dotted, hexLines, hexNumber, longName, magnitude, safe, timeLine, upperColons } from './text.ts';

const indent = ' '.repeat(16);

/** An extension: its name, and what it says. */
export function extensionLines(extension: ExtensionDescription): readonly string[] {
  const { oid, critical, value, der } = extension;
  const title = `            ${oid === '' ? '<INVALID>' : longName(oid)}: ${critical ? 'critical' : ''}`;
  const body = value && valueLines(value);
  // What OpenSSL cannot read it prints as the bytes that are there.
  return [title, ...(body ?? [dotted(der)]).map((line) => indent + line)];
}

/** @returns `undefined` where OpenSSL knows no better than to print bytes */
function valueLines(value: ExtensionValue): readonly string[] | undefined {
  switch (value.kind) {
    case 'basicConstraints':
      return [
        `CA:${value.ca ? 'TRUE' : 'FALSE'}${value.pathLength === undefined ? '' : `, pathlen:${value.pathLength}`}`,
      ];
    case 'keyUsage':
      return joined(value.usages.map((usage) => keyUsages[usage]));
    case 'extendedKeyUsage':
      return joined(value.purposes.map(({ oid }) => longName(oid)));
    case 'subjectAltName':
    case 'issuerAltName':
      return value.names.length === 0 ? empty : joined(listedNames(value.names) ?? []);
    case 'subjectKeyIdentifier':
      return [upperColons(value.keyIdentifier)];
    case 'authorityKeyIdentifier':
      return authorityLines(value);
    case 'nameConstraints': {
      const [permitted, excluded] = [
        subtreeLines('Permitted', value.permitted),
        subtreeLines('Excluded', value.excluded),
      ];
      // One that is there and empty still begins a line.
      const begun = value.permitted && value.excluded && excluded.length === 0 ? [''] : [];
      return [...permitted, ...excluded, ...begun];
    }
    case 'certificatePolicies':
      return value.policies.flatMap(({ policy, qualifiers }) => [
        `Policy: ${longName(policy.oid)}`,
        ...qualifiers.flatMap(qualifierLines),
      ]);
    case 'policyMappings':
      return joined(
        value.mappings.map(
          ({ issuerDomain, subjectDomain }) => `${longName(issuerDomain.oid)}:${longName(subjectDomain.oid)}`,
        ),
      );
    case 'policyConstraints':
      return joined([
        ...(value.requireExplicitPolicy === undefined
          ? []
          : [`Require Explicit Policy:${value.requireExplicitPolicy}`]),
        ...(value.inhibitPolicyMapping === undefined ? [] : [`Inhibit Policy Mapping:${value.inhibitPolicyMapping}`]),
      ]);
    case 'inhibitAnyPolicy':
      return [String(value.skipCertificates)];
    case 'crlNumber':
      return [integerText(value.number)];
    case 'deltaCrlIndicator':
      return [integerText(value.base)];
    case 'crlReason':
      return [value.reason === undefined ? String(value.number) : crlReasons[value.reason]];
    case 'holdInstruction':
      return [longName(value.instruction.oid)];
    case 'invalidityDate':
      return [timeLine(value.time.time)];
    case 'certificateIssuer':
      return value.names.length === 0 ? empty : joined(listedNames(value.names) ?? []);
    case 'issuingDistributionPoint':
      return issuingPointLines(value);
    case 'crlDistributionPoints':
    case 'freshestCrl':
      return value.points.flatMap(pointLines);
    case 'authorityInfoAccess':
    case 'subjectInfoAccess': {
      const locations = listedNames(value.descriptions.map(({ location }) => location));
      if (locations?.length === 0) return empty;
      return locations?.map((location, at) => `${longName(value.descriptions[at]?.method.oid ?? '')} - ${location}`);
    }
    case 'privateKeyUsagePeriod':
      return [
        [
          ...(value.notBefore ? [`Not Before: ${timeLine(value.notBefore.time)}`] : []),
          ...(value.notAfter ? [`Not After: ${timeLine(value.notAfter.time)}`] : []),
        ].join(', '),
      ];
    case 'proxyCertInfo':
      return [
        `Path Length Constraint: ${value.pathLength === undefined ? 'infinite' : hexNumber(value.pathLength)}`,
        `Policy Language: ${longName(value.policyLanguage.oid)}`,
        ...(value.policy === undefined ? [] : [`Policy Text: ${dotted(value.policy)}`]),
      ];
    case 'signedCertificateTimestamps':
      return value.timestamps.flatMap(timestampLines);
    case 'precertificatePoison':
      return ['NULL'];
    case 'ocspNoCheck':
      return [''];
    case 'tlsFeature':
      return joined(value.features.map(({ number, name }) => name ?? String(number)));
    case 'subjectSignTool':
      return [safe(value.tool)];
    case 'issuerSignTool':
      return [
        `signTool    : ${safe(value.signTool)}`,
        `cATool      : ${safe(value.caTool)}`,
        `signToolCert: ${safe(value.signToolCertificate)}`,
        `cAToolCert  : ${safe(value.caToolCertificate)}`,
      ];
    case 'netscapeCertType':
      return joined(value.types.map((type) => netscapeTypes[type] ?? type));
    case 'netscapeText':
      return value.text === '' ? undefined : [bytesText(value.text)];
    case 'subjectDirectoryAttributes':
    case 'applicationPolicies':
    case 'microsoftTemplateName':
    case 'microsoftTemplate':
    case 'microsoftCaVersion':
    case 'microsoftPreviousHash':
      return undefined;
  }
}

const keyUsages: Readonly<Record<KeyUsage, string>> = {
  digitalSignature: 'Digital Signature',
  nonRepudiation: 'Non Repudiation',
  keyEncipherment: 'Key Encipherment',
  dataEncipherment: 'Data Encipherment',
  keyAgreement: 'Key Agreement',
  keyCertSign: 'Certificate Sign',
  cRLSign: 'CRL Sign',
  encipherOnly: 'Encipher Only',
  decipherOnly: 'Decipher Only',
};

const netscapeTypes: Readonly<Record<string, string>> = {
  sslClient: 'SSL Client',
  sslServer: 'SSL Server',
  smime: 'S/MIME',
  objectSigning: 'Object Signing',
  reserved: 'Unused',
  sslCa: 'SSL CA',
  smimeCa: 'S/MIME CA',
  objectCa: 'Object Signing CA',
};

const crlReasons: Readonly<Record<CrlReason, string>> = {
  unspecified: 'Unspecified',
  keyCompromise: 'Key Compromise',
  cACompromise: 'CA Compromise',
  affiliationChanged: 'Affiliation Changed',
  superseded: 'Superseded',
  cessationOfOperation: 'Cessation Of Operation',
  certificateHold: 'Certificate Hold',
  removeFromCRL: 'Remove From CRL',
  privilegeWithdrawn: 'Privilege Withdrawn',
  aACompromise: 'AA Compromise',
};

const empty = ['<EMPTY>', ''];

/** Of no entries OpenSSL makes nothing at all. */
function joined(entries: readonly string[]): readonly string[] | undefined {
  return entries.length === 0 ? undefined : [entries.join(', ')];
}

function authorityLines(value: Extract<ExtensionValue, { kind: 'authorityKeyIdentifier' }>) {
  const { keyIdentifier, issuer, serialNumber } = value;
  const names = listedNames(issuer ?? []);
  const isAlone = issuer === undefined && serialNumber === undefined;
  if (names === undefined || (keyIdentifier === undefined && isAlone)) return undefined;
  return [
    ...(keyIdentifier === undefined ? [] : [`${isAlone ? '' : 'keyid:'}${upperColons(keyIdentifier)}`]),
    ...names,
    ...(serialNumber === undefined ? [] : [`serial:${upperColons(magnitude(serialNumber.hex).hex)}`]),
  ];
}

function subtreeLines(title: string, subtrees: Extract<ExtensionValue, { kind: 'nameConstraints' }>['permitted']) {
  if (subtrees === undefined || subtrees.length === 0) return [];
  return [`${title}:`, ...subtrees.map(({ base }) => `  ${constrainedName(base)}`)];
}

function qualifierLines(qualifier: PolicyQualifierDescription): readonly string[] {
  switch (qualifier.kind) {
    case 'cps':
      return [`  CPS: ${bytesText(qualifier.uri)}`];
    case 'other':
      return [`    Unknown Qualifier: ${longName(qualifier.qualifier.oid)}`];
    case 'userNotice': {
      const { organization, noticeNumbers = [], explicitText } = qualifier;
      const plural = noticeNumbers.length > 1 ? 's' : '';
      const reference =
        organization === undefined
          ? []
          : [`    Organization: ${safe(organization.text)}`, `    Number${plural}: ${noticeNumbers.join(', ')}`];
      const text = explicitText === undefined ? [] : [`    Explicit Text: ${safe(explicitText.text)}`];
      const lines = [...reference, ...text];
      return ['  User Notice:', ...(lines.length === 0 ? [''] : lines)];
    }
  }
}

/** As OpenSSL writes an INTEGER: short ones decimal. */
function integerText({ hex, decimal }: IntegerDescription): string {
  const { hex: digits, isNegative } = magnitude(hex);
  return decimal !== undefined && digits.length < 32 ? decimal : `${isNegative ? '-' : ''}0x${digits.toUpperCase()}`;
}

function timestampLines(timestamp: TimestampDescription): readonly string[] {
  const title = 'Signed Certificate Timestamp:';
  if ('hex' in timestamp) return [title, '    Version   : unknown', ...wrapped(timestamp.hex)];
  const { logId, time, extensions, signatureAlgorithm, signature } = timestamp;
  const labeled = (label: string, [first = '', ...others]: readonly string[]): readonly string[] => [
    `    ${label}: ${first.trimStart()}`,
    ...others,
  ];
  return [
    title,
    '    Version   : v1 (0x0)',
    ...labeled('Log ID    ', wrapped(logId)),
    `    Timestamp : ${timeLine(time, true)}`,
    ...labeled('Extensions', extensions === '' ? ['none'] : wrapped(extensions)),
    `    Signature : ${timestampSignature(signatureAlgorithm)}`,
    ...wrapped(signature),
  ];
}

function wrapped(hex: string): readonly string[] {
  return hexLines(hex.toUpperCase(), ' '.repeat(16), 16);
}

function timestampSignature(algorithm: string): string {
  const names: Readonly<Record<string, string>> = {
    'ECDSA-SHA256': 'ecdsa-with-SHA256',
    'RSA-SHA256': 'sha256WithRSAEncryption',
  };
  return names[algorithm] ?? algorithm;
}
