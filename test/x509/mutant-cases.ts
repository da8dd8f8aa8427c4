import { sign } from 'node:crypto';
import * as fc from 'fast-check';
import { anyCertificate, anyKey, extension, nameConstraints } from '../../packages/core/src/testing/any-certificate.ts';
import type { AnyAuthority } from '../../packages/core/src/testing/any-certificate.ts';
import { noon } from '../../packages/core/src/testing/certificates.ts';
import { readCertificate } from '../../packages/core/src/x509/certificate.ts';
import { DerReader, Tag } from '../../packages/core/src/x509/der-reader.ts';
import { bitString, der, explicit, oid, raw, sequence, set, tlv } from '../../packages/core/src/x509/der-writer.ts';
import { Oid } from '../../packages/core/src/x509/oid.ts';
import { X509Problem } from '../../packages/core/src/x509/problem.ts';
import type { ChainCase } from './chain-cases.ts';

const [rootKey, leafKey] = [anyKey('P-256'), anyKey('P-256')];

/** A name of every string type. */
const subject = der(
  sequence(
    ...(
      [
        [Tag.printableString, 'print'],
        [Tag.utf8String, 'ütf'],
        [Tag.ia5String, 'ia5'],
        [Tag.teletexString, 't61'],
        [Tag.bmpString, '\0b\0m'],
        [0x12, '12 3'],
      ] as const
    ).map(([tag, text]) => set(sequence(oid(Oid.commonName), tlv(tag, Buffer.from(text))))),
  ),
);
const uri = tlv(Tag.context(6), Buffer.from('http://a.example/x'));
const more = [
  extension(Oid.certificatePolicies, false, sequence(sequence(oid('2.5.29.32.0')))),
  extension(Oid.cRLDistributionPoints, false, sequence(sequence(explicit(0, explicit(0, uri))))),
  extension(Oid.authorityInfoAccess, false, sequence(sequence(oid('1.3.6.1.5.5.7.48.1'), uri))),
  extension('1.3.6.1.4.1.99999.1', false, sequence()),
];
const root = anyCertificate({
  key: rootKey,
  subject: 'swarm-ca',
  ca: true,
  more: [
    nameConstraints(
      [
        [2, 'example'],
        [7, Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0)],
      ],
      [[1, 'x.example']],
    ),
  ],
});
const leaf = anyCertificate({
  key: leafKey,
  subject,
  issuer: root,
  usages: [Oid.serverAuth],
  names: [
    [2, 'a.example'],
    [7, Uint8Array.of(10, 0, 0, 7)],
    [1, 'a@a.example'],
    [6, 'https://a.example/'],
  ],
  more,
});

const changes = fc.array(
  fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.integer({ min: 0, max: 255 })),
  {
    minLength: 1,
    maxLength: 2,
  },
);

/** A leaf or a root of which a byte or two are others, signed as it is then. Where our reader takes it for none, there is no case. */
export const mutantCase: fc.Arbitrary<ChainCase> = fc
  .record({ of: fc.constantFrom('leaf' as const, 'root' as const), changes })
  .map(asCase)
  .filter((one) => one !== undefined);

interface Mutation {
  readonly of: 'leaf' | 'root';
  /** Where, as a part of the whole, and to what. */
  readonly changes: readonly (readonly [at: number, to: number])[];
}

function asCase({ of, changes: all }: Mutation): ChainCase | undefined {
  const made = { leaf, root };
  const tbs = Uint8Array.from(made[of].certificate.tbs);
  for (const [at, to] of all) tbs[Math.floor(at * tbs.length)] = to;
  try {
    const both = { ...made, [of]: signed(tbs, made[of]) };
    const name = `${of} ${Buffer.from(both[of].certificate.der).toString('base64')}`;
    return { name, leaf: both.leaf, intermediates: [], roots: [both.root], at: noon, usage: 'any' };
  } catch (error) {
    if (error instanceof X509Problem) return undefined;
    throw error;
  }
}

/** As the certificate says that it is signed, whatever that is. */
function signed(tbs: Uint8Array, { key }: AnyAuthority): AnyAuthority {
  const fields = new DerReader(tbs).enter(Tag.sequence, 'tbsCertificate');
  fields.optional(Tag.constructedContext(0), 'version');
  fields.contents(Tag.integer, 'serialNumber');
  const algorithm = fields.element(Tag.sequence, 'signature algorithm');
  const bytes = der(sequence(raw(tbs), raw(algorithm), bitString([sign('sha256', tbs, rootKey.privateKey)])));
  return { certificate: readCertificate(bytes), key };
}
