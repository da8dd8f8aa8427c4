import type { FormField } from '../../app/form.ts';

/** What `docker swarm init` takes, the important first, in the words of somebody who explains it. */
export const fields: readonly FormField[] = [
  {
    flag: 'cert-expiry',
    label: 'Node certificate life',
    kind: 'text',
    initial: '2160h0m0s',
    meaning:
      'How long each certificate lives: 90 days. Each node asks for a new one by itself between half and 80 % of it. Shorter means more renewals, and less time for a stolen key. At least 1h. The first manager’s own first one lives for 90 days in any case.',
  },
  {
    flag: 'autolock',
    label: 'Autolock managers',
    kind: 'switch',
    initial: 'false',
    meaning:
      'A manager that is started again stays locked until somebody types the unlock key: what lies on its disk is then of no use to a thief. Whoever loses the key loses the manager.',
  },
  {
    flag: 'external-ca',
    label: 'External CA',
    kind: 'text',
    initial: '',
    meaning:
      'protocol=cfssl,url=https://…: a CA outside signs the certificates. Its root has to be the swarm’s, so nodes cannot join before a rotation to that root: `swarmpki external-ca serve --help` has the steps.',
  },
  {
    flag: 'listen-addr',
    label: 'Listen address',
    kind: 'text',
    initial: '0.0.0.0:2377',
    meaning:
      'Where the manager listens for nodes. A lab listens on loopback only, whatever stands here, unless its host was started with --allow-remote.',
  },
  {
    flag: 'advertise-addr',
    label: 'Advertise address',
    kind: 'text',
    initial: '',
    meaning: 'What other nodes are told to connect to. It is in no certificate: nodes are known by their ids.',
  },
  {
    flag: 'availability',
    label: 'Availability',
    kind: { choices: ['active', 'pause', 'drain'] },
    initial: 'active',
    meaning: 'Whether the first node takes tasks. For its certificate it makes no difference.',
  },
  {
    flag: 'dispatcher-heartbeat',
    label: 'Heartbeat',
    kind: 'text',
    initial: '5s',
    meaning: 'How often nodes report to a manager. One that has missed three of them is down.',
  },
  {
    flag: 'force-new-cluster',
    label: 'Force a new cluster',
    kind: 'switch',
    initial: 'false',
    meaning:
      'From the state of a manager that was left alone: the way out of a lost quorum. Without such a state it does nothing.',
  },
];
