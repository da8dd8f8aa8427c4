import type { Problem } from '../../problem.ts';
import { DerReader, Tag } from '../../x509/der-reader.ts';
import { bitString, der, oid, raw, sequence, tlv } from '../../x509/der-writer.ts';
import { Oid } from '../../x509/oid.ts';
import { X509Problem } from '../../x509/problem.ts';
import { definiteForm, isIndefinite } from './ber.ts';
import { readPkcs12Container, readPkcs7 } from './containers.ts';
import type { ReadContainer } from './containers.ts';
import type { Item, PrivateKeyItem, PublicKeyItem } from './item.ts';
import { keyKind } from './key-kind.ts';
import { properLabels } from './labels.ts';
import { readPrivateKeyItem } from './private-key.ts';
import { ItemProblem } from './problem.ts';
import type { ReadOptions } from './read-options.ts';
import { skimRequest } from './request.ts';
import { skimRevocationList } from './revocation-list.ts';
import { skimCertificate } from './skim.ts';
import { structureOf } from './structure.ts';
import type { Structure } from './structure.ts';

/** What is known of contents before they are read. */
export type Around = Pick<Item, 'place' | 'find' | 'properLabel'> & Pick<PrivateKeyItem, 'nodeKey'>;

/**
 * Reads DER as what it is.
 *
 * @param structure if it is known already
 * @param options a password opens PKCS #12
 * @returns one item, readable or not, and for a container those within it behind it
 */
export function itemsOfDer(
  bytes: Uint8Array,
  around: Around,
  options: ReadOptions = {},
  structure: Structure | undefined = outlineOf(bytes),
): readonly Item[] {
  if (structure === undefined) return [unreadable(around, 'DER', unknownContents())];
  try {
    const isContainer = structure === 'pkcs7' || structure === 'pkcs12';
    return read(isContainer ? definiteForm(bytes) : bytes, around, options, structure);
  } catch (problem) {
    if (!(problem instanceof X509Problem)) throw problem;
    return [unreadable(around, nameOf[structure], problem)];
  }
}

/** As {@link structureOf}, also of containers in BER, which both PKCS #7 and PKCS #12 allow. */
export function outlineOf(bytes: Uint8Array): Structure | undefined {
  if (!isIndefinite(bytes)) return structureOf(bytes);
  try {
    const structure = structureOf(definiteForm(bytes));
    return structure === 'pkcs7' || structure === 'pkcs12' ? structure : undefined;
  } catch (error) {
    if (error instanceof X509Problem) return undefined;
    throw error;
  }
}

const nameOf: Readonly<Record<Structure, string>> = {
  certificate: 'certificate',
  request: 'certificate request',
  'revocation-list': 'revocation list',
  'public-key': 'public key',
  'rsa-public-key': 'public key',
  pkcs8: 'private key',
  'encrypted-pkcs8': 'encrypted private key',
  pkcs1: 'private key',
  sec1: 'private key',
  dsa: 'private key',
  pkcs7: 'PKCS #7',
  pkcs12: 'PKCS #12',
};

function read(bytes: Uint8Array, all: Around, options: ReadOptions, structure: Structure): readonly Item[] {
  const { nodeKey, ...around } = all;
  switch (structure) {
    case 'certificate': {
      const skim = skimCertificate(bytes);
      return [{ kind: 'certificate', ...around, skim, trailing: skim.trailing }];
    }
    case 'request':
      return [{ kind: 'request', ...around, ...skimRequest(bytes) }];
    case 'revocation-list':
      return [{ kind: 'revocation-list', ...around, ...skimRevocationList(bytes) }];
    case 'public-key':
    case 'rsa-public-key':
      return [{ kind: 'public-key', ...around, ...readPublicKeyItem(bytes, structure) }];
    case 'pkcs7':
      return container('pkcs7', around, readPkcs7(bytes));
    case 'pkcs12':
      return container('pkcs12', around, readPkcs12Container(bytes, options));
    case 'pkcs8':
    case 'encrypted-pkcs8':
    case 'pkcs1':
    case 'sec1':
    case 'dsa': {
      const key = readPrivateKeyItem(bytes, structure);
      return [{ kind: 'private-key', ...around, ...key, ...(nodeKey === undefined ? {} : { nodeKey }) }];
    }
  }
}

function readPublicKeyItem(
  bytes: Uint8Array,
  structure: 'public-key' | 'rsa-public-key',
): Pick<PublicKeyItem, 'key' | 'spki' | 'trailing'> {
  const outer = new DerReader(bytes);
  const whole = outer.element(Tag.sequence, 'public key');
  const spki = structure === 'public-key' ? whole : rsaSpki(whole);
  return { key: keyKind(spki), spki, ...(outer.done ? {} : { trailing: outer.rest.length }) };
}

/** @param key DER RSAPublicKey (RFC 8017 §A.1) */
function rsaSpki(key: Uint8Array): Uint8Array {
  return der(sequence(sequence(oid(Oid.rsaEncryption), tlv(Tag.null)), bitString(raw(key))));
}

/** Of a container that is full of rubbish only so much is shown by itself. */
const mostUnreadable = 16;

/** The container, and what is in it, read each as what the container says that it is. */
function container(
  kind: 'pkcs7' | 'pkcs12',
  around: Omit<Around, 'nodeKey'>,
  { item, contents }: ReadContainer,
): readonly Item[] {
  const { place } = around;
  const items: Item[] = [{ kind, ...around, ...item }];
  let bad = 0;
  for (const { name, structure, der: bytes } of contents) {
    const within = { ...place, within: [...(place.within ?? []), name] };
    // A decrypted key has to be somewhere for those who may show it: what was found is where secrets are.
    const find = { kind: 'der', range: place.range ?? { start: 0, end: 0 }, der: bytes } as const;
    for (const each of itemsOfDer(bytes, { place: within, find }, {}, structure)) {
      if (each.kind !== 'unreadable' || ++bad <= mostUnreadable) items.push(each);
    }
  }
  if (bad > mostUnreadable) items.push({ kind: 'unreadable', place, as: 'contents', problem: moreUnreadable(bad) });
  return items;
}

function moreUnreadable(all: number): Problem {
  return new ItemProblem('damaged', `${all - mostUnreadable} more of its contents cannot be read`, {
    expected: 'certificates, keys and revocation lists',
    next: 'Get the file again from where it was made; it is damaged.',
  });
}

function unreadable({ place, find, properLabel }: Around, as: string, problem: Problem): Item {
  return {
    kind: 'unreadable',
    place,
    ...(find === undefined ? {} : { find }),
    ...(properLabel === undefined ? {} : { properLabel }),
    as,
    problem,
  };
}

function unknownContents(): Problem {
  return new ItemProblem('unknown-contents', 'the contents are nothing that is known here', {
    expected: `DER of one of these: ${Object.values(properLabels).join(', ')}`,
    next: 'Check that the right file was given; `openssl asn1parse` shows what is in it.',
  });
}
