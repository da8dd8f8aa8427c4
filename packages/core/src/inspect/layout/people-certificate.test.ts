import { describe, expect, it } from 'vitest';
import { altNames, makeLeaf, makeRoot, noon } from '../../testing/certificates.ts';
import { shapedCertificate } from '../../testing/shaped-certificate.ts';
import { Tag } from '../../x509/der-reader.ts';
import { oid, sequence, set, tlv } from '../../x509/der-writer.ts';
import { keyName } from '../../x509/key-name.ts';
import { Oid } from '../../x509/oid.ts';
import { describeCertificate } from '../decode/certificate.ts';
import { peopleCertificate } from './people-certificate.ts';

const hour = 3_600_000;
const day = 24 * hour;

async function shown(der: Uint8Array, now: number): Promise<readonly string[]> {
  return peopleCertificate(await describeCertificate(der), now).map((line) => line.map(({ text }) => text).join(''));
}

async function tones(der: Uint8Array, now: number): Promise<ReadonlySet<string>> {
  return new Set(
    peopleCertificate(await describeCertificate(der), now).flatMap((line) => line.map(({ tone }) => tone)),
  );
}

describe('a certificate for people', () => {
  it('is a short block, aligned', async () => {
    const root = await makeRoot();
    const identity = { role: 'manager', nodeId: 'n1', organization: 'c1' } as const;
    const wishes = { notBefore: noon - hour, notAfter: noon + 90 * day, serialNumber: Uint8Array.of(5) };
    const { certificate } = await makeLeaf(root, identity, wishes);
    const lines = await shown(certificate.der, noon + 60 * day);
    const keys = lines.map((line) => line.replace(/[\da-f]{40,64}/g, '…'));
    expect(keys).toEqual([
      'certificate of a swarm manager',
      '  node      n1',
      '  swarm     c1',
      '  valid     2026-11-24 11:00 UTC to 2027-02-22 12:00 UTC',
      '            30 days left, 66 % of its time is over',
      '  renewal   at a random moment until 2027-02-04 11:48 UTC; the window is open since 2027-01-08 11:30 UTC',
      '  issuer    CN=swarm-ca, key identifier …',
      `  key       EC, P-256, key ${keyName(certificate.spki)}`,
      '  may       sign, encipher keys',
      '  for       TLS Web Server Authentication, TLS Web Client Authentication',
      '  names     swarm-manager, n1, swarm-ca',
      '  serial    5 (0x05)',
      '  sha256    …',
    ]);
  });

  it.each([
    ['before', -2 * day, 'not yet valid: it begins in 47 hours', 'bad'],
    ['early', day, '89 days left, 1 % of its time is over', 'good'],
    ['at its end', 90 * day, 'less than a minute left, 100 % of its time is over', 'good'],
    ['late', 80 * day, 'overdue since', 'warn'],
    ['after', 94 * day, 'expired 4 days ago', 'bad'],
    ['long after', 94 * day, 'the node has to leave and to join again', 'bad'],
  ])('says how it stands %s', async (_when, at, text, tone) => {
    const wishes = { notBefore: noon - hour, notAfter: noon + 90 * day };
    const { der } = (await makeLeaf(await makeRoot(), {}, wishes)).certificate;
    expect((await shown(der, noon + at)).join('\n')).toContain(text);
    expect(await tones(der, noon + at)).toContain(tone);
  });

  it('keeps texts of strangers on their line, and from steering a terminal', async () => {
    const evil = '\u001b[31mred\nissuer  good\u202e';
    const subject = sequence(set(sequence(oid(Oid.commonName), tlv(Tag.utf8String, Buffer.from(evil)))));
    const lines = await shown(shapedCertificate({ subject }), noon);
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(lines[1]).toBe(String.raw`  subject   CN=\u{1b}[31mred\u{a}issuer  good\u{202e}`);
  });

  it('shows some of many names, and says how many there are', async () => {
    const more = [altNames(Array.from({ length: 20 }, (_, index) => `host-${index}`))];
    const { der } = (await makeLeaf(await makeRoot(), {}, { extensions: [], more })).certificate;
    expect((await shown(der, noon)).find((line) => line.includes('names'))).toMatch(/host-7, and 12 more$/);
  });

  it('says what is damaged, a line for each', async () => {
    const lines = await shown(Buffer.concat([shapedCertificate(), Buffer.from('junk')]), noon);
    expect(lines.at(-1)).toBe('  damage    4 bytes stand behind it');
  });
});
