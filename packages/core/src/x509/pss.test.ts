import { describe, expect, it } from 'vitest';
import { pss } from '../testing/odd-certificates.ts';
import { signatureAlgorithm } from './algorithms.ts';
import { der, explicit, integer, oid, sequence, tlv } from './der-writer.ts';
import { Tag } from './der-reader.ts';
import { Oid } from './oid.ts';
import { pssName } from './pss.ts';

const digest = (dotted: string) => sequence(oid(dotted), tlv(Tag.null));
const bare = (dotted: string) => sequence(oid(dotted));
const number = (field: number, value: number) => explicit(field, integer(Uint8Array.of(value)));

function parameters(hash = digest(Oid.sha256), mask = digest(Oid.sha256), salt = 32, maskFunction: string = Oid.mgf1) {
  return [explicit(0, hash), explicit(1, sequence(oid(maskFunction), mask)), number(2, salt)];
}

describe('pssName', () => {
  it.each([
    [Oid.sha256, 32, 'SHA256-RSAPSS'],
    [Oid.sha384, 48, 'SHA384-RSAPSS'],
    [Oid.sha512, 64, 'SHA512-RSAPSS'],
  ] as const)('knows %s with a salt of its length, with NULL behind the digests or without', (dotted, salt, name) => {
    expect(pssName(der(sequence(...parameters(digest(dotted), digest(dotted), salt))))).toBe(name);
    expect(pssName(der(sequence(...parameters(bare(dotted), bare(dotted), salt), number(3, 1))))).toBe(name);
  });

  it.each([
    ['another salt', parameters(undefined, undefined, 20)],
    ['two digests', parameters(digest(Oid.sha256), digest(Oid.sha512))],
    ['another mask', parameters(undefined, undefined, 32, Oid.rsaEncryption)],
    ['another trailer', [...parameters(), number(3, 2)]],
    ['SHA-1', parameters(digest('1.3.14.3.2.26'), digest('1.3.14.3.2.26'), 20)],
    ['the defaults', []],
    ['parameters of a digest', parameters(sequence(oid(Oid.sha256), integer(Uint8Array.of(1))))],
  ])('has no name for %s', (_what, fields) => {
    expect(pssName(der(sequence(...fields)))).toBeUndefined();
  });

  it('has none for no parameters, or for rubbish', () => {
    expect(pssName(new Uint8Array())).toBeUndefined();
    expect(pssName(Uint8Array.of(0x30, 0x80, 0, 0))).toBeUndefined();
  });
});

describe('signatureAlgorithm', () => {
  it('prints the number of Go’s unknown where Go knows no name', () => {
    expect(signatureAlgorithm(pss(20).identifier).name).toBe('0');
    expect(signatureAlgorithm(der(sequence(oid('1.2.3.4')))).name).toBe('0');
    expect(signatureAlgorithm(der(sequence(oid(Oid.ed25519), tlv(Tag.null)))).name).toBe('0');
    expect(signatureAlgorithm(der(sequence(oid(Oid.ed25519)))).name).toBe('Ed25519');
  });
});
