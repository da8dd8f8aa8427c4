import type { JoinStepName } from '@swarmpki/core/engine';

interface StepTexts {
  readonly title: string;
  /** What is going to happen. */
  readonly plan: string;
  /** What it means, for the lines of explanation. */
  readonly short: string;
  readonly long: readonly string[];
  /** What can go wrong, and what comes of it. */
  readonly dangers: readonly (readonly [what: string, then: string])[];
  /** The attack of the lab that breaks this step, by its id; some need none but patience. */
  readonly attack: string | undefined;
}

/** The steps of a join, in the words of somebody who explains them. */
export const texts: Readonly<Record<JoinStepName, StepTexts>> = {
  token: {
    title: 'Read the token',
    plan: 'version, digest of the root, secret',
    short:
      'A token says which root to expect, and holds a secret. The role is not in it: the manager knows whose secret it is.',
    long: ['So far nothing has left the machine. What was copied badly is found out here.'],
    dangers: [
      ['a character is missing', '“invalid join token”; nothing is sent'],
      ['it is the manager’s token', 'the node becomes a manager'],
      ['it has leaked', 'anybody joins with it, until it is changed'],
    ],
    attack: 'replay-token',
  },
  root: {
    title: 'Fetch the root',
    plan: 'TLS with a manager nobody has verified',
    short: 'This trusts nobody, and step 3 repairs that: only a root whose digest is in the token is accepted.',
    long: ['The node shows no certificate, it has none. Nothing secret goes over this connection before step 5.'],
    dangers: [
      ['nobody answers', 'five tries, 2 s between them'],
      ['somebody is in the middle', 'his root comes; step 3 finds out'],
      ['another swarm is there', 'its root comes; step 3 finds out'],
    ],
    attack: 'fake-manager',
  },
  digest: {
    title: 'Compare digests',
    plan: 'SHA-256 of what came, and the token’s',
    short:
      'The digest came inside the token, by another road than this network: whoever controls the one does not control the other.',
    long: ['It covers the bytes of the PEM text, not the certificate: one more line break, and it is another root.'],
    dangers: [
      ['they differ', '“remote CA does not match fingerprint”'],
      ['the root was rotated', 'the same words: old tokens name the old root'],
      ['in Docker', 'it is tried five times, some 10 s, in vain'],
    ],
    attack: 'wrong-digest',
  },
  key: {
    title: 'Make key and CSR',
    plan: 'ECDSA P-256, asks for no name, no role',
    short:
      'The key is made here and never leaves this machine. The request asks for a signature and nothing else: names are the CA’s business.',
    long: [
      'A request with a name of its own would get the same certificate: of a request managers take the key alone.',
    ],
    dangers: [
      ['the key is stolen later', 'the thief is this node until it is removed: he renews'],
      ['it asks for a CA certificate', 'that is not even looked at'],
    ],
    attack: 'csr-asks-for-ca',
  },
  request: {
    title: 'Ask for a certificate',
    plan: 'manager proves itself, secret is sent',
    short:
      'Now there is a root to judge the manager by: its certificate has to lead there and to name swarm-ca. Only then the secret leaves.',
    long: [
      'The secret decides the role. The manager draws the node’s id, writes it down, and answers before anything is signed.',
    ],
    dangers: [
      ['the secret is wrong', '“A valid join token is necessary to join this cluster”'],
      ['the manager shows another root', 'it is refused before the secret is sent'],
      ['the join ends after this', 'a node is left that blocks every root rotation'],
    ],
    attack: 'wrong-secret',
  },
  signature: {
    title: 'Wait for the signature',
    plan: 'asks by its id until it is signed',
    short:
      'Signing is not a part of the answer before: the CA may be outside, and slow. The node asks by its id until it is done.',
    long: [
      'A manager answers when it is signed. A question that takes more than 5 s is asked again, later each time, up to 30 s.',
    ],
    dangers: [
      ['an external CA is down', 'the node waits; `docker swarm join` gives up after 20 s'],
      ['the CA refuses for good', 'the join ends; Docker’s nodes ask for ever'],
    ],
    attack: undefined,
  },
  answer: {
    title: 'Check the answer',
    plan: 'chain to the root, own key, names',
    short:
      'A node believes nobody: the certificate has to lead to the root of step 3, and to be of the very key of step 4.',
    long: [
      'Then certificate and key are written to its disk, and the node renews by itself between half and 80 % of its life.',
    ],
    dangers: [
      ['it is of another key', '“certificate key mismatch”'],
      ['another root has signed it', '“certificate signed by unknown authority”'],
      ['this clock is more than an hour behind', 'it is not valid yet'],
    ],
    attack: 'clock-behind',
  },
  session: {
    title: 'Connect with mTLS',
    plan: 'both show certificates, session opens',
    short:
      'From now on both sides show certificates on every connection, and the token is not needed again. Changing it does no harm to this node.',
    long: [
      'In its session the node reports which root it trusts, and hears of new managers, new roots, and of its role.',
    ],
    dangers: [
      ['no manager is reached', 'it is a member, and down until it gets through'],
      ['it was removed meanwhile', 'its certificate is good, and it is refused still'],
    ],
    attack: 'removed-node',
  },
};
