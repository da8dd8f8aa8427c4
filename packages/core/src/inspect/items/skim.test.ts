import { describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot, noon } from '../../testing/certificates.ts';
import { generalizedTime, shapedCertificate, utcTime } from '../../testing/shaped-certificate.ts';
import type { Shape } from '../../testing/shaped-certificate.ts';
import { integer, sequence, tlv } from '../../x509/der-writer.ts';
import type { Pieces } from '../../x509/der-writer.ts';
import { X509Problem } from '../../x509/problem.ts';
import { skimCertificate } from './skim.ts';
import { swarmIdentityOf } from './swarm-identity.ts';

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');
const number = (value: number): Pieces => integer(Uint8Array.of(value));
const skimOf = (shape: Shape) => skimCertificate(shapedCertificate(shape));

describe('a skim', () => {
  it('says where the parts of a certificate lie, and when it is valid', async () => {
    const root = await makeRoot();
    const { certificate } = await makeLeaf(root);
    const { der, issuer, subject, spki, serialNumber, notBefore, notAfter } = certificate;
    expect(skimCertificate(der)).toMatchObject({ der, version: 3, trailing: 0, issuer, subject, spki });
    expect(skimCertificate(der)).toMatchObject({ serialNumber, notBefore, notAfter });
    expect(hex(skimCertificate(der).extensions).startsWith('30')).toBe(true);
  });

  it('copies nothing', async () => {
    const { certificate } = await makeRoot();
    const { der, subject, spki, extensions } = skimCertificate(certificate.der);
    for (const part of [der, subject, spki, extensions]) expect(part?.buffer).toBe(certificate.der.buffer);
  });

  it('counts what stands behind the certificate, and leaves it alone', () => {
    const der = shapedCertificate();
    const skim = skimCertificate(Buffer.concat([der, Buffer.from('junk')]));
    expect(skim.trailing).toBe(4);
    expect(hex(skim.der)).toBe(hex(der));
  });

  it.each<[string, number, Shape]>([
    ['no version', 1, { version: [] }],
    ['a version written although it is the default', 1, { version: number(0) }],
    ['version 2 with unique identifiers', 2, { version: number(1), uniqueIds: uniqueIds() }],
    ['version 3', 3, {}],
    ['a version that nobody has defined', 8, { version: number(7) }],
  ])('reads a certificate with %s', (_what, version, shape) => {
    expect(skimOf(shape)).toMatchObject({ version, notBefore: Date.UTC(2025, 0, 1) });
  });

  it.each([
    ['the first year of UTCTime', utcTime('500101000000Z'), '1950-01-01T00:00:00.000Z'],
    ['the last second of the last century', utcTime('991231235959Z'), '1999-12-31T23:59:59.000Z'],
    ['the first of this one', utcTime('000101000000Z'), '2000-01-01T00:00:00.000Z'],
    ['the last second of UTCTime', utcTime('491231235959Z'), '2049-12-31T23:59:59.000Z'],
    ['a leap day', utcTime('240229120000Z'), '2024-02-29T12:00:00.000Z'],
    ['the first year of GeneralizedTime', generalizedTime('20500101000000Z'), '2050-01-01T00:00:00.000Z'],
    ['a time before the epoch', generalizedTime('19691231235959Z'), '1969-12-31T23:59:59.000Z'],
    ['the year 0', generalizedTime('00000229000000Z'), '0000-02-29T00:00:00.000Z'],
    ['the year 1, which is not 1901', generalizedTime('00010101000000Z'), '0001-01-01T00:00:00.000Z'],
    ['the year 99, which is not 1999', generalizedTime('00990101000000Z'), '0099-01-01T00:00:00.000Z'],
    ['a leap day of 1600', generalizedTime('16000229000000Z'), '1600-02-29T00:00:00.000Z'],
    ['the last second that can be written', generalizedTime('99991231235959Z'), '9999-12-31T23:59:59.000Z'],
  ])('reads %s', (_what, time, iso) => {
    expect(new Date(skimOf({ notAfter: time }).notAfter).toISOString()).toBe(iso);
  });

  it.each([
    ['the 30th of February', utcTime('250230000000Z')],
    ['the 29th of February of no leap year', generalizedTime('19000229000000Z')],
    ['the 31st of April', utcTime('250431000000Z')],
    ['the month 13', utcTime('251301000000Z')],
    ['the month 0', utcTime('250001000000Z')],
    ['the day 0', utcTime('250100000000Z')],
    ['24 o’clock', utcTime('250101240000Z')],
    ['a leap second', utcTime('161231235960Z')],
    ['no seconds', utcTime('2501010000Z')],
    ['another zone', utcTime('250101000000+0100')],
    ['no zone', utcTime('250101000000')],
    ['parts of a second', generalizedTime('20250101000000.5Z')],
    ['the year 10000', generalizedTime('100000101000000Z')],
    ['a minus', generalizedTime('-0010101000000Z')],
    ['other characters', utcTime('25010a000000Z')],
    ['nothing', utcTime('')],
    ['something else than a time', number(7)],
  ])('refuses a time with %s', (_what, time) => {
    expect(() => skimOf({ notAfter: time })).toThrow(
      expect.objectContaining({ code: 'malformed-certificate', message: expect.stringContaining('notAfter') }),
    );
  });

  it.each<[string, Shape]>([
    ['an empty serial number', { serialNumber: tlv(2) }],
    ['a serial number with needless zeros', { serialNumber: tlv(2, Uint8Array.of(0, 1)) }],
    ['a version of two bytes', { version: integer(Uint8Array.of(1, 0)) }],
    ['a negative version', { version: tlv(2, Uint8Array.of(0xff)) }],
    ['something between the key and the extensions', { uniqueIds: sequence() }],
  ])('refuses %s', (_what, shape) => {
    expect(() => skimOf(shape)).toThrow(expect.objectContaining({ code: 'malformed-certificate' }));
  });

  it('shows a negative serial number as it stands there', () => {
    expect(hex(skimOf({ serialNumber: tlv(2, Uint8Array.of(0xff, 0x7f)) }).serialNumber)).toBe('ff7f');
  });

  it('refuses every certificate that is cut short, by its own problem', async () => {
    const { der } = (await makeRoot()).certificate;
    for (let length = 0; length < der.length; length++) {
      expect(() => skimCertificate(der.subarray(0, length))).toThrow(X509Problem);
    }
  });
});

describe('what a certificate is to a swarm', () => {
  it('is a node, by its OU', async () => {
    const root = await makeRoot(noon);
    const { certificate } = await makeLeaf(root, { role: 'manager', nodeId: 'n1', organization: 'o1' });
    expect(swarmIdentityOf(certificate)).toEqual({ role: 'manager', nodeId: 'n1', clusterId: 'o1' });
    expect(swarmIdentityOf(root.certificate)).toEqual({ role: 'ca' });
  });

  it('is nothing, where a subject says nothing of it or cannot be read', () => {
    expect(swarmIdentityOf(skimOf({}))).toBeUndefined();
    expect(swarmIdentityOf({ subject: Uint8Array.of(0x30, 0x05, 0x31) })).toBeUndefined();
  });
});

function uniqueIds(): Pieces {
  return [...tlv(0x81, Uint8Array.of(0, 1)), ...tlv(0x82, Uint8Array.of(0, 2))];
}
