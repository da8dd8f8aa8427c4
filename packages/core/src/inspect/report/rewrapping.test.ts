import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossSignAsDocker, makeLeaf, makeRoot, makeServer, noon, otherKey } from '../../testing/certificates.ts';
import { judged } from '../../testing/judged.ts';
import { oddRoot, signatures } from '../../testing/odd-certificates.ts';
import { certificatePem } from '../../x509/certificate.ts';
import { day } from '../../time-words.ts';

/** How the same blocks may lie in a text. */
const wrappings: readonly ((pem: string) => string)[] = [
  (pem) => pem,
  (pem) => pem.replaceAll('\n', '\r\n'),
  (pem) => `certificates: |\n${pem.replaceAll(/^(?=.)/gm, '    ')}`,
  (pem) => JSON.stringify({ certificates: pem }),
  (pem) => `data:\n  ca.crt: ${Buffer.from(pem).toString('base64')}\n`,
  (pem) => pem.replaceAll(/^(?=.)/gm, '# '),
  (pem) => `\uFEFFtext before\n\n${pem}\ntext behind\n`,
];

describe('findings', async () => {
  const [old, next] = [await makeRoot(noon - 300 * day), await makeRoot()];
  const server = await makeServer(next, ['a.example'], { subject: 'a server', notAfter: noon + day });
  const certificates = [
    old.pem,
    next.pem,
    certificatePem(await crossSignAsDocker(next, old)),
    (await makeLeaf(old, {}, { notAfter: noon - day })).pem,
    (await makeLeaf(next, { role: 'manager' })).pem,
    server.pem,
    oddRoot(otherKey('P-224'), signatures.ecdsaSha256),
  ];

  it('are the same however the text is wrapped', () => {
    const some = fc.array(fc.nat({ max: certificates.length - 1 }), { minLength: 1, maxLength: 5 });
    const way = fc.nat({ max: wrappings.length - 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(some, way), { minLength: 1, maxLength: 3 }), (sources) => {
        const texts = sources.map(([chosen, wrap]) => {
          const pem = chosen.map((at) => certificates[at] ?? '').join('');
          return { pem, wrapped: wrappings[wrap]?.(pem) ?? pem };
        });
        const said = (pick: 'pem' | 'wrapped'): unknown =>
          judged(Object.fromEntries(texts.map((text, at) => [`file ${at}`, text[pick]]))).findings.map(
            ({ place, related, ...finding }) => ({ ...finding, source: place.source, related: related?.length }),
          );
        expect(said('wrapped')).toEqual(said('pem'));
      }),
      { numRuns: 60 },
    );
  });

  it('have their ranges within their texts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: certificates.length - 1 }), { maxLength: 4 }),
        fc.string(),
        (chosen, noise) => {
          const text = chosen.map((at) => certificates[at] ?? '').join(noise);
          for (const { place } of judged({ a: text }).findings) {
            expect(place.range?.start).toBeGreaterThanOrEqual(0);
            expect(place.range?.end).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('come of any text, and nothing is thrown', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'SWMTKN-1-',
        'SWMKEY-1-',
        '-----BEGIN CERTIFICATE-----\n',
        '-----END CERTIFICATE-----',
        '{{',
        '\n',
      ),
      fc.nat({ max: certificates.length - 1 }).map((at) => (certificates[at] ?? '').slice(0, 300 + at * 40)),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const { findings } = judged({ a: parts.join('') });
        for (const { reason, cure } of findings) expect(`${reason}${cure}`).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
      { numRuns: 200 },
    );
  });

  it('tell names of others without what a terminal would obey', async () => {
    const evil = '\u001b]0;x\u0007\u202eevil\n';
    const { pem } = await makeServer(next, ['a.example'], { subject: evil, notAfter: noon - day });
    const { findings } = judged({ a: pem });
    expect(findings[0]?.reason).toContain('evil');
    expect(JSON.stringify(findings)).not.toMatch(/\\u001b|\u202e|\\n/);
  });
});
