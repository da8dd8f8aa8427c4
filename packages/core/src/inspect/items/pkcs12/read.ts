import { DerReader, Tag, malformed, readOid, readSmallInteger } from '../../../x509/der-reader.ts';
import type { ContainerLock } from '../item.ts';
import { definiteForm } from '../ber.ts';
import { readBags } from './bags.ts';
import type { Bag } from './bags.ts';
import type { Budget } from './budget.ts';
import { Opener } from './opener.ts';
import type { Pkcs12Mac } from './opener.ts';

/** A PKCS #12 file, opened as far as its password opens it. */
export interface Pkcs12 {
  /** What is not encrypted, and what was decrypted, in the order of the file. */
  readonly bags: readonly Bag[];
  /** Why some of it remained closed, the worst reason; `undefined` when nothing did. */
  readonly lock: ContainerLock | undefined;
  /** How its parts are encrypted, for people, each way once. */
  readonly encryption: readonly string[];
  readonly mac: Pkcs12Mac;
  readonly trailing: number;
}

const Oid = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
} as const;

/** OpenSSL writes two. */
const mostParts = 100;

/**
 * Opens a PKCS #12 file (RFC 7292). What is encrypted by PBES2 with PBKDF2 and AES is decrypted, after the MAC was found
 * good; older ways are named.
 *
 * @param bytes DER PFX
 * @param password `undefined` to read what is not encrypted alone
 * @param together what may be done for this file and for others; left out, as much as is done for one
 * @throws {X509Problem} `malformed-der`
 */
export function readPkcs12(bytes: Uint8Array, password: string | undefined, together?: Budget): Pkcs12 {
  const outer = new DerReader(bytes);
  const pfx = outer.enter(Tag.sequence, 'PFX');
  if (readSmallInteger(pfx.contents(Tag.integer, 'version'), 'version') !== 3) throw malformed('the version is not 3');
  const authSafe = readContentInfo(pfx);
  const macFields = pfx.optional(Tag.sequence, 'MacData');
  pfx.finish('PFX');
  const trailing = outer.rest.length;
  if (authSafe.type !== Oid.data) {
    // Of two ways to protect it, signing for a recipient is the one that nobody uses.
    const encryption = ['for a public key'];
    return { bags: [], lock: 'unsupported-encryption', encryption, mac: { state: 'none' }, trailing };
  }
  const contents = authSafe.content.contents(Tag.octetString, 'authenticated safe');
  const opener = new Opener(password, together);
  const mac = macFields === undefined ? ({ state: 'none' } as const) : opener.check(macFields, contents);
  const safe = new DerReader(definiteForm(contents));
  const parts = safe.enter(Tag.sequence, 'authenticated safe');
  safe.finish('authenticated safe');

  const bags: Bag[] = [];
  for (let count = 0; !parts.done; count++) {
    if (count >= mostParts) throw malformed(`it has more than ${mostParts} parts`);
    bags.push(...readPart(readContentInfo(parts), opener));
  }
  return { bags, lock: opener.lock, encryption: opener.encryption, mac, trailing };
}

interface ContentInfo {
  /** Dotted OID */
  readonly type: string;
  /** Over the element that is its content. */
  readonly content: DerReader;
}

function readContentInfo(reader: DerReader): ContentInfo {
  const fields = reader.enter(Tag.sequence, 'content info');
  const type = readOid(fields.contents(Tag.oid, 'content type'));
  const content = fields.enter(Tag.constructedContext(0), 'content');
  fields.finish('content info');
  return { type, content };
}

function readPart({ type, content }: ContentInfo, opener: Opener): readonly Bag[] {
  if (type === Oid.data) return readBags(content.contents(Tag.octetString, 'safe contents'), opener);
  if (type !== Oid.encryptedData) return opener.isClosed('for a public key');
  const fields = content.enter(Tag.sequence, 'encrypted data');
  fields.contents(Tag.integer, 'version');
  const info = fields.enter(Tag.sequence, 'encrypted content');
  info.contents(Tag.oid, 'content type');
  const algorithm = info.element(Tag.sequence, 'encryption algorithm');
  const data = readEncryptedContent(info);
  const opened = opener.open(algorithm, data);
  return opened === undefined ? [] : readBags(opened, opener);
}

/** An implicit OCTET STRING, which in BER may come in pieces. */
function readEncryptedContent(info: DerReader): Uint8Array {
  const pieces = info.optional(Tag.constructedContext(0), 'encrypted content');
  if (pieces === undefined) return info.contents(Tag.context(0), 'encrypted content');
  const contents: Uint8Array[] = [];
  while (!pieces.done) contents.push(pieces.contents(Tag.octetString, 'encrypted content'));
  return Buffer.concat(contents);
}
