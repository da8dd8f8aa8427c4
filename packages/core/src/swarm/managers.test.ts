import { beforeEach, describe, expect, it } from 'vitest';
import { noon } from '../testing/certificates.ts';
import { TestSwarm } from '../testing/swarm.ts';
import type { Role } from '../x509/profile.ts';
import { newNode } from './found.ts';
import { addManager, electLeader, followRoles, leaderOf, managersOf } from './managers.ts';
import { removeNode } from './members.ts';
import { updateNode } from './update-node.ts';
import type { NodeSpec } from './update-node.ts';

let swarm: TestSwarm;
let first: string;
let down: Set<string>;
const isRunning = (nodeId: string): boolean => !down.has(nodeId);
beforeEach(async () => {
  swarm = await TestSwarm.found();
  first = leaderOf(swarm.view)?.id ?? '';
  down = new Set();
});

function addNode(id: string, role: Role = 'worker'): void {
  swarm.put(newNode(id, role, noon + swarm.view.nodes.size));
}
function addManagers(...ids: readonly string[]): void {
  for (const id of ids) {
    addNode(id, 'manager');
    swarm.perform((state, at) => addManager(state, id, `${id}:2377`, at));
  }
}
function want(id: string, spec: Partial<NodeSpec>, version = swarm.node(id).version): void {
  const { name, labels, desiredRole, availability } = swarm.node(id);
  const whole = { name, labels, desiredRole, availability, ...spec };
  swarm.perform((state, at) => updateNode(state, { nodeId: id, version, spec: whole }, isRunning, at));
}
/** Until there is nothing more to follow. @returns how many steps it took */
function follow(): number {
  let steps = 0;
  while (swarm.perform((state, at) => followRoles(state, isRunning, at))) steps++;
  return steps;
}
const elect = (): string | undefined => swarm.perform((state, at) => electLeader(state, isRunning, at));
const members = (): readonly string[] => managersOf(swarm.view).map(({ id }) => id);

describe('updateNode', () => {
  it('AC-130 wants to know which node, from which version, and what', () => {
    addNode('a');
    const update = (nodeId: string, version: number | undefined, spec: NodeSpec | undefined) => () =>
      updateNode(swarm.view, { nodeId, version, spec }, isRunning, { now: noon, random: () => new Uint8Array() });
    const spec: NodeSpec = { name: '', labels: {}, desiredRole: 'worker', availability: 'active' };
    expect(update('x', 1, spec)).toThrow(expect.objectContaining({ code: 'NotFound', message: 'node x not found' }));
    expect(update('a', undefined, spec)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
    expect(update('a', 1, undefined)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
    expect(update('a', 99, spec)).toThrow(
      expect.objectContaining({ code: 'Unknown', message: 'update out of sequence' }),
    );
  });

  it('keeps a member accepted that is updated without a word about that', () => {
    addNode('a');
    want('a', { availability: 'drain', name: 'first', labels: { rack: '7' } });
    expect(swarm.node('a')).toMatchObject({ membership: 'accepted', availability: 'drain', name: 'first' });
    expect(swarm.effects).toEqual(['tell-node']);
  });

  it('has a node signed for that was waiting to be accepted', () => {
    const pending = newNode('a', 'worker', noon, {
      role: 'worker',
      csr: 'x',
      state: 'pending',
      error: '',
      pem: '',
      awaitedIssuer: undefined,
    });
    swarm.put({ ...pending, membership: 'pending' });
    want('a', { availability: 'drain' });
    expect(swarm.effects).toEqual(['tell-node']);
    want('a', { membership: 'accepted' });
    expect(swarm.effects).toEqual(['tell-node', 'sign']);
  });

  it('refuses to demote the last manager, one that never became one, and one whose loss would cost the majority', () => {
    const demote = (id: string) => () => want(id, { desiredRole: 'worker' });
    expect(demote(first)).toThrow(
      expect.objectContaining({
        code: 'FailedPrecondition',
        message: 'attempting to demote the last manager of the swarm',
      }),
    );
    addNode('b', 'manager');
    expect(demote('b')).toThrow(
      expect.objectContaining({ code: 'NotFound', message: "can't find manager in raft memberlist" }),
    );
    addManagers('c', 'd');
    down.add('c');
    expect(demote('d')).toThrow(
      expect.objectContaining({
        code: 'FailedPrecondition',
        message: "can't remove member from the raft: this would result in a loss of quorum",
      }),
    );
    expect(demote('c')).not.toThrow();
  });
});

describe('addManager', () => {
  it('lets nobody back in with a certificate from before its demotion', () => {
    addManagers('b', 'c');
    want('c', { desiredRole: 'worker' });
    follow();
    expect(() => swarm.perform((state, at) => addManager(state, 'c', 'c:2377', at))).toThrow(
      expect.objectContaining({ code: 'FailedPrecondition', message: 'node c was demoted' }),
    );
    expect(members()).toEqual([first, 'b']);
  });

  it('lets nobody in who was promoted while the certificate of a worker is on its way to it', () => {
    addManagers('b', 'c');
    want('c', { desiredRole: 'worker' });
    follow();
    swarm.put({ ...swarm.node('c'), certificate: { ...swarm.node('c').certificate, role: 'worker', state: 'renew' } });
    want('c', { desiredRole: 'manager' });
    follow();
    const addAgain = () => swarm.perform((state, at) => addManager(state, 'c', 'c:2377', at));
    expect(addAgain).toThrow(
      expect.objectContaining({
        code: 'FailedPrecondition',
        message: 'node c has asked for the certificate of a worker',
      }),
    );
    swarm.put({ ...swarm.node('c'), certificate: { ...swarm.node('c').certificate, role: 'manager' } });
    addAgain();
    expect(members()).toEqual([first, 'b', 'c']);
  });
});

describe('followRoles', () => {
  it('AC-150 promotes at once, and leaves the managers as they are until the node has become one', () => {
    addNode('a');
    want('a', { desiredRole: 'manager' });
    expect([swarm.entry?.event, swarm.effects]).toEqual(['node-promoted', ['tell-node', 'follow-roles']]);
    expect(swarm.node('a').role).toBe('worker');
    expect(follow()).toBe(1);
    expect(swarm.node('a')).toMatchObject({ role: 'manager', manager: undefined });
    expect(members()).toEqual([first]);
  });

  it('AC-150 has a demoted node leave the managers, and then be a worker', () => {
    addManagers('b', 'c');
    want('c', { desiredRole: 'worker' });
    follow();
    expect(swarm.node('c')).toMatchObject({ role: 'worker', manager: undefined });
    expect(members()).toEqual([first, 'b']);
  });

  it('AC-151 carries out demotions that were asked for before it began', () => {
    addManagers('b', 'c');
    swarm.put({ ...swarm.node('b'), desiredRole: 'worker' });
    follow();
    expect(swarm.node('b')).toMatchObject({ role: 'worker', manager: undefined });
  });

  it('AC-155 hands leadership over before it demotes the leader, down to a single manager', () => {
    addManagers('b', 'c');
    want(first, { desiredRole: 'worker' });
    follow();
    expect(leaderOf(swarm.view)?.id).toBe('b');
    expect(swarm.node(first)).toMatchObject({ role: 'worker', manager: undefined });
    want('b', { desiredRole: 'worker' });
    follow();
    expect(members()).toEqual(['c']);
    expect(leaderOf(swarm.view)?.id).toBe('c');
    expect(() => want('c', { desiredRole: 'worker' })).toThrow('attempting to demote the last manager');
  });

  it('waits with a demotion until the others have a majority', () => {
    addManagers('b', 'c');
    want('c', { desiredRole: 'worker' });
    down.add('b');
    expect(follow()).toBe(0);
    expect(swarm.node('c').manager).toBeDefined();
    down.clear();
    expect(follow()).toBe(1);
    expect(swarm.node('c').manager).toBeUndefined();
  });

  it('AC-151 has nothing left of a demoted manager that is removed', () => {
    addManagers('b', 'c');
    want('c', { desiredRole: 'worker' });
    swarm.perform((state, at) => removeNode(state, 'c', { force: true }, at));
    expect(follow()).toBe(0);
    expect(members()).toEqual([first, 'b']);
  });
});

describe('electLeader', () => {
  it('keeps the one that leads, and lets the eldest follow when it stops', () => {
    addManagers('b', 'c');
    expect(elect()).toBe(first);
    expect(swarm.entry).toBeUndefined();
    down.add(first);
    expect(elect()).toBe('b');
    expect(swarm.entry).toMatchObject({ event: 'leader-elected', nodeId: 'b' });
    expect(members().map((id) => swarm.node(id).manager?.leader)).toEqual([false, true, false]);
    down.clear();
    expect(elect()).toBe('b');
  });

  it('finds nobody without a majority, and writes nothing', () => {
    addManagers('b');
    down.add('b');
    expect(elect()).toBeUndefined();
    expect(swarm.entry).toBeUndefined();
    expect(leaderOf(swarm.view)?.id).toBe(first);
    down.clear();
    expect(elect()).toBe(first);
  });
});
