import { Tag } from '../x509/der-reader.ts';
import {
  bitString,
  boolean,
  der,
  explicit,
  integer,
  octetString,
  oid,
  raw,
  sequence,
  tlv,
} from '../x509/der-writer.ts';
import type { Pieces } from '../x509/der-writer.ts';
import { commonName } from '../x509/name.ts';
import { Oid } from '../x509/oid.ts';

/** The parts of a certificate, each as odd as a test wants it; what is left out is usual. */
export interface Shape {
  /** As it stands in the INTEGER, or nothing at all for version 1. */
  readonly version?: Pieces;
  readonly serialNumber?: Pieces;
  readonly algorithm?: Pieces;
  readonly issuer?: Pieces;
  readonly notBefore?: Pieces;
  readonly notAfter?: Pieces;
  readonly subject?: Pieces;
  readonly spki?: Pieces;
  /** Between the key and the extensions. */
  readonly uniqueIds?: Pieces;
  /** Each an {@link shapedExtension}; none leaves out the whole list. */
  readonly extensions?: readonly Pieces[];
}

export const utcTime = (text: string): Pieces => tlv(Tag.utcTime, Buffer.from(text, 'latin1'));
export const generalizedTime = (text: string): Pieces => tlv(Tag.generalizedTime, Buffer.from(text, 'latin1'));

/** The generator of P-256: a point that surely lies on its curve. */
const point = Buffer.from(
  '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
    '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
  'hex',
);
const p256SpkiPieces: Pieces = sequence(sequence(oid(Oid.ecPublicKey), oid(Oid.p256)), bitString([point]));

export function shapedExtension(dotted: string, value: Pieces, critical = false): Pieces {
  return sequence(oid(dotted), critical ? boolean(true) : [], octetString(value));
}

/** A certificate of any shape; nobody has signed it. @returns DER */
export function shapedCertificate(shape: Shape = {}): Uint8Array {
  const algorithm = shape.algorithm ?? sequence(oid('1.2.840.10045.4.3.2'));
  const name = raw(commonName('shaped'));
  const tbs = sequence(
    explicit0(shape.version ?? integer(Uint8Array.of(2))),
    shape.serialNumber ?? integer(Uint8Array.of(1)),
    algorithm,
    shape.issuer ?? name,
    sequence(shape.notBefore ?? utcTime('250101000000Z'), shape.notAfter ?? utcTime('350101000000Z')),
    shape.subject ?? name,
    shape.spki ?? p256SpkiPieces,
    shape.uniqueIds ?? [],
    shape.extensions === undefined ? [] : explicit(3, sequence(...shape.extensions)),
  );
  const signature = sequence(integer(Uint8Array.of(1)), integer(Uint8Array.of(1)));
  return der(sequence(tbs, algorithm, bitString(signature)));
}

function explicit0(version: Pieces): Pieces {
  return version.length === 0 ? [] : explicit(0, version);
}
