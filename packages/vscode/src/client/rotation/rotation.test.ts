import { afterAll, describe, expect, it, vi } from 'vitest';
import type { LabRotation, LabStanding } from '@swarmpki/core/engine';
import type { NodeSight, SwarmSight } from '@swarmpki/core/engine/watch';
import type { RotationPage } from '../../shared/rotation-messages.ts';
import { engineSight, fakeEngine, fakeLab, labSight, nodeSight } from '../../testing/fake-swarm.ts';
import { hostileSubjects } from '../../testing/hostile.ts';
import type { Shown } from './page-of.ts';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: readonly unknown[]) =>
      text.replaceAll(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)])),
  },
}));
vi.resetModules();
const { Problem } = await import('@swarmpki/core/engine');
const { pageOf, pageOfForgotten } = await import('./page-of.ts');
const { mostRows } = await import('./node-rows.ts');
const { Rotations } = await import('./rotations.ts');
const { LastRotation } = await import('./last-rotation.ts');
// Other tests have an editor of their own.
afterAll(() => vi.resetModules());

const old = { Issuer: 'sha256:aaaaaaaa11', Digest: 'sha256:0aaa' };
const fresh = { Issuer: 'sha256:bbbbbbbb22', Digest: 'sha256:0bbb' };
const rotating = { Root: old, Rotation: { Root: fresh, Since: 1_000, Awaited: 1 } };

const before = (id: string, more: Partial<NodeSight> = {}): NodeSight =>
  nodeSight({ id, issuer: old.Issuer, root: old.Digest, ...more });
const renewed = (id: string, more: Partial<NodeSight> = {}): NodeSight => before(id, { issuer: fresh.Issuer, ...more });

function page(sight: SwarmSight | undefined, more: Partial<Shown> = {}): RotationPage {
  return pageOf({
    name: 'lab',
    place: { kind: 'lab', directory: '/home/me/.swarmpki' },
    sight,
    problem: undefined,
    isStopped: false,
    told: undefined,
    ended: undefined,
    ...more,
  });
}

function told(...standings: readonly Partial<LabStanding>[]): LabRotation {
  const zero = { ID: '', Name: '', Issuer: '', Root: '', Why: '', Since: 0, Stranded: false, Next: '' } as const;
  const known = { Phase: 'renewing', Since: 1_000, Old: old, New: fresh, Nodes: 3, Converged: 1 } as const;
  return { ...known, Standings: standings.map((each) => ({ ...zero, ...each })) };
}

const states = ({ phases }: RotationPage): readonly string[] => phases.list.map(({ state }) => state);
const deedsOf = (shown: RotationPage): readonly unknown[] =>
  shown.blockers.list.map(({ buttons }) => buttons.map(({ deed, node, group }) => [deed, node ?? group]));

describe('the rotation view', () => {
  it('says that no rotation is under way, what one would do, and offers it', () => {
    const shown = page(labSight([before('a'), before('b')], { Root: old }));
    expect(shown).toMatchObject({ tone: 'good', title: 'No rotation is under way', bars: [] });
    expect(shown.detail).toBe('Every node trusts root aaaaaaaa, and has a certificate of it.');
    expect(shown.buttons).toMatchObject([{ deed: 'rotate', isPrimary: true }]);
    expect(shown.phases.title).toBe('What a rotation does');
    expect(states(shown)).toEqual(['later', 'later', 'later', 'later']);
    expect(shown.changed.lines).toEqual([]);
  });

  it('says for whom one would wait in vain, and what helps before it begins', () => {
    const down = before('d', { state: 'down', place: 'stopped' });
    const shown = page(
      labSight([before('a'), down, before('n', { issuer: undefined, root: undefined })], { Root: old }),
    );
    expect(shown).toMatchObject({ title: 'No rotation is under way', blockers: { title: 'What would hold one up' } });
    expect(deedsOf(shown)).toEqual([
      [
        ['start', 'd'],
        ['remove', 'd'],
      ],
      [['remove', 'n']],
    ]);
    expect(shown.nodes.rows.map(({ id, tone }) => [id, tone])).toEqual([
      ['d', 'blocked'],
      ['n', 'blocked'],
      ['a', 'good'],
    ]);
  });

  it('shows how far one is, by Docker’s two bars, and that nobody trusts the new root yet', () => {
    const shown = page(labSight([renewed('a'), before('b', { issuance: 'rotate' })], rotating));
    expect(shown).toMatchObject({ tone: 'busy', title: 'The root CA is being rotated: nodes renew' });
    expect(shown.detail).toBe(
      'From root aaaaaaaa to root bbbbbbbb: 1 of 2 nodes have renewed. It began at 1970-01-01 00:00:01 UTC, lab time.',
    );
    expect(shown.bars).toMatchObject([
      { label: 'rotated TLS certificates', amount: 1, total: 2 },
      { label: 'rotated CA certificates', amount: 0, total: 2 },
    ]);
    expect(shown.buttons).toMatchObject([{ deed: 'rotate', label: 'Rotate Again', isPrimary: false }]);
    expect(states(shown)).toEqual(['done', 'now', 'later', 'later']);
    expect(shown.trusted.lines.join(' ')).toMatch(/All trust root aaaaaaaa, and that alone.*`sha256:0aaa`/);
    expect(shown.nodes.rows.map(({ id, issuer, trusts, state }) => [id, issuer, trusts, state])).toEqual([
      ['b', 'aaaaaaaa', 'aaaaaaaa', 'told to renew'],
      ['a', 'bbbbbbbb', 'aaaaaaaa', 'has renewed'],
    ]);
    expect(shown.blockers.list).toEqual([]);
  });

  it('names who holds it up, and offers what frees it for exactly that node', () => {
    const nodes = [
      renewed('a'),
      before('stopped', { state: 'down', place: 'stopped' }),
      before('cut', { state: 'down', faults: { Cut: true } as NodeSight['faults'] }),
      before('silent', { state: 'down', faults: { Silenced: true } as NodeSight['faults'] }),
      before('gone', { state: 'down', place: 'outside', role: 'manager', desiredRole: 'manager' }),
      before('new', { state: 'down', issuer: undefined, root: undefined }),
    ];
    const shown = page(labSight(nodes, rotating));
    expect(shown).toMatchObject({ tone: 'blocked', title: 'The rotation is held up' });
    expect(shown.blockers.title).toBe('What holds it up');
    expect(deedsOf(shown)).toEqual([
      [
        ['start', 'stopped'],
        ['remove', 'stopped'],
      ],
      [
        ['heal', 'cut'],
        ['remove', 'cut'],
      ],
      [
        ['wake', 'silent'],
        ['remove', 'silent'],
      ],
      [['demote', 'gone']],
      [['remove', 'new']],
    ]);
    expect(shown.blockers.list[0]).toMatchObject({
      title: 'stopped is stopped: it cannot ask for a certificate.',
      cure: 'A node that is started renews by itself. A node that does not come back has to be removed.',
      buttons: [
        { label: 'Start stopped', isPrimary: true },
        { label: 'Remove stopped', isPrimary: false },
      ],
    });
    expect(shown.nodes.rows.at(-1)?.id).toBe('a');
  });

  it('takes many in the same trouble as one group, and shows a bounded list of nodes, the rest counted', () => {
    const down = Array.from({ length: 70 }, (_, at) => before(`d${at}`, { state: 'down', place: 'stopped' }));
    const shown = page(labSight([...down, ...Array.from({ length: 30 }, (_, at) => renewed(`r${at}`))], rotating));
    expect(shown.blockers.list).toMatchObject([
      {
        title: '70 nodes are stopped: they cannot ask for certificates.',
        names: 'd0, d1, d2, d3, d4 and 65 more',
        buttons: [{ label: 'Start All 70', group: 'stopped start remove' }, { label: 'Remove All 70' }],
      },
    ]);
    expect(shown.nodes.rows).toHaveLength(mostRows);
    expect(shown.nodes.rows[0]).toMatchObject({
      id: 'd0',
      buttons: [{ deed: 'start', node: 'd0' }, { deed: 'remove' }],
    });
    expect(shown.nodes.more).toBe('And 50 more, of which 30 have renewed.');
  });

  it('says what a lab knows of who is waited for, and since when', () => {
    const sight = labSight([renewed('a'), before('b'), before('c')], rotating);
    const shown = page(sight, {
      told: told({ ID: 'b', Why: 'queued', Since: 5_000 }, { ID: 'c', Why: 'stranded', Since: 6_000 }),
    });
    expect(shown.nodes.rows.map(({ state }) => state)).toEqual([
      'no manager can reach it any more; waited for since 1970-01-01 00:00:06 UTC',
      'not told yet: others are first; waited for since 1970-01-01 00:00:05 UTC',
      'has renewed',
    ]);
    expect(shown.blockers.list[0]?.cure).toContain('`docker swarm leave --force`');
  });

  it('offers nothing on a real engine that only a lab can do', () => {
    const tls = { TrustRoot: 'root', CertIssuerPublicKey: 'bmV3' };
    const sight = engineSight([before('a', { state: 'down', place: undefined })], tls);
    const rotatingEngine = { ...sight, swarm: sight.swarm && { ...sight.swarm, RootRotationInProgress: true } };
    const shown = page(rotatingEngine, { place: { kind: 'context', context: 'prod' } });
    expect(shown.place).toBe('The engine of the Docker context prod');
    expect(deedsOf(shown)).toEqual([[['remove', 'a']]]);
  });

  it('shows the end: the old root forgotten, tokens changed, until all have heard of it', () => {
    const last = new LastRotation();
    const tokens = { WorkerToken: 'sha256:1', ManagerToken: 'sha256:2' };
    last.see(labSight([before('a')], { Root: old, ...tokens }));
    last.see(labSight([before('a')], { ...rotating, ...tokens }));
    expect(last.ended).toBeUndefined();
    const after = { Root: fresh, WorkerToken: 'sha256:3', ManagerToken: 'sha256:4' };
    const spreading = labSight([renewed('a'), renewed('b', { root: fresh.Digest })], after);
    last.see(spreading);
    const heard = page(spreading, { ended: last.ended });
    expect(heard.title).toBe('The rotation has ended: nodes hear of it');
    expect(states(heard)).toEqual(['done', 'done', 'done', 'now']);
    expect(heard.nodes.rows[0]).toMatchObject({ id: 'a', trusts: 'aaaaaaaa', state: 'has not taken the new root yet' });
    const complete = page(labSight([renewed('b', { root: fresh.Digest })], after), { ended: last.ended });
    expect(complete).toMatchObject({ tone: 'good', title: 'The rotation is complete' });
    expect(states(complete)).toEqual(['done', 'done', 'done', 'done']);
    expect(complete.changed.lines).toEqual([
      'Root aaaaaaaa is forgotten: the managers have its key no more.',
      'Root bbbbbbbb is the one that is trusted.',
      'Both join tokens are new: those that were noted down let nobody in any more.',
    ]);
  });

  it('tells one that was called off from one that is complete', () => {
    const last = new LastRotation();
    last.see(labSight([before('a')], rotating));
    const sight = labSight([before('a')], { Root: old });
    last.see(sight);
    const shown = page(sight, { ended: last.ended });
    expect(shown.title).toBe('The rotation was called off');
    expect(shown.changed.lines[0]).toBe('The root is aaaaaaaa as before; the one that was on its way in is forgotten.');
    expect(shown.changed.lines[1]).toBe('Join tokens are as they were.');
  });

  it('says of a lab when the last one has ended, though nobody looked', () => {
    const entry = (Seq: number, Event: string) =>
      ({ Seq, At: Seq * 1_000, Event, ID: '', Name: '', Detail: {}, Cause: 0 }) as const;
    const sight = labSight([before('a')], { Root: old });
    const after = (...events: readonly string[]) =>
      page({ ...sight, lab: sight.lab && { ...sight.lab, journal: events.map((event, at) => entry(at + 1, event)) } });
    expect(after('rotation-started').detail).toBe('Every node trusts root aaaaaaaa, and has a certificate of it.');
    expect(after('rotation-aborted', 'rotation-completed', 'node-status').detail).toMatch(
      /completed at 1970-01-01 00:00:02 UTC, lab time\.$/,
    );
    expect(after('rotation-completed', 'rotation-aborted').detail).toMatch(/called off at 1970-01-01 00:00:02 UTC/);
  });

  it('takes no other swarm in its place for a rotation', () => {
    const last = new LastRotation();
    last.see(labSight([before('a')], { ...rotating, ID: 'one' }));
    last.see(labSight([renewed('b', { root: fresh.Digest })], { ID: 'other', Root: fresh }));
    expect(last.ended).toBeUndefined();
  });

  it('says why there is nothing to see, and what helps', () => {
    const problem = new Problem('gone', 'nobody answers', { next: 'Start it.' });
    expect(page(undefined).title).toBe('The swarm is being looked at…');
    expect(page(undefined, { isStopped: true })).toMatchObject({
      title: 'The lab does not run',
      buttons: [{ deed: 'run' }],
    });
    expect(page(undefined, { problem })).toMatchObject({
      detail: 'nobody answers. Start it.',
      buttons: [{ deed: 'retry' }],
    });
    const worker = { ...engineSight([]), swarm: undefined, refusal: 'This node is not a swarm manager.' };
    const inState = (LocalNodeState: 'inactive' | 'locked') => {
      const { info } = worker;
      return page({ ...worker, info: { ...info, Swarm: { ...info.Swarm, LocalNodeState } } }).buttons;
    };
    expect([inState('inactive'), inState('locked')]).toMatchObject([[{ deed: 'init' }], [{ deed: 'unlock' }]]);
    expect(page(worker).detail).toContain('This node is not a swarm manager.');
    const lost = page(labSight([before('a')], { Root: old }), { problem });
    expect(lost.notice).toContain('what was seen last. nobody answers');
    expect(lost.buttons).toMatchObject([{ deed: 'retry' }, { deed: 'rotate' }]);
    expect(pageOfForgotten('lab:/x')).toMatchObject({ name: '/x', buttons: [] });
  });

  it('reads aloud phases, and not each node', () => {
    const one = page(labSight([renewed('a'), before('b'), before('c')], rotating));
    const two = page(labSight([renewed('a'), renewed('b'), before('c')], rotating));
    const all = page(labSight([renewed('a'), renewed('b'), renewed('c')], rotating));
    expect(one.announcement).toBe(two.announcement);
    expect(all.announcement).not.toBe(two.announcement);
  });

  it.each(hostileSubjects)('takes the harm out of names and errors: %j', (text) => {
    const nodes = [before('a', { name: text, error: text, state: 'down' }), renewed('b', { name: text })];
    const shown = page(labSight(nodes, rotating), { name: text, place: { kind: 'lab', directory: text } });
    // oxlint-disable-next-line no-control-regex -- these are looked for
    expect(JSON.stringify(shown)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\$\(|\]\(/);
    expect(JSON.stringify(shown).length).toBeLessThan(12_000);
  });
});

describe('what is known of rotations', () => {
  const swarmsOf = (...all: readonly ReturnType<typeof fakeLab>[]) => {
    const listeners: (() => void)[] = [];
    const shown = [...all];
    const swarms = {
      all: shown,
      onDidChange: (listener: () => void) => {
        listeners.push(listener);
        return { dispose: () => undefined };
      },
      find: () => undefined,
      show: async () => Promise.reject(new Error('nothing is made here')),
      refresh: async () => undefined,
      usualLab: async () => '',
    };
    return { swarms, change: () => listeners.forEach((each) => each()), shown };
  };

  it('is kept of labs though nobody looks, and of other engines while somebody does', () => {
    const [lab, engine] = [fakeLab(labSight([before('a')], { Root: old })), fakeEngine(engineSight([]))];
    const { swarms, shown, change } = swarmsOf(lab, engine);
    const rotations = new Rotations(swarms);
    expect([lab.listeners, engine.listeners]).toEqual([1, 0]);
    lab.show(labSight([before('a')], rotating));
    lab.show(labSight([renewed('a')], { Root: fresh }));
    expect(rotations.of(lab).ended).toMatchObject({ isAborted: false, from: { digest: old.Digest } });
    shown.length = 0;
    change();
    expect(lab.listeners).toBe(0);
    rotations.dispose();
  });
});
