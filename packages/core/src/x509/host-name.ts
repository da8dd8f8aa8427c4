/**
 * Whether a DNS name of a certificate covers a host name, as Go has it (RFC 6125 §6.4): letters of either case, and `*` for
 * exactly the leftmost label. What is no host name, on either side, has to be there as it is.
 *
 * @param pattern from the certificate
 * @param hostName the name that is asked for
 */
export function matchesHostName(pattern: string, hostName: string): boolean {
  const [offered, wanted] = [lowerCase(pattern), lowerCase(hostName)];
  if (offered === wanted) return offered !== '' && offered !== '.';
  // A final dot is no part of a host name.
  const host = wanted.endsWith('.') ? wanted.slice(0, -1) : wanted;
  if (host === wanted && !offered.startsWith('*')) return false;
  const [labels, patterns] = [host.split('.'), offered.split('.')];
  return (
    isHostName(labels) &&
    isPattern(patterns) &&
    labels.length === patterns.length &&
    patterns.every((label, index) => label === labels[index] || (index === 0 && label === '*'))
  );
}

const capital = /[A-Z]/;

/** Of ASCII alone: in other alphabets letters become those of ASCII by that. */
function lowerCase(text: string): string {
  return capital.test(text) ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text;
}

/** Underscores are no part of host names, and often there. */
function isHostName(labels: readonly string[]): boolean {
  return labels.every((label) => /^[\da-z_][\da-z_-]*$/.test(label));
}

function isPattern([first = '', ...others]: readonly string[]): boolean {
  return isHostName(first === '*' ? others : [first, ...others]);
}
