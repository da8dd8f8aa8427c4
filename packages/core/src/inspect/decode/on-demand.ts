import type { Item } from '../items/item.ts';
import type { CertificateDescription } from './description.ts';
import type { DescribeOptions, ItemDescription } from './item.ts';

/**
 * Describes all that is in a certificate: see `decode/certificate.ts`, which is loaded when the first is described.
 *
 * @param bytes DER, perhaps with something behind it
 * @throws {X509Problem} `malformed-certificate`, `too-much-work`
 */
export async function describeCertificate(bytes: Uint8Array): Promise<CertificateDescription> {
  const decode = await import('./certificate.ts');
  return decode.describeCertificate(bytes);
}

/** Describes an item of any kind: see `decode/item.ts`, which is loaded when the first is described. */
export async function describeItem(item: Item, options: DescribeOptions = {}): Promise<ItemDescription> {
  const decode = await import('./item.ts');
  return decode.describeItem(item, options);
}
