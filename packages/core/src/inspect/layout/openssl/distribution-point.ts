import type {
  DistributionPointDescription,
  ExtensionValue,
  GeneralNameDescription,
} from '../../decode/extension-value.ts';
import { loneName } from './general-name.ts';
import { oneLine } from './name.ts';

const indent = ' '.repeat(16);

const reasons: Readonly<Record<string, string>> = {
  unused: 'Unused',
  keyCompromise: 'Key Compromise',
  cACompromise: 'CA Compromise',
  affiliationChanged: 'Affiliation Changed',
  superseded: 'Superseded',
  cessationOfOperation: 'Cessation Of Operation',
  certificateHold: 'Certificate Hold',
  privilegeWithdrawn: 'Privilege Withdrawn',
  aACompromise: 'AA Compromise',
};

/** OpenSSL does not always begin a line where another part begins; nor do we. */
export function pointLines(point: DistributionPointDescription): readonly string[] {
  const { fullName, nameRelativeToIssuer, reasons: flags, crlIssuer } = point;
  const names = (title: string, list: readonly GeneralNameDescription[]): string =>
    `${title}:\n${list.map((name) => `  ${loneName(name)}`).join('\n')}`;
  const parts = [
    fullName && names('Full Name', fullName),
    nameRelativeToIssuer && `Relative Name:\n  ${oneLine({ rdns: [nameRelativeToIssuer] })}\n`,
    flags && `Reasons:\n  ${flags.map((flag) => reasons[flag]).join(', ') || '<EMPTY>'}\n`,
    crlIssuer && names('CRL Issuer', crlIssuer),
  ];
  let text = '';
  for (const part of parts) {
    if (part !== undefined) text += `${text === '' || text.endsWith('\n') ? '' : indent}${part}`;
  }
  return text.split('\n');
}

/** As {@link pointLines}, of a revocation list itself, and what it is about. */
export function issuingPointLines(
  value: Extract<ExtensionValue, { kind: 'issuingDistributionPoint' }>,
): readonly string[] {
  const { fullName, nameRelativeToIssuer, onlySomeReasons } = value;
  const point = {
    ...(fullName && { fullName }),
    ...(nameRelativeToIssuer && { nameRelativeToIssuer }),
  };
  const others = [
    ...(value.onlyUserCertificates ? ['Only User Certificates'] : []),
    ...(value.onlyCaCertificates ? ['Only CA Certificates'] : []),
    ...(value.indirectCrl ? ['Indirect CRL'] : []),
    ...(onlySomeReasons
      ? ['Only Some Reasons:', `  ${onlySomeReasons.map((flag) => reasons[flag]).join(', ') || '<EMPTY>'}`]
      : []),
    ...(value.onlyAttributeCertificates ? ['Only Attribute Certificates'] : []),
  ];
  const names = fullName === undefined && nameRelativeToIssuer === undefined ? [''] : pointLines(point);
  const last = names.at(-1) ?? '';
  if (others.length === 0)
    return fullName === undefined && nameRelativeToIssuer === undefined ? ['<EMPTY>', ''] : names;
  // Behind a full name OpenSSL goes on where it is.
  const [first = '', ...more] = others;
  return [...names.slice(0, -1), last === '' ? first : `${last}${indent}${first}`, ...more, ''];
}
