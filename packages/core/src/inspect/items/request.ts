import { DerReader, Tag, malformed } from '../../x509/der-reader.ts';
import type { RequestItem } from './item.ts';
import { keyKind } from './key-kind.ts';

/**
 * Reads a request (RFC 2986 §4) so far that it can be compared. Whether its signature is good is not asked.
 *
 * @param bytes DER
 * @throws {X509Problem} `malformed-der`
 */
export function skimRequest(bytes: Uint8Array): Pick<RequestItem, 'der' | 'subject' | 'key' | 'spki' | 'trailing'> {
  const outer = new DerReader(bytes);
  const der = outer.element(Tag.sequence, 'certification request');
  const request = new DerReader(der).enter(Tag.sequence, 'certification request');
  const fields = request.enter(Tag.sequence, 'certificationRequestInfo');
  request.element(Tag.sequence, 'signatureAlgorithm');
  request.contents(Tag.bitString, 'signature');
  request.finish('certification request');

  const version = fields.contents(Tag.integer, 'version');
  if (version.length !== 1 || version[0] !== 0) throw malformed('the version of the request is not 0');
  const subject = fields.element(Tag.sequence, 'subject');
  const spki = fields.element(Tag.sequence, 'subjectPublicKeyInfo');
  fields.optional(Tag.constructedContext(0), 'attributes');
  fields.finish('certificationRequestInfo');
  return { der, subject, key: keyKind(spki), spki, ...(outer.done ? {} : { trailing: outer.rest.length }) };
}
