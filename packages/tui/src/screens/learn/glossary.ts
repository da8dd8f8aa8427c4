import { mistakes } from '../../app/explain/mistakes.ts';
import { wrap } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';

/** The words of the field, as they are used here. */
export const glossary: readonly (readonly [word: string, meaning: string])[] = [
  [
    'swarm',
    'Docker Engines that work together, and the PKI by which they know each other. Its id is the organisation (O) in each certificate.',
  ],
  ['lab', 'A swarm on this machine, with simulated nodes and a clock of its own.'],
  ['host', 'The process that runs a lab. It goes on when the screens are left.'],
  ['engine', 'Whatever answers the Docker Engine API: a lab, or a real dockerd.'],
  ['node', 'A member of a swarm. Its id is the name (CN) in its certificate.'],
  ['manager', 'A node that keeps the state of the swarm, and signs. Its certificate says swarm-manager (OU).'],
  ['leader', 'The manager that decides and signs at present. The others forward what they are asked.'],
  ['worker', 'A node that runs what it is given. Its certificate says swarm-worker (OU).'],
  [
    'root',
    'The CA certificate that nodes trust. All that swarm makes are called swarm-ca: here they are named by their keys.',
  ],
  ['trust bundle', 'The roots that a node accepts, in one file: swarm-root-ca.crt. In a swarm there is one in it.'],
  ['leaf', 'A node’s own certificate, at the end of a chain. In Docker: swarm-node.crt.'],
  ['issuer', 'Name and key that signed a certificate. Docker tells rotated nodes from others by it.'],
  ['chain', 'A leaf and what follows it, each signed by the next; the root itself is not sent.'],
  ['intermediate', 'A CA certificate between a leaf and a root. In a rotation: the cross-signed one.'],
  [
    'cross-signed',
    'The new root’s name and key in a certificate that the old root has signed: it leads from new leaves to the old root.',
  ],
  ['rotation', 'Another root in place of the present one: cross-sign, let all nodes renew, then swap what they trust.'],
  [
    'renewal',
    'A node’s next certificate, for a new key. It asks by itself at a moment between half and 80 % of its life.',
  ],
  [
    'CSR',
    'The request for a certificate: a public key, signed by its private key. What it says of names is not looked at.',
  ],
  ['join token', 'SWMTKN-1-digest-secret. The digest says who the managers are, the secret what one may become.'],
  ['digest', 'SHA-256 of a trust bundle’s bytes, as they are: one blank more, and it is another.'],
  ['unlock key', 'SWMKEY-1-…: what a locked manager needs when it starts. It encrypts the keys on its disk.'],
  ['autolock', 'Managers that are started again wait for the unlock key.'],
  [
    'external CA',
    'A service that signs for the managers, by CFSSL’s protocol. Then they need not have the root’s key.',
  ],
  ['mutual TLS', 'TLS in which both ends show a certificate. All that nodes say to managers goes through it.'],
  ['SAN', 'The names that a certificate is good for. A node’s: its id and its role; a manager’s also swarm-ca.'],
  ['dated back', 'Certificates begin an hour before they are signed, for clocks that are behind.'],
  [
    'removed',
    'No member any more. Its id is on a list that managers look at for each call; TLS does not, and there is no CRL.',
  ],
  [
    'stranded',
    'Away while the root changed, until no manager shows the cross-signed certificate any more: it takes all for strangers.',
  ],
  ['finding', 'One thing that is to be said of a certificate, key, token or chain, with a code that never changes.'],
];

/** The words with their meanings, and what people get wrong. */
export function glossaryLines(width: number): readonly Line[] {
  const indent = 15;
  const words = glossary.flatMap(([word, meaning]) =>
    wrap(meaning, width - indent).map((text, at): Line => [
      { text: (at === 0 ? word : '').padEnd(indent), tone: 'accent' },
      { text },
    ]),
  );
  const wrongs = Object.values(mistakes).flatMap(({ wrong, right }): readonly Line[] => [
    [],
    ...wrap(`✗ ${wrong}`, width).map((text): Line => [{ text, tone: 'bad' }]),
    ...wrap(`✔ ${right}`, width).map((text): Line => [{ text }]),
  ]);
  return [...words, [], [{ text: 'What people get wrong', tone: 'strong' }], ...wrongs];
}
