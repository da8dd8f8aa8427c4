import { readCertificates } from '../x509/certificate.ts';
import type { Cluster, Node } from './state.ts';

/** Entries are dropped this long after the certificate that they block has ended, ms. */
const grace = 7 * 24 * 3_600_000;

/** The list with one node more, and without the entries that have outlived their use (docs/protocol.md §5.7). */
export function blocking(blocklist: Cluster['blocklist'], node: Node, now: number): Cluster['blocklist'] {
  return { ...withoutEnded(blocklist, now), [node.id]: endOf(node) };
}

/** The list without the entries that have outlived their use. */
export function withoutEnded(blocklist: Cluster['blocklist'], now: number): Cluster['blocklist'] {
  return Object.fromEntries(Object.entries(blocklist).filter(([, end]) => end === null || end + grace >= now));
}

/** When the node's last certificate ends; `null` if it is not known, and then the entry stays for ever. */
function endOf(node: Node): number | null {
  if (node.certificate.pem === '') return null;
  return readCertificates(node.certificate.pem)[0]?.notAfter ?? null;
}
