/**
 * Whether a DNS name of a certificate covers a host name (RFC 6125 §6.4): letters of either case, and `*` for exactly
 * the leftmost label.
 *
 * @param pattern from the certificate
 * @param hostName the name that is asked for
 */
export function matchesHostName(pattern: string, hostName: string): boolean {
  const wanted = hostName.toLowerCase().split('.');
  const offered = pattern.toLowerCase().split('.');
  if (wanted.length !== offered.length || wanted.includes('') || offered.includes('')) return false;
  return offered.every(
    (label, index) => label === wanted[index] || (index === 0 && label === '*' && offered.length > 1),
  );
}
