import type { Severity } from './finding.ts';

/** What stands behind a code. */
export interface CatalogueEntry {
  /** What it usually is; a finding may be less grave where its place says so. */
  readonly severity: Severity;
  /** As a heading. */
  readonly title: string;
  /** One line. */
  readonly meaning: string;
  /** The rows of docs/findings/README.md, what users have met, that it answers. */
  readonly rows?: readonly number[];
}

/** All that can be found. Codes never change; docs/findings has a page for each. */
export const catalogue = {
  expired: {
    severity: 'error',
    title: 'Expired',
    meaning: 'The certificate was valid once and is no longer: whoever is shown it refuses it.',
    rows: [1, 2, 24],
  },
  'not-yet-valid': {
    severity: 'error',
    title: 'Not yet valid',
    meaning: 'The certificate becomes valid later.',
  },
  'clock-skew': {
    severity: 'error',
    title: 'A clock is wrong',
    meaning:
      'The certificate becomes valid within a day: more likely a clock is wrong than that somebody made it for later.',
    rows: [7],
  },
  'never-valid': {
    severity: 'error',
    title: 'Never valid',
    meaning: 'The certificate ends before it begins.',
  },
  'expires-soon': {
    severity: 'warning',
    title: 'Expires soon',
    meaning: 'Little of its validity is left, and nothing that we know of renews it.',
    rows: [20],
  },
  'renewal-overdue': {
    severity: 'warning',
    title: 'Renewal is overdue',
    meaning: 'A node renews between 50 % and 80 % of its certificate’s validity; this one has not.',
    rows: [1, 20],
  },
  'outlives-issuer': {
    severity: 'information',
    title: 'Outlives its issuer',
    meaning: 'The certificate says that it is valid for longer than the one that issued it; its chain ends with that.',
    rows: [18],
  },
  'root-ends-soon': {
    severity: 'warning',
    title: 'A root with under a year left',
    meaning: 'The root of a swarm ends within a year: no swarm takes it as a new root any more.',
    rows: [18],
  },
  'weak-key': {
    severity: 'warning',
    title: 'Weak key',
    meaning: 'The key is of a kind or size that is no longer thought safe.',
  },
  'weak-signature': {
    severity: 'error',
    title: 'Weak signature',
    meaning: 'The certificate is signed by MD5 or SHA-1, which Docker refuses.',
  },
  'key-mismatch': {
    severity: 'error',
    title: 'Key of another certificate',
    meaning: 'A private key lies beside certificates and belongs to none of them.',
    rows: [3],
  },
  'key-reused': {
    severity: 'warning',
    title: 'One key, several owners',
    meaning:
      'Certificates of different owners state the same key. Nodes of a swarm make a new key for each certificate.',
  },
  'certificate-twice': {
    severity: 'hint',
    title: 'The same certificate twice',
    meaning: 'A certificate stands more than once in one file.',
  },
  'chain-out-of-order': {
    severity: 'warning',
    title: 'Chain out of order',
    meaning: 'A file holds a leaf and all that is above it, but not each before the one that issued it.',
  },
  'chain-broken': {
    severity: 'warning',
    title: 'Chain broken',
    meaning: 'What follows the leaf in its file has not issued it.',
  },
  'missing-intermediate': {
    severity: 'information',
    title: 'Missing intermediate',
    meaning: 'The file holds the leaf without the intermediate that leads from it to the root.',
  },
  'needless-root': {
    severity: 'hint',
    title: 'Needless root in a chain',
    meaning: 'A file with a leaf ends with the root, which whoever checks the chain must have already.',
  },
  'unknown-issuer': {
    severity: 'information',
    title: 'Unknown issuer',
    meaning: 'Whoever issued the certificate is not among what was given.',
    rows: [9],
  },
  'issuer-other-key': {
    severity: 'error',
    title: 'Issued by another key of that name',
    meaning: 'The issuer’s name is known here, but it is another key of that name that signed.',
    rows: [9],
  },
  'same-name-other-key': {
    severity: 'information',
    title: 'Same name, other key',
    meaning: 'Authorities of one name have different keys: they are different authorities.',
    rows: [9],
  },
  'rotated-away-root': {
    severity: 'warning',
    title: 'Issued by a root that has been rotated away',
    meaning: 'The certificate’s root has a successor that others trust in its place, or soon will.',
    rows: [8, 9, 26],
  },
  'wrong-usage': {
    severity: 'error',
    title: 'Wrong usage for a swarm’s node',
    meaning: 'The certificate of a node may not be used for what a node does with it.',
  },
  'any-usage': {
    severity: 'information',
    title: 'Usage “any”',
    meaning: 'anyExtendedKeyUsage in place of the usages of TLS: Docker takes it, OpenSSL does not.',
  },
  'not-swarm-names': {
    severity: 'error',
    title: 'Names that are not a swarm’s',
    meaning:
      'The certificate of a node does not say what others of its swarm look for: swarm, role, id, and names of its role.',
  },
  'node-is-ca': {
    severity: 'error',
    title: 'A node that is a CA',
    meaning: 'The certificate of a node may issue others. No swarm makes one.',
  },
  'root-refused': {
    severity: 'error',
    title: 'A root that swarm refuses',
    meaning: 'Docker does not take this certificate as the root of a swarm, and says the text quoted.',
  },
  'root-not-ca': {
    severity: 'error',
    title: 'A root that is no CA',
    meaning: 'The certificate does not say that it is a CA: a rotation to it fails when it is to be cross-signed.',
  },
  'root-without-cert-sign': {
    severity: 'error',
    title: 'A root that may not sign certificates',
    meaning: 'The key usage has no keyCertSign: Docker accepts the root, and then no node can renew.',
  },
  'root-not-self-signed': {
    severity: 'information',
    title: 'A root that is not self-signed',
    meaning: 'The root of a swarm was issued by somebody else. Nodes trust it alone, and not its issuer.',
    rows: [17],
  },
  'root-rotated-away': {
    severity: 'warning',
    title: 'Root that has been rotated away',
    meaning: 'The certificate was the root of a swarm that is watched here; its nodes trust another one now.',
  },
  'several-roots': {
    severity: 'information',
    title: 'Several roots in one file',
    meaning: 'A swarm rotates to a file with one root alone. All of them together make the digest of its tokens.',
  },
  'root-same-key': {
    severity: 'information',
    title: 'Two roots with one key',
    meaning: 'Different roots have the same key. Docker does not rotate from one to the other.',
  },
  'root-key-at-hand': {
    severity: 'warning',
    title: 'The key of a swarm’s root in a file',
    meaning: 'Docker never writes this key to a file of its own. Who has it makes certificates of managers.',
    rows: [21],
  },
  'cross-signed-without-aki': {
    severity: 'information',
    title: 'Cross-signed without a key identifier',
    meaning:
      'Subject and issuer are equal, yet another key signed: as Docker makes it, and OpenSSL takes it for self-signed.',
    rows: [12],
  },
  'aki-other-key': {
    severity: 'warning',
    title: 'Key identifier of another key',
    meaning:
      'The authority key identifier names another key than the one that signed: Docker accepts that, OpenSSL does not.',
  },
  'pem-damaged': {
    severity: 'error',
    title: 'Damaged PEM',
    meaning: 'Something is wrong with the text of a PEM block.',
  },
  'trailing-data': {
    severity: 'error',
    title: 'Something follows the certificate',
    meaning: 'Bytes stand behind the certificate, within its block. Docker refuses that.',
  },
  'wrong-label': {
    severity: 'warning',
    title: 'Wrong label',
    meaning: 'A PEM block holds something else than its BEGIN line says.',
  },
  unreadable: {
    severity: 'error',
    title: 'Cannot be read',
    meaning: 'A block or a file is not what it says it is, or is damaged.',
  },
  'not-strict': {
    severity: 'warning',
    title: 'Against the rules of DER',
    meaning: 'The certificate can be read as far as names and dates go, and something else in it breaks its form.',
  },
  'encrypted-key': {
    severity: 'information',
    title: 'Encrypted key',
    meaning: 'The private key needs a password. Docker takes no encrypted key for a root.',
  },
  'locked-node-key': {
    severity: 'information',
    title: 'Locked manager',
    meaning: 'The key of a manager is encrypted by the unlock key of its swarm (autolock).',
    rows: [22],
  },
  'token-malformed': {
    severity: 'error',
    title: 'Malformed join token',
    meaning: 'It begins like a join token and is none; which part is wrong is said.',
    rows: [10],
  },
  'token-template': {
    severity: 'error',
    title: 'A variable in place of a join token',
    meaning: 'A variable of a template or a shell was not replaced by its value.',
    rows: [10],
  },
  'token-of-other-root': {
    severity: 'warning',
    title: 'Join token of another root',
    meaning: 'The digest in the token is that of no root that was given with it.',
    rows: [8],
  },
  'token-of-old-root': {
    severity: 'error',
    title: 'Join token of an old root',
    meaning: 'The token belongs to a root that has been rotated away since it was printed.',
    rows: [8],
  },
  'token-replaced': {
    severity: 'error',
    title: 'Join token that has been replaced',
    meaning: 'The token is for the root that a swarm has, and is not one of its join tokens any more.',
  },
  'token-fips': {
    severity: 'information',
    title: 'Join token of a FIPS swarm',
    meaning: 'The swarm demands FIPS of every node that joins.',
  },
  'unlock-key-as-token': {
    severity: 'error',
    title: 'Unlock key in place of a join token',
    meaning: 'An unlock key stands where a join token belongs.',
    rows: [10, 22],
  },
  'unlock-key-malformed': {
    severity: 'error',
    title: 'Malformed unlock key',
    meaning: 'It begins like an unlock key and is none.',
    rows: [22],
  },
  'key-in-text': {
    severity: 'warning',
    title: 'Private key in a text',
    meaning: 'A private key stands, in the clear, in a file that is about something else.',
    rows: [21],
  },
  'token-in-text': {
    severity: 'warning',
    title: 'Join token in a text',
    meaning: 'A whole join token stands in a file that is about something else.',
    rows: [21],
  },
  'unlock-key-in-text': {
    severity: 'warning',
    title: 'Unlock key in a text',
    meaning: 'An unlock key stands in a file that is about something else.',
    rows: [21, 22],
  },
  'key-readable-by-others': {
    severity: 'error',
    title: 'Key readable by others',
    meaning: 'The file holds a secret, and other users of this machine may read or change it.',
  },
  'secret-tracked-by-git': {
    severity: 'error',
    title: 'Secret tracked by git',
    meaning: 'The file holds a key or a whole join token, and is in the index of a git repository.',
    rows: [21],
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

/** A code of {@link catalogue}. */
export type FindingCode = keyof typeof catalogue;

/** All codes, in the order of the catalogue. */
export const findingCodes = Object.keys(catalogue) as readonly FindingCode[];
