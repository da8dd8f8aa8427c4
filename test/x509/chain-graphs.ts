import * as fc from 'fast-check';
import { anyCertificate, anyKey } from '../../packages/core/src/testing/any-certificate.ts';
import type { AnyAuthority } from '../../packages/core/src/testing/any-certificate.ts';
import { noon } from '../../packages/core/src/testing/certificates.ts';
import { Oid } from '../../packages/core/src/x509/oid.ts';
import type { ChainCase } from './chain-cases.ts';
import { never } from './judged.ts';

const hour = 3_600_000;
const names = ['swarm-ca', 'a', 'b', 'c'];
/** What makes certificates unfit, and what does not. */
const oddities = [
  { notAfter: noon - hour },
  { ca: false },
  { pathLength: 0 },
  { keyUsage: ['cRLSign'] as const },
  { usages: [Oid.clientAuth] },
  { notBefore: noon + hour },
  {},
];

/** Some of the certificates that few names and keys allow, in any order. They are made once, and by no chance. */
export function chainGraph(): fc.Arbitrary<ChainCase> {
  const stock = makeStock();
  const key = anyKey('P-256');
  const leaves = stock
    .slice(0, names.length + 1)
    .map((issuer) => anyCertificate({ key, subject: 'node', issuer, usages: [Oid.serverAuth] }));
  return fc
    .record({
      leaf: fc.constantFrom(...leaves),
      intermediates: fc.shuffledSubarray([...stock], { maxLength: 16 }),
      roots: fc.shuffledSubarray([...stock], { minLength: 1, maxLength: 3 }),
      usage: fc.constantFrom('any' as const, 'serverAuth' as const),
    })
    .map((one) => ({ name: 'a graph', at: noon, ...one }));
}

/** Five roots, of which two have one name, and each certified by each, soundly and not. */
function makeStock(): readonly AnyAuthority[] {
  const nameOf = (index: number): string => names[index % names.length] ?? never();
  const keys = Array.from({ length: names.length + 1 }, () => anyKey('P-256'));
  const roots = keys.map((key, index) => anyCertificate({ key, subject: nameOf(index), ca: true, skid: index !== 3 }));
  const crossed = roots.flatMap((issuer, from) =>
    keys.flatMap((key, to) => {
      const akid = (['issuer', 'none', 'own', 'other'] as const)[(from + to) % 4] ?? never();
      const sound = { key, subject: nameOf(to), issuer, ca: true, akid };
      return [anyCertificate(sound), anyCertificate({ ...sound, ...oddities[(from * 5 + to) % oddities.length] })];
    }),
  );
  return [...roots, ...crossed];
}
