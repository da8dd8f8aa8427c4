import type { NodeSight, SwarmSight } from '@swarmpki/core/engine/watch';

/** How an action of the registry is offered. What it is called, asks for and does stands there. */
export interface Offer {
  /** `swarm.ca.rotate`: its command is `swarmpki.swarm.ca.rotate`. */
  readonly action: string;
  /** Flags that are asked for, in this order. */
  readonly asks?: readonly string[];
  /** Which nodes it is for; others are not offered. */
  readonly fits?: (node: NodeSight) => boolean;
  /** Flags that follow from the nodes that were chosen. */
  readonly flags?: (nodes: readonly NodeSight[]) => Readonly<Record<string, string>>;
  /** What holds now, by flag: what is asked for begins with it. */
  readonly now?: (sight: SwarmSight) => Readonly<Record<string, string>>;
  /** What it prints is opened as a text, or is a secret, which is shown to nobody who has not asked twice. */
  readonly prints?: 'text' | 'secret';
  /** An action that is offered when it has gone well. @param flags that were given */
  readonly next?: (flags: Readonly<Record<string, string>>) => string | undefined;
  /** It is answered before it has come about, and followed until then. */
  readonly follows?: 'rotation';
}

const runs = ({ place }: NodeSight): boolean => place === 'here';

/** Once managers are locked somebody has to keep the key. */
const keyOfLock = ({ autolock }: Readonly<Record<string, string>>): string | undefined =>
  autolock === 'true' ? 'swarm.unlock-key' : undefined;

const isMember = ({ state }: NodeSight): boolean => state !== 'removed';

const quiet = (): Readonly<Record<string, string>> => ({ quiet: 'true' });

export const offers: readonly Offer[] = [
  { action: 'swarm.init', asks: ['cert-expiry', 'autolock'], next: keyOfLock },
  { action: 'swarm.ca', prints: 'text' },
  { action: 'swarm.ca.rotate', flags: () => ({ detach: 'true' }), follows: 'rotation' },
  { action: 'swarm.join-token', flags: quiet, prints: 'secret' },
  { action: 'swarm.join-token.rotate', next: () => 'swarm.join-token' },
  { action: 'swarm.update.cert-expiry', asks: ['cert-expiry'], now: lifeOf },
  { action: 'swarm.update.autolock', asks: ['autolock'], now: autolockOf, next: keyOfLock },
  { action: 'swarm.unlock' },
  { action: 'swarm.unlock-key', flags: quiet, prints: 'secret' },
  { action: 'swarm.unlock-key.rotate', next: () => 'swarm.unlock-key' },
  { action: 'node.add', asks: ['count', 'role'] },
  { action: 'node.promote', fits: (node) => isMember(node) && node.desiredRole === 'worker' },
  { action: 'node.demote', fits: (node) => isMember(node) && node.desiredRole === 'manager' },
  { action: 'node.rm', fits: (node) => isMember(node) && !node.leader, flags: forceWhereNeeded },
  { action: 'node.renew', fits: runs },
  { action: 'node.stop', fits: runs },
  { action: 'node.start', fits: ({ place }) => place === 'stopped' },
  { action: 'node.cut', fits: (node) => runs(node) && node.faults?.Cut !== true },
  { action: 'node.heal', fits: (node) => runs(node) && node.faults?.Cut === true },
  { action: 'node.silence', fits: (node) => runs(node) && node.faults?.Silenced !== true },
  { action: 'node.wake', fits: (node) => runs(node) && node.faults?.Silenced === true },
  { action: 'node.forget', fits: ({ place }) => place === 'here' || place === 'stopped' },
  { action: 'node.chain', prints: 'text' },
  { action: 'lab.probe', prints: 'text' },
  { action: 'lab.clock', prints: 'text' },
  { action: 'lab.clock.pause' },
  { action: 'lab.clock.resume' },
  { action: 'lab.clock.speed' },
  { action: 'lab.clock.jump' },
  { action: 'lab.clock.next' },
  { action: 'lab.clock.until' },
  { action: 'lab.stop' },
];

/** Actions that are not offered here, and why. */
export const withheld: Readonly<Record<string, string>> = {
  'swarm.init.force-new-cluster': 'the way out of a lost quorum: whoever needs it should see its other flags as well',
  'swarm.join': 'it takes an engine out of what is shown into the swarm of another: a step of terminals and scripts',
  'swarm.leave': 'an engine that leaves takes what is shown of it along',
  'swarm.leave.force': 'with the last manager the swarm is gone: that is typed, not clicked',
  'swarm.update': 'what of it concerns certificates is an action of its own',
  'node.inspect': 'the tree shows it, with its certificate',
  'node.ls': 'the tree is that list',
  'node.update': 'labels and availability concern no certificate',
  'node.faults': 'nine flags that are tried out together: the terminal has them on one line',
  'node.faults.show': 'the tree shows what is wrong with a machine',
  'lab.attack': 'attacks are read step by step: the terminal has a screen for them',
  'swarm.events': 'the tree and the rotation view show what happens as it happens',
};

function forceWhereNeeded(nodes: readonly NodeSight[]): Readonly<Record<string, string>> {
  return nodes.some(({ state }) => state === 'ready') ? { force: 'true' } : {};
}

/** ns */
const hour = 3_600_000_000_000;

function lifeOf({ swarm }: SwarmSight): Readonly<Record<string, string>> {
  const life = swarm?.Spec.CAConfig.NodeCertExpiry ?? 0;
  // Where nothing was said Docker's own default holds, which is the flag's.
  return life > 0 && life % hour === 0 ? { 'cert-expiry': `${life / hour}h` } : {};
}

function autolockOf({ swarm }: SwarmSight): Readonly<Record<string, string>> {
  return { autolock: String(swarm?.Spec.EncryptionConfig.AutoLockManagers === true) };
}
