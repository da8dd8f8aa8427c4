import type { CatalogueEntry, FindingCode } from '../inspect/findings/catalogue.ts';
import { catalogue as ofFiles } from '../inspect/findings/catalogue.ts';

/** What only something that lives can show: a data root, an endpoint, an engine. Codes never change; docs/findings has a page for each. */
export const ownCatalogue = {
  'no-swarm': {
    severity: 'warning',
    title: 'No swarm here',
    meaning: 'Nothing of a swarm is where one was looked for.',
    rows: [3],
  },
  'node-files-missing': {
    severity: 'error',
    title: 'A file of the node is missing',
    meaning: 'Root, certificate or key of the node is gone: Docker takes itself for new when it starts.',
    rows: [3],
  },
  'torn-write': {
    severity: 'error',
    title: 'Certificate and key were not written together',
    meaning: 'The key of the node is not that of its certificate: a renewal was cut short, or files were exchanged.',
    rows: [3],
  },
  'refused-by-own-root': {
    severity: 'error',
    title: 'Refused by its own root',
    meaning: 'The certificate does not lead to the root that is trusted in the same place.',
    rows: [8, 9, 26],
  },
  'issued-in-rotation': {
    severity: 'information',
    title: 'Issued during a root rotation',
    meaning: 'A cross-signed certificate follows the leaf: it was issued while the root was being rotated.',
    rows: [12, 26],
  },
  'state-damaged': {
    severity: 'error',
    title: 'A file of the node is damaged',
    meaning: 'A file of the node is there, and cannot be read as what it is.',
    rows: [3],
  },
  'raft-missing': {
    severity: 'error',
    title: 'A manager without its raft',
    meaning: 'The folder of a manager has no raft: services, secrets and the key of the root were there.',
    rows: [3, 23],
  },
  'no-managers-known': {
    severity: 'warning',
    title: 'No manager is known',
    meaning: 'The node knows no address of a manager: it cannot reach its swarm, and so cannot renew.',
    rows: [23],
  },
  'join-unfinished': {
    severity: 'warning',
    title: 'A join that has not ended',
    meaning: 'The engine is still joining a swarm.',
    rows: [7],
  },
  'loose-mode': {
    severity: 'warning',
    title: 'Open to others',
    meaning: 'Others may do more with a file or folder than Docker lets them.',
  },
  'symbolic-link': {
    severity: 'warning',
    title: 'A symbolic link among the state',
    meaning: 'A file or folder of the node is a symbolic link. It was not followed.',
  },
  'foreign-file': {
    severity: 'information',
    title: 'A file that is not Docker’s',
    meaning: 'Docker puts no file of this name there.',
  },
  'leftover-file': {
    severity: 'information',
    title: 'Left over from a write',
    meaning: 'A temporary file was left by a write that was cut short. There may be a key in it.',
    rows: [3],
  },
  'not-looked-at': {
    severity: 'warning',
    title: 'Not looked at',
    meaning: 'Something could not be read, so that nothing is said about it.',
  },
  'no-answer': {
    severity: 'error',
    title: 'No answer',
    meaning: 'Nobody answers at the address, or not in time.',
    rows: [7],
  },
  'not-tls': {
    severity: 'error',
    title: 'No TLS there',
    meaning: 'Somebody answers at the address, and does not speak TLS as a swarm does.',
    rows: [8],
  },
  'no-manager': {
    severity: 'error',
    title: 'No swarm manager',
    meaning: 'TLS is spoken there, by somebody whose certificate is not that of a swarm’s manager.',
    rows: [8],
  },
  'proxy-between': {
    severity: 'error',
    title: 'Somebody stands between',
    meaning: 'A manager’s certificate is shown by something that does not behave as a manager does: a proxy.',
    rows: [8],
  },
  'old-tls': {
    severity: 'warning',
    title: 'Old TLS is accepted',
    meaning: 'The server still accepts TLS 1.1, which no swarm manager does.',
  },
  'clock-ahead': {
    severity: 'warning',
    title: 'Their clock is ahead',
    meaning:
      'Swarm dates certificates back by an hour; this one is dated back by less, so its issuer’s clock is ahead.',
    rows: [7],
  },
  'root-not-told': {
    severity: 'warning',
    title: 'The root is not told',
    meaning: 'The manager did not tell its root, which a node has to download before it joins.',
    rows: [8],
  },
  'engine-in-error': {
    severity: 'error',
    title: 'The engine is out of its swarm',
    meaning: 'The engine says that its swarm is in an error state.',
    rows: [1, 2],
  },
  'engine-locked': {
    severity: 'error',
    title: 'The engine is locked',
    meaning: 'The engine waits for the unlock key of its swarm.',
    rows: [22],
  },
  'swarm-not-shown': {
    severity: 'error',
    title: 'The swarm is not shown',
    meaning: 'A manager refuses to show its swarm, as it does without a leader.',
    rows: [4],
  },
  'not-a-manager': {
    severity: 'information',
    title: 'No manager was asked',
    meaning: 'The engine is a worker: it cannot tell of its swarm or of other nodes.',
  },
  'join-token-stale': {
    severity: 'error',
    title: 'Join tokens of another root',
    meaning: 'The join tokens of the swarm do not carry the digest of its root: nobody can join.',
    rows: [8],
  },
  'external-ca': {
    severity: 'information',
    title: 'An external CA',
    meaning: 'Certificates of this swarm are signed by an external CA.',
    rows: [14, 15, 16],
  },
  'external-ca-address': {
    severity: 'warning',
    title: 'An odd address of an external CA',
    meaning: 'The address of an external CA is not the whole https address that certificates are signed at.',
    rows: [15],
  },
  'external-ca-silent': {
    severity: 'error',
    title: 'An external CA cannot be reached',
    meaning: 'The external CA does not answer, or its certificate is not what managers accept.',
    rows: [15],
  },
  'managed-by-mirantis': {
    severity: 'information',
    title: 'Managed by Mirantis',
    meaning: 'The swarm belongs to Mirantis Kubernetes Engine, whose makers forbid to rotate its root.',
    rows: [14],
  },
  'certificate-unknown': {
    severity: 'information',
    title: 'The end of a certificate is not known',
    meaning: 'Nobody told when the certificates of some nodes end.',
    rows: [20],
  },
  'stale-tls-status': {
    severity: 'information',
    title: 'An old TLS status',
    meaning: 'The TLS status of a node that is down is the last that was heard of it.',
    rows: [13],
  },
  'rotation-under-way': {
    severity: 'information',
    title: 'A root rotation is under way',
    meaning: 'The root of the swarm is being rotated.',
    rows: [12, 14],
  },
  'rotation-blocked': {
    severity: 'warning',
    title: 'A node holds the rotation up',
    meaning: 'The root rotation waits for a node that will not renew by itself.',
    rows: [12, 25],
  },
  'left-behind': {
    severity: 'warning',
    title: 'Left behind by a rotation',
    meaning: 'The rotation of the root is over, and a node has not taken the new root.',
    rows: [9, 12],
  },
  'dead-twin': {
    severity: 'warning',
    title: 'A dead twin',
    meaning: 'Nodes of one host name stand in the list, some of them down: a machine that has joined anew.',
    rows: [12, 25],
  },
  'role-change-unfinished': {
    severity: 'warning',
    title: 'Role and certificate differ',
    meaning: 'A node is to have another role than its certificate says.',
    rows: [26],
  },
  'nobody-renews': {
    severity: 'error',
    title: 'Nobody can renew',
    meaning: 'No manager is left whose certificate lets others renew.',
    rows: [1, 4],
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

/** All that a diagnosis may say: its own, and what files say by themselves. */
export const doctorCatalogue = { ...ofFiles, ...ownCatalogue };

/** A code of {@link doctorCatalogue}. */
export type DoctorCode = FindingCode | keyof typeof ownCatalogue;
