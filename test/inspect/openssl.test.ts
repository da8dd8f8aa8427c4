import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeCertificate } from '../../packages/core/src/inspect/decode/certificate.ts';
import type { CertificateDescription } from '../../packages/core/src/inspect/decode/description.ts';
import { opensslCertificate } from '../../packages/core/src/inspect/layout/openssl-certificate.ts';
import { skimCertificate } from '../../packages/core/src/inspect/items/skim.ts';
import { X509Problem } from '../../packages/core/src/x509/problem.ts';
import { debianCertificates, debianCertificatesMissing } from '../tools/debian-certificates.ts';
import type { DebianCertificate } from '../tools/debian-certificates.ts';
import { opensslMissing, opensslTexts } from '../tools/openssl.ts';
import { differences, refusals } from './openssl-differences.ts';

const missing = opensslMissing ?? debianCertificatesMissing;

/** What both make of a certificate; `undefined` by whom does not read it. */
interface Reading extends DebianCertificate {
  readonly description: CertificateDescription | undefined;
  readonly ours: readonly string[] | undefined;
  readonly theirs: readonly string[] | undefined;
}

async function readAll(certificates: readonly DebianCertificate[]): Promise<readonly Reading[]> {
  const texts = await opensslTexts(certificates.map(({ der }) => der));
  return Promise.all(
    certificates.map(async (certificate, index) => {
      const description = await describeCertificate(certificate.der).catch((error: unknown) => {
        if (error instanceof X509Problem) return undefined;
        throw error;
      });
      const ours = description && opensslCertificate(description).map((line) => line.trimEnd());
      return { ...certificate, description, ours, theirs: texts[index] };
    }),
  );
}

/** What is left of two texts without the lines that both begin with, and those that both end with. */
function differing(ours: readonly string[], theirs: readonly string[]) {
  let start = 0;
  while (start < ours.length && ours[start] === theirs[start]) start++;
  let end = 0;
  const most = Math.min(ours.length, theirs.length) - start;
  while (end < most && ours.at(-1 - end) === theirs.at(-1 - end)) end++;
  return { ours: ours.slice(start, ours.length - end), theirs: theirs.slice(start, theirs.length - end) };
}

describe.skipIf(missing)('certificates of Debian', () => {
  let readings: readonly Reading[] = [];
  let read: readonly Reading[] = [];
  beforeAll(async () => {
    readings = await readAll(debianCertificates());
    read = readings.filter(({ ours, theirs }) => ours && theirs);
  }, 300_000);

  it('are many, of all kinds', () => {
    expect(read.length).toBeGreaterThan(900);
    const kinds = new Set(
      read.flatMap(({ description }) => description?.extensions.flatMap(({ value }) => value?.kind ?? [])),
    );
    expect(kinds.size).toBeGreaterThan(25);
  });

  it('are read by openssl and by us, but for those in the list', () => {
    const refused = readings
      .filter(({ ours, theirs }) => (ours === undefined) !== (theirs === undefined))
      .map(({ name, ours }) => `${name} by ${ours === undefined ? 'us' : 'openssl'}`);
    expect(refused.toSorted()).toEqual(refusals.map(({ certificate, by }) => `${certificate} by ${by}`).toSorted());
  });

  it('are printed by both alike, but for the lines in the list', () => {
    const found = read.flatMap(({ name, ours = [], theirs = [] }) => {
      const lines = differing(ours, theirs);
      if (lines.ours.length + lines.theirs.length === 0) return [];
      const listed = differences.find(({ certificate }) => certificate === name);
      const isCounted = typeof listed?.theirs === 'number';
      return [{ certificate: name, ours: lines.ours, theirs: isCounted ? lines.theirs.length : lines.theirs }];
    });
    const isHere = ({ certificate }: { certificate: string }): boolean =>
      !certificate.startsWith('root ') || read.some(({ name }) => name === certificate);
    const listed = differences.filter(isHere).map(({ certificate, ours, theirs }) => ({ certificate, ours, theirs }));
    const byName = (one: { certificate: string }, other: { certificate: string }): number =>
      one.certificate < other.certificate ? -1 : 1;
    expect(found.toSorted(byName)).toEqual(listed.toSorted(byName));
  });

  it('have the fingerprints, serial numbers and times that node:crypto says', () => {
    for (const { name, der, description } of read) {
      if (description === undefined) continue;
      const node = new X509Certificate(der);
      const { fingerprints, serialNumber, validity } = description;
      const colons = (hex: string): string => hex.toUpperCase().replace(/..(?=.)/g, '$&:');
      expect([name, colons(fingerprints.sha1)]).toEqual([name, node.fingerprint]);
      expect([name, colons(fingerprints.sha256)]).toEqual([name, node.fingerprint256]);
      const serial = node.serialNumber.startsWith('-')
        ? -BigInt(`0x${node.serialNumber.slice(1)}`)
        : BigInt(`0x${node.serialNumber}`);
      expect([name, BigInt(serialNumber.decimal ?? '')]).toEqual([name, serial]);
      expect([name, validity.notBefore.time]).toEqual([name, Date.parse(node.validFrom)]);
      expect([name, validity.notAfter.time]).toEqual([name, Date.parse(node.validTo)]);
    }
  });

  it('are skimmed to what the description says', () => {
    for (const { der, description } of read) {
      const skim = skimCertificate(der);
      expect(description?.validity.notAfter.time).toBe(skim.notAfter);
      expect(description?.subject.der).toBe(Buffer.from(skim.subject).toString('hex'));
      expect(description?.publicKey.der).toBe(Buffer.from(skim.spki).toString('hex'));
      expect(description?.size).toBe(skim.der.length);
    }
  });
});
