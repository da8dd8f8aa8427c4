import * as fc from 'fast-check';
import { anyCertificate, anyKey, nameConstraints } from '../../packages/core/src/testing/any-certificate.ts';
import type { AltName } from '../../packages/core/src/testing/any-certificate.ts';
import { noon } from '../../packages/core/src/testing/certificates.ts';
import { X509Problem } from '../../packages/core/src/x509/problem.ts';
import type { ChainCase } from './chain-cases.ts';

const word = fc.constantFrom('swarm', 'node', 'Example', 'x', '', 'a b', '10', '-', 'ä', '*');
const host = fc.array(word, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
const text = fc.oneof(
  host,
  host.map((each) => `.${each}`),
  fc
    .tuple(fc.constantFrom('me', 'me.too', '"a b"', 'a..b', String.raw`"\""`, ''), host)
    .map((parts) => parts.join('@')),
  fc
    .tuple(
      fc.constantFrom('https:', 'spiffe:', 'urn:', '', ':'),
      fc.constantFrom('//', '/', ''),
      fc.constantFrom('', 'u@', 'u:%zz@'),
      host,
      fc.constantFrom('', ':1', ':x', '/p', '/%zz', '?q', '#f'),
    )
    .map((parts) => parts.join('')),
  fc.constantFrom('https://[::1]/', 'https://10.0.0.7/', 'https://[::1', '10.0.0.7', '::1'),
);
const addresses = (length: number): fc.Arbitrary<Uint8Array> =>
  fc
    .array(fc.constantFrom(0, 10, 128, 255), { minLength: length, maxLength: length })
    .map((bytes) => Uint8Array.from(bytes));
const kindAndText = fc.tuple(fc.constantFrom(1 as const, 2 as const, 6 as const), text);
const name: fc.Arbitrary<AltName> = fc.oneof(kindAndText, fc.tuple(fc.constant(7 as const), addresses(4)));
const base: fc.Arbitrary<AltName> = fc.oneof(kindAndText, fc.tuple(fc.constant(7 as const), addresses(8)));

/** A leaf with some names, below a root with some constraints. Where our reader takes one of the two for none, there is no case. */
export const constraintCase: fc.Arbitrary<ChainCase> = fc
  .record({
    names: fc.array(name, { minLength: 1, maxLength: 2 }),
    permitted: fc.array(base, { maxLength: 2 }),
    excluded: fc.array(base, { maxLength: 2 }),
  })
  .filter(({ permitted, excluded }) => permitted.length + excluded.length > 0)
  .map(asCase)
  .filter((one) => one !== undefined);

const [rootKey, leafKey] = [anyKey('P-256'), anyKey('P-256')];

interface Constrained {
  readonly names: readonly AltName[];
  readonly permitted: readonly AltName[];
  readonly excluded: readonly AltName[];
}

function asCase({ names, permitted, excluded }: Constrained): ChainCase | undefined {
  try {
    const more = [nameConstraints(permitted, excluded)];
    const root = anyCertificate({ key: rootKey, subject: 'swarm-ca', ca: true, more });
    const leaf = anyCertificate({ key: leafKey, subject: 'node', issuer: root, names });
    const shown = (list: readonly AltName[]): string =>
      list.map(([kind, value]) => `${kind} ${String(value)}`).join(', ');
    const title = `names ${shown(names)}; permitted ${shown(permitted)}; excluded ${shown(excluded)}`;
    return { name: title, leaf, intermediates: [], roots: [root], at: noon, usage: 'any' };
  } catch (error) {
    if (error instanceof X509Problem) return undefined;
    throw error;
  }
}
