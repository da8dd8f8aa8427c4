import { sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { algorithmForKey } from './algorithms.ts';
import type { SigningAlgorithm } from './algorithms.ts';
import { sameBytes } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { Tag } from './der-reader.ts';
import {
  bitString,
  boolean,
  der,
  explicit,
  hole,
  integer,
  layOut,
  namedBits,
  octetString,
  oid,
  raw,
  sequence,
  tlv,
} from './der-writer.ts';
import type { Layout, Pieces } from './der-writer.ts';
import { keyUsageBits } from './extensions.ts';
import { encodeName, firstOf, readName } from './name.ts';
import { Oid } from './oid.ts';
import { criticalExtensions, nodeProfile } from './profile.ts';
import type { NodeIdentity, ProfileExtension } from './profile.ts';
import { keyIdentifier } from './public-key.ts';
import { isUtcTime, timeText } from './time.ts';
import type { Validity } from './time.ts';

/** Everything about a leaf that its profile leaves open. */
export interface LeafRequest extends Validity {
  readonly identity: NodeIdentity;
  /** DER SubjectPublicKeyInfo of a P-256 key. */
  readonly spki: Uint8Array;
  /** 20 bytes, see {@link serialNumberFrom}. */
  readonly serialNumber: Uint8Array;
}

/** A certificate and the key that signs for it. */
export interface Issuer {
  readonly certificate: Certificate;
  readonly key: KeyObject;
}

/**
 * The key identifier that a certificate of some subject gives for its issuer (docs/protocol.md §3.1): none if the issuer
 * has none, or if both have the same name, as in Go.
 *
 * @param subject DER Name
 */
export function authorityKeyIdFor(subject: Uint8Array, issuer: Certificate): Uint8Array | undefined {
  return sameBytes(subject, issuer.subject) ? undefined : issuer.facts.subjectKeyIdentifier;
}

const serialLength = 20;
const spkiLength = 91;
const keyIdLength = 20;

/**
 * A serial number of 20 bytes: positive, and of full length, so that it fits the template.
 *
 * @param random 20 random bytes
 */
export function serialNumberFrom(random: Uint8Array): Uint8Array {
  const serial = Uint8Array.from(random.subarray(0, serialLength));
  serial[0] = (serial[0] ?? 0) & 0x7f || 1;
  return serial;
}

/**
 * Issues leaves from a template: the profile is encoded once for each role and shape, and for each certificate only
 * what differs is written into it. This is the hot path of every join, renewal and rotation.
 */
export class LeafIssuer {
  readonly #issuer: Issuer;
  readonly #algorithm: SigningAlgorithm;
  /** The one node id for which a leaf may come to have its issuer's name. */
  readonly #namesake: string | undefined;
  readonly #templates = new Map<string, Layout>();

  /** @throws {X509Problem} `unsupported-algorithm` for a key that swarm does not sign with */
  constructor(issuer: Issuer) {
    this.#issuer = issuer;
    this.#algorithm = algorithmForKey(issuer.key);
    this.#namesake = firstOf(readName(issuer.certificate.subject), Oid.commonName);
  }

  /** Makes and signs a leaf. @returns DER */
  issue(request: LeafRequest): Uint8Array {
    const tbs = this.tbs(request);
    const signature = sign(this.#algorithm.digest, tbs, this.#issuer.key);
    return der(sequence(raw(tbs), raw(this.#algorithm.identifier), bitString(raw(signature))));
  }

  /** The part of a leaf that is signed. @returns DER TBSCertificate */
  tbs(request: LeafRequest): Uint8Array {
    const { bytes, holes } = this.#template(request);
    const tbs = Uint8Array.from(bytes);
    const fill = (name: string, value: Uint8Array): void => {
      for (const offset of holes.get(name) ?? []) tbs.set(value, offset);
    };
    fill('serialNumber', request.serialNumber);
    fill('notBefore', Buffer.from(timeText(request.notBefore), 'latin1'));
    fill('notAfter', Buffer.from(timeText(request.notAfter), 'latin1'));
    fill('nodeId', Buffer.from(request.identity.nodeId, 'latin1'));
    fill('spki', request.spki);
    fill('keyId', keyIdentifier(request.spki));
    return tbs;
  }

  #template(request: LeafRequest): Layout {
    const { organization, role, nodeId } = request.identity;
    const times = [isUtcTime(request.notBefore), isUtcTime(request.notAfter)];
    const shape = [organization, role, nodeId.length, nodeId === this.#namesake, ...times].join('/');
    let template = this.#templates.get(shape);
    if (template === undefined) {
      template = layOut(this.#pieces(request));
      this.#templates.set(shape, template);
    }
    return template;
  }

  #pieces({ identity, notBefore, notAfter }: LeafRequest): Pieces {
    const profile = nodeProfile(identity);
    const { certificate } = this.#issuer;
    const issuerKeyId = authorityKeyIdFor(der(encodeName(profile.subject)), certificate);
    return sequence(
      explicit(0, integer(Uint8Array.of(2))),
      tlv(Tag.integer, hole('serialNumber', serialLength)),
      raw(this.#algorithm.identifier),
      // Copied byte for byte: Go finds the issuer by its bytes, so another string type would break the chain.
      raw(certificate.subject),
      sequence(timeHole('notBefore', notBefore), timeHole('notAfter', notAfter)),
      encodeName(profile.subject, new Map([[Oid.commonName, 'nodeId']])),
      [hole('spki', spkiLength)],
      explicit(
        3,
        sequence(...profile.extensions.map((extension) => encodeExtension(extension, identity.nodeId, issuerKeyId))),
      ),
    );
  }
}

function timeHole(name: string, time: number): Pieces {
  return tlv(isUtcTime(time) ? Tag.utcTime : Tag.generalizedTime, hole(name, timeText(time).length));
}

const oidOf = {
  keyUsage: Oid.keyUsage,
  extendedKeyUsage: Oid.extendedKeyUsage,
  basicConstraints: Oid.basicConstraints,
  subjectKeyIdentifier: Oid.subjectKeyIdentifier,
  authorityKeyIdentifier: Oid.authorityKeyIdentifier,
  subjectAltName: Oid.subjectAltName,
} satisfies Record<ProfileExtension['kind'], string>;

function encodeExtension(extension: ProfileExtension, nodeId: string, issuerKeyId: Uint8Array | undefined): Pieces {
  if (extension.kind === 'authorityKeyIdentifier' && issuerKeyId === undefined) return [];
  return sequence(
    oid(oidOf[extension.kind]),
    criticalExtensions.has(extension.kind) ? boolean(true) : [],
    octetString(encodeValue(extension, nodeId, issuerKeyId)),
  );
}

function encodeValue(extension: ProfileExtension, nodeId: string, issuerKeyId: Uint8Array | undefined): Pieces {
  switch (extension.kind) {
    case 'keyUsage':
      return namedBits(extension.usages.map((usage) => keyUsageBits[usage]));
    case 'extendedKeyUsage':
      return sequence(...extension.purposes.map((purpose) => oid(purpose)));
    case 'basicConstraints':
      return sequence(extension.ca ? boolean(true) : []);
    case 'subjectKeyIdentifier':
      return tlv(Tag.octetString, hole('keyId', keyIdLength));
    case 'authorityKeyIdentifier':
      return sequence(issuerKeyId ? tlv(Tag.context(0), issuerKeyId) : []);
    case 'subjectAltName':
      return sequence(
        ...extension.dnsNames.map((name) =>
          tlv(Tag.context(2), name === nodeId ? hole('nodeId', nodeId.length) : Buffer.from(name, 'latin1')),
        ),
      );
  }
}
