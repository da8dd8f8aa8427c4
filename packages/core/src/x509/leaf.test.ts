import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemEntropy } from '../entropy/entropy.ts';
import { makeAuthority, makeRoot, noon, otherKey } from '../testing/certificates.ts';
import { algorithmForKey } from './algorithms.ts';
import { readCertificate } from './certificate.ts';
import { createRequest, readRequest } from './csr.ts';
import { encodeProfile, issueGeneral } from './general.ts';
import { LeafIssuer, serialNumberFrom } from './leaf.ts';
import type { LeafRequest } from './leaf.ts';
import { nodeProfile } from './profile.ts';
import { leafValidity } from './time.ts';

const hour = 3_600_000;
const day = 24 * hour;

const identifier = fc.string({
  unit: fc.constantFrom(...Array.from('0123456789abcdefghijklmnopqrstuvwxyz')),
  minLength: 1,
  maxLength: 40,
});

describe('LeafIssuer', () => {
  it('makes the same bytes as the general path, for any node, role, time and issuer', async () => {
    const issuers = [
      await makeRoot(),
      await makeAuthority({ keys: otherKey('P-384'), subject: 'another CA & more' }),
      await makeAuthority({ keys: otherKey('rsa-2048'), extensions: [{ kind: 'basicConstraints', ca: true }] }),
    ].map((authority) => ({ authority, template: new LeafIssuer(authority) }));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...issuers),
        fc.record({
          nodeId: identifier,
          organization: identifier,
          role: fc.constantFrom('manager' as const, 'worker' as const),
        }),
        fc.integer({ min: 0, max: 60 * 366 }),
        fc.integer({ min: 1, max: 24 * 400 }),
        async ({ authority, template }, identity, days, hours) => {
          const request: LeafRequest = {
            identity,
            spki: readRequest(createRequest(systemEntropy.newKey())).spki,
            serialNumber: serialNumberFrom(systemEntropy.bytes(20)),
            ...leafValidity(noon + days * day, hours * hour),
          };
          const { certificate, key } = authority;
          const encoded = await encodeProfile(
            nodeProfile(identity),
            request.spki,
            certificate.facts.subjectKeyIdentifier,
          );
          const algorithm = algorithmForKey(key);
          const general = await issueGeneral({
            ...request,
            ...encoded,
            issuer: certificate.subject,
            signingKey: key,
            algorithm,
          });
          expect(template.tbs(request)).toEqual(Uint8Array.from(readCertificate(general).tbs));
          expect(readCertificate(template.issue(request)).extensions.map(({ oid }) => oid)).toHaveLength(
            certificate.facts.subjectKeyIdentifier ? 6 : 5,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('writes the general form of the profile, byte by byte', async () => {
    const issuer = await makeRoot();
    const request: LeafRequest = {
      identity: { nodeId: 'n'.repeat(25), organization: 'o'.repeat(25), role: 'worker' },
      spki: readRequest(createRequest(systemEntropy.newKey())).spki,
      serialNumber: serialNumberFrom(systemEntropy.bytes(20)),
      ...leafValidity(noon, 90 * day),
    };
    const { extensions } = readCertificate(new LeafIssuer(issuer).issue(request));
    expect(extensions.map(({ oid, critical }) => `${oid}${critical ? ' critical' : ''}`)).toEqual([
      '2.5.29.15 critical',
      '2.5.29.37',
      '2.5.29.19 critical',
      '2.5.29.14',
      '2.5.29.35',
      '2.5.29.17',
    ]);
    const value = (index: number): string => Buffer.from(extensions[index]?.value ?? []).toString('hex');
    expect(value(0)).toBe('030205a0');
    expect(value(2)).toBe('3000');
  });
});

describe('leafValidity', () => {
  it('AC-011 counts from the nearest minute, dated back by an hour', () => {
    const validity = leafValidity(noon + 29_999, hour);
    expect(validity).toEqual({ notBefore: noon - hour, notAfter: noon + hour });
    expect(leafValidity(noon + 30_000, hour).notAfter).toBe(noon + 60_000 + hour);
  });

  it('takes 90 days for anything below an hour, and no more than an hour for an hour', () => {
    expect(leafValidity(noon, hour - 1).notAfter).toBe(noon + 90 * day);
    expect(leafValidity(noon, hour).notAfter).toBe(noon + hour);
  });
});

describe('serialNumberFrom', () => {
  it('is positive and of full length', () => {
    for (const first of [0x00, 0x7f, 0x80, 0xff]) {
      const serial = serialNumberFrom(Uint8Array.from({ length: 20 }, (_, index) => (index === 0 ? first : 0x80)));
      expect(serial).toHaveLength(20);
      expect(serial[0]).toBeGreaterThan(0);
      expect(serial[0]).toBeLessThan(0x80);
    }
  });
});

describe('the source of the hot path', () => {
  it('does not load the general library', () => {
    expect(readFileSync(new URL('leaf.ts', import.meta.url), 'utf8')).not.toContain('peculiar');
  });
});
