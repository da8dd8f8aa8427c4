import type { Check, Limit } from '../../x509/judge.ts';

/** What each check comes to, for people: the message says it in Go's words. */
export const checkWords: Readonly<Record<Check | Limit, string>> = {
  form: 'Go, and so Docker, could not even read this certificate.',
  expired: 'It has ended: it has to be renewed, or the clocks differ.',
  'not-yet-valid': 'It has not begun: most often the clocks differ.',
  'critical-extension': 'It says of an extension that whoever does not understand it must refuse the certificate.',
  'host-name': 'Its subjectAltName does not have the name; the common name does not count.',
  'not-a-ca': 'It may not sign certificates: look at its basicConstraints and keyUsage.',
  'path-too-long': 'An authority allows fewer intermediates below it than there are.',
  'name-constraint': 'An authority may not issue for such a name.',
  usage: 'A certificate of the chain is limited to other purposes.',
  signature:
    'An authority of the issuer’s name is at hand, and its key has not made the signature: same name, other key.',
  algorithm: 'Signatures of this kind do not count.',
  'no-issuer': 'Nobody of the issuer’s name is at hand who would lead on to a root.',
  signatures: 'Too many certificates have the same names. A chain may exist, and was not found within the bounds.',
  steps: 'Too many certificates have the same names. A chain may exist, and was not found within the bounds.',
  depth: 'A chain may exist that is longer than the bounds allow.',
  comparisons: 'There are too many names and name constraints to compare them all.',
  cryptography: 'Docker may well be able to check it: judge it by a program with another cryptographic library.',
};
