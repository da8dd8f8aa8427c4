import { DerReader, Tag, readBoolean, readOid, readSmallInteger } from '../../x509/der-reader.ts';
import { der, tlv } from '../../x509/der-writer.ts';
import { describeInteger, describeOid, isBitSet, nextBits, nextTime, onlySequence, readList } from './elements.ts';
import type { CrlReason, ExtensionValue } from './extension-value.ts';
import { describeGeneralNames, nextGeneralName } from './general-name.ts';
import { nextRdn } from './name.ts';
import type { AttributeDescription, BitsDescription } from './parts.ts';
import { reasonNames } from './structured-extensions.ts';

type Read = (value: Uint8Array) => ExtensionValue;

/** Extensions of revocation lists and of their entries (RFC 5280 §5.2, §5.3). */
export const crlExtensions: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['2.5.29.20', (value) => ({ kind: 'crlNumber', number: describeInteger(only(value, Tag.integer, 'cRLNumber')) })],
  ['2.5.29.21', readReason],
  ['2.5.29.23', readHoldInstruction],
  ['2.5.29.24', readInvalidityDate],
  [
    '2.5.29.27',
    (value) => ({ kind: 'deltaCrlIndicator', base: describeInteger(only(value, Tag.integer, 'BaseCRLNumber')) }),
  ],
  ['2.5.29.28', readIssuingDistributionPoint],
  ['2.5.29.29', (value) => ({ kind: 'certificateIssuer', names: describeGeneralNames(value, 'certificateIssuer') })],
]);

const enumerated = 0x0a;
/** CRLReason by its numbers; 7 is not used. */
const crlReasons: readonly (CrlReason | undefined)[] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
];

function readReason(value: Uint8Array): ExtensionValue {
  const number = readSmallInteger(only(value, enumerated, 'reasonCode'), 'reasonCode');
  const reason = crlReasons[number];
  return { kind: 'crlReason', number, ...(reason && { reason }) };
}

function readHoldInstruction(value: Uint8Array): ExtensionValue {
  return { kind: 'holdInstruction', instruction: describeOid(readOid(only(value, Tag.oid, 'holdInstructionCode'))) };
}

function readInvalidityDate(value: Uint8Array): ExtensionValue {
  const reader = new DerReader(value);
  const time = nextTime(reader, 'invalidityDate');
  reader.finish('invalidityDate');
  return { kind: 'invalidityDate', time };
}

function readIssuingDistributionPoint(value: Uint8Array): ExtensionValue {
  const fields = onlySequence(value, 'issuingDistributionPoint');
  const point = fields.optional(Tag.constructedContext(0), 'distributionPoint');
  const fullName = point?.optional(Tag.constructedContext(0), 'fullName');
  const relative =
    fullName === undefined ? point?.optional(Tag.constructedContext(1), 'nameRelativeToCRLIssuer')?.rest : undefined;
  point?.finish('distributionPoint');
  const flag = (number: number): boolean =>
    fields.nextTag === Tag.context(number) && readBoolean(fields.contents(Tag.context(number), 'flag'));
  const [onlyUserCertificates, onlyCaCertificates] = [flag(1), flag(2)];
  const reasons =
    fields.nextTag === Tag.context(3) ? implicitBits(fields.contents(Tag.context(3), 'onlySomeReasons')) : undefined;
  const [indirectCrl, onlyAttributeCertificates] = [flag(4), flag(5)];
  fields.finish('issuingDistributionPoint');
  return {
    kind: 'issuingDistributionPoint',
    ...(fullName && { fullName: readList(fullName, 'fullName', nextGeneralName) }),
    ...(relative && { nameRelativeToIssuer: implicitRdn(relative) }),
    onlyUserCertificates,
    onlyCaCertificates,
    indirectCrl,
    onlyAttributeCertificates,
    ...(reasons && { onlySomeReasons: reasonNames.filter((_, bit) => isBitSet(reasons, bit)) }),
  };
}

/** An RDN whose tag another has taken the place of. */
function implicitRdn(contents: Uint8Array): readonly AttributeDescription[] {
  return nextRdn(new DerReader(der(tlv(Tag.set, contents))));
}

/** A BIT STRING whose tag another has taken the place of. */
function implicitBits(contents: Uint8Array): BitsDescription {
  return nextBits(new DerReader(der(tlv(Tag.bitString, contents))), 'onlySomeReasons');
}

function only(value: Uint8Array, tag: number, what: string): Uint8Array {
  const reader = new DerReader(value);
  const contents = reader.contents(tag, what);
  reader.finish(what);
  return contents;
}
