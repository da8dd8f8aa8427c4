import type { Attack } from './attack.ts';
import { certificateAttacks } from './certificates.ts';
import { fakeAttacks } from './fakes.ts';
import { roleAttacks } from './roles.ts';
import { rootAttacks } from './roots.ts';
import { timeAttacks } from './time.ts';
import { tlsAttacks } from './tls.ts';
import { tokenAttacks } from './tokens.ts';

/** In the order in which they are told. */
const order = [
  'wrong-digest',
  'wrong-secret',
  'fake-manager',
  'expired-certificate',
  'worker-plays-manager',
  'removed-node',
  'stolen-key-other-name',
  'csr-asks-for-ca',
  'non-ca-root',
  'old-root-certificate',
  'replay-token',
  'clock-behind',
  'tls-1-1',
  'stolen-root-key',
  'stolen-root-key-rotated',
  'no-certificate',
  'forged-forwarding',
  'worker-as-manager',
  'leaf-signs',
  'resumption',
];

/** All attacks, in their order. */
export const attacks: readonly Attack[] = [
  ...tokenAttacks,
  ...fakeAttacks,
  ...roleAttacks,
  ...certificateAttacks,
  ...rootAttacks,
  ...timeAttacks,
  ...tlsAttacks,
].toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
