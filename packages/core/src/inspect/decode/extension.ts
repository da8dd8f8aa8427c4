import { DerReader, Tag, readBoolean, readOid } from '../../x509/der-reader.ts';
import type { Asn1Types } from './asn1-types.ts';
import type { ExtensionDescription } from './description.ts';
import { attempt, describeOid, hexOf, onlySequence, readList } from './elements.ts';
import { crlExtensions } from './crl-extensions.ts';
import { structuredExtensions } from './structured-extensions.ts';
import { plainExtensions } from './plain-extensions.ts';

/**
 * Describes Extensions (RFC 5280 §4.2), each by itself: one that cannot be read says why, and stands there as it is.
 *
 * @param der DER Extensions
 * @returns in their order; the last of a list that breaks off says so
 */
export function describeExtensions(der: Uint8Array, types: Asn1Types): readonly ExtensionDescription[] {
  const extensions: ExtensionDescription[] = [];
  const result = attempt(() =>
    readList(onlySequence(der, 'extensions'), 'extensions', (list) => {
      extensions.push(describeExtension(list.element(Tag.sequence, 'extension'), types));
    }),
  );
  if ('problem' in result) extensions.push(unreadable('', false, der, result.problem));
  return extensions;
}

function describeExtension(der: Uint8Array, types: Asn1Types): ExtensionDescription {
  let [oid, critical, value] = ['', false, der];
  const result = attempt(() => {
    const fields = new DerReader(der).enter(Tag.sequence, 'extension');
    oid = readOid(fields.contents(Tag.oid, 'extension id'));
    if (fields.nextTag === Tag.boolean) critical = readBoolean(fields.contents(Tag.boolean, 'critical'));
    value = fields.contents(Tag.octetString, 'extension value');
    fields.finish('extension');
    return (plainExtensions.get(oid) ?? crlExtensions.get(oid) ?? structuredExtensions.get(oid))?.(value, types);
  });
  if ('problem' in result) return unreadable(oid, critical, value, result.problem);
  const { read } = result;
  return { ...describeOid(oid), critical, der: hexOf(value), ...(read && { value: read }) };
}

function unreadable(oid: string, critical: boolean, der: Uint8Array, problem: string): ExtensionDescription {
  return { ...describeOid(oid), critical, der: hexOf(der), problem };
}
