import { describe, expect, it } from 'vitest';
import { likeRequest } from '../../packages/core/src/engine/shapes/extension/like.ts';
import type { LikeNode, LikeRequest } from '../../packages/core/src/engine/shapes/extension/like.ts';
import { swarmSpec } from '../../packages/core/src/engine/shapes/swarm.ts';
import type { LabEngine } from '../../packages/core/src/lab/engine/lab-engine.ts';
import { Bench, labOf } from '../tools/lab-engines.ts';
import { leaderOf, nodeOf } from '../../packages/core/src/testing/engine-double.ts';
import { nodeRowOf } from '../../packages/core/src/lab/extension/node-row.ts';
import { Roster } from '../../packages/core/src/lab/extension/roster.ts';
import { eventually } from '../tools/eventually.ts';

const day = 24 * 3_600_000;
const now = Math.floor(Date.now() / 60_000) * 60_000;

const idOf = (name: string): string => name.padEnd(25, '0');

interface Wishes {
  readonly hostname?: string;
  readonly isManager?: boolean;
  readonly leads?: boolean;
  readonly isDown?: boolean;
  readonly like?: Partial<LikeNode>;
}

/** A node of another swarm. */
function like(
  name: string,
  { hostname = name, isManager = false, leads = false, isDown = false, ...more }: Wishes = {},
) {
  const node = isManager ? leaderOf(idOf(name)) : nodeOf(idOf(name));
  const Node: LikeNode['Node'] = {
    ...node,
    Description: { ...node.Description, Hostname: hostname },
    Status: { ...node.Status, State: isDown ? 'down' : 'ready' },
    ManagerStatus: isManager
      ? { Leader: leads, Reachability: isDown ? 'unreachable' : 'reachable', Addr: '' }
      : undefined,
  };
  return { Node, NotBefore: now - 10 * day, NotAfter: now + 80 * day, Silent: false, ...more.like };
}

function request(Nodes: readonly LikeNode[], fields: Partial<LikeRequest> = {}): LikeRequest {
  const Root = { NotBefore: now - 700 * day, NotAfter: now + 500 * day };
  return {
    ...likeRequest.zero,
    Root,
    DefaultAddrPool: ['10.0.0.0/8'],
    SubnetSize: 24,
    DataPathPort: 4789,
    Nodes,
    ...fields,
  };
}

const leader = like('m1', { isManager: true, leads: true });

/** Waits until so many nodes are ready. */
async function ready(engine: LabEngine, count: number): Promise<void> {
  await eventually(`${count} are ready`, async (note) => {
    const states = note((await engine.listNodes()).map(({ Status }) => Status.State));
    return states.filter((state) => state === 'ready').length === count || undefined;
  });
}

describe('a lab like another swarm', () => {
  it('has its managers, and its leader’s machine is the engine; all of it lasts', async () => {
    await using bench = await Bench.make();
    const engine = await bench.engine();
    const managers = ['m2', 'm3'].map((name) => like(name, { isManager: true }));
    const gone = like('w2', { isDown: true, hostname: 'gone.example' });
    const nodes = [...managers, leader, like('w1', { hostname: 'web_1.example' }), gone];
    expect(await engine.likeSwarm(request(nodes))).toBe(idOf('m1'));
    await ready(engine, 4);
    const again = await bench.restarted(engine);
    await ready(again, 4);
    const shown = await again.listNodes();
    expect(shown.map(({ Description }) => Description.Hostname).toSorted()).toEqual([
      'gone.example',
      'm1',
      'm2',
      'm3',
      'web_1.example',
    ]);
    expect(shown.map(({ ManagerStatus }) => ManagerStatus?.Reachability).filter(Boolean)).toHaveLength(3);
    expect([...labOf(again).nodes.keys()].toSorted()).toEqual(['m2', 'm3', 'manager-1', 'web-1-example']);
  });

  it('has certificates of the same dates under a root of the same dates', async () => {
    await using bench = await Bench.make();
    const engine = await bench.engine();
    const unknown = like('w1', { like: { NotBefore: undefined, NotAfter: undefined } });
    await engine.likeSwarm(request([leader, unknown]));
    const validityOf = (machine: string) => labOf(engine).nodes.get(machine)?.node.credentials.identity.certificates[0];
    expect(validityOf('manager-1')).toMatchObject({ notBefore: now - 10 * day, notAfter: now + 80 * day });
    const asIfNow = validityOf('w1')?.notAfter ?? 0;
    expect(Math.abs(asIfNow - (now + 90 * day))).toBeLessThan(5 * 60_000);
    const trusted = labOf(engine).nodes.get('w1')?.node.credentials.trust.certificates[0];
    expect(trusted).toMatchObject({ notBefore: now - 700 * day, notAfter: now + 500 * day });
  });

  it('keeps dead twins, and whoever never reported', async () => {
    await using bench = await Bench.make();
    const engine = await bench.engine();
    const twins = [like('old', { hostname: 'web', isDown: true }), like('new', { hostname: 'web' })];
    const silent = like('mute', { isDown: true, like: { Silent: true } });
    await engine.likeSwarm(request([leader, ...twins, silent]));
    await ready(engine, 2);
    const shown = new Map((await engine.listNodes()).map((node) => [node.ID, node]));
    const states = ['old', 'new', 'mute'].map((name) => shown.get(idOf(name))?.Status.State);
    expect(states).toEqual(['down', 'ready', 'down']);
    const { state } = labOf(engine);
    const roster = new Roster(labOf(engine));
    const since = ['old', 'new'].map((name) => nodeRowOf(idOf(name), state, roster, undefined)?.SilentSince);
    expect(since).toEqual([state.nodes.get(idOf('old'))?.updatedAt, 0]);
    expect(since[0]).toBe(Date.parse(shown.get(idOf('old'))?.UpdatedAt ?? ''));
    expect(['old', 'new'].map((name) => shown.get(idOf(name))?.Description.Hostname)).toEqual(['web', 'web']);
    expect(shown.get(idOf('mute'))?.Description.TLSInfo.TrustRoot).toBe('');
  });

  it('leaves out what must not reach beyond it: external CAs, a rotation that is asked for, autolock', async () => {
    await using bench = await Bench.make();
    const engine = await bench.engine();
    const { zero } = swarmSpec;
    const ExternalCAs = [{ Protocol: 'cfssl', URL: 'https://ca.example/sign', Options: {}, CACert: '' }];
    const CAConfig = { ...zero.CAConfig, NodeCertExpiry: 3_600e9 * 48, ExternalCAs, ForceRotate: 7 };
    const Spec = { ...zero, Labels: { a: 'b' }, CAConfig, EncryptionConfig: { AutoLockManagers: true } };
    await engine.likeSwarm(request([leader], { Spec }));
    const swarm = await engine.inspectSwarm();
    expect(swarm.Spec).toMatchObject({
      Labels: { a: 'b' },
      CAConfig: { NodeCertExpiry: 3_600e9 * 48, ExternalCAs: [] },
      EncryptionConfig: { AutoLockManagers: false },
    });
    expect(swarm.RootRotationInProgress).toBe(false);
    expect(await engine.unlockKey()).toBe('');
  });

  it.each([
    ['no manager that is up', [like('m1', { isManager: true, isDown: true }), like('w1')]],
    ['an id that is none', [leader, { ...like('w1'), Node: { ...like('w1').Node, ID: '../x' } }]],
    ['an id twice', [leader, like('w1'), like('w1', { hostname: 'other' })]],
    ['dates of no certificate', [leader, like('w1', { like: { NotBefore: 2, NotAfter: 1 } })]],
    ['too many nodes', [leader, ...Array<LikeNode>(1_000).fill(like('w1'))]],
  ])('is not made of %s, and nothing is left of it', async (_what, nodes) => {
    await using bench = await Bench.make();
    const engine = await bench.engine();
    await expect(engine.likeSwarm(request(nodes))).rejects.toMatchObject({ status: 400 });
    expect((await engine.info()).Swarm.LocalNodeState).toBe('inactive');
    await engine.likeSwarm(request([leader]));
    await expect(engine.likeSwarm(request([leader]))).rejects.toMatchObject({ status: 503 });
  });
});
