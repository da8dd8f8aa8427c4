import { afterAll, describe, expect, it, vi } from 'vitest';
import { Problem } from '@swarmpki/core/commands';
import type { NodeSight, SwarmSight } from '@swarmpki/core/engine/watch';
import { makeRoot } from '../../../../../../core/src/testing/certificates.ts';
import { day, noon, secret, token } from '../../../../testing/documents.ts';
import { engineSight, fakeEngine, fakeLab, labSight, nodeSight } from '../../../../testing/fake-swarm.ts';
import type { FakeSwarm } from '../../../../testing/fake-swarm.ts';
import { hostileSubjects } from '../../../../testing/hostile.ts';
import { branchesOf } from '../branches.ts';
import { engineElement } from '../element.ts';
import type { TreeElement } from '../element.ts';
import { pictureOf } from '../picture.ts';
import type { Row } from '../row.ts';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: readonly unknown[]) =>
      text.replaceAll(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)])),
  },
}));
vi.resetModules();
const { rowOf } = await import('./row-of.ts');
const { badgeOf } = await import('../badge.ts');
// Other tests have an editor of their own.
afterAll(() => vi.resetModules());

function node(id: string, wishes: Partial<NodeSight> = {}): NodeSight {
  const certificate = {
    notBefore: noon - day,
    notAfter: noon + 81.5 * day,
    renewFrom: noon + 45 * day,
    renewUntil: noon + 72 * day,
    serial: '01ab',
  };
  return nodeSight({ id, certificate, ...wishes });
}

/** Every row of a swarm, by what it stands for: `nodes`, `node:a`. */
function rows(swarm: FakeSwarm, isWatched = true): ReadonlyMap<string, Row> {
  const picture = pictureOf(swarm, { isWatched }, noon);
  const found = new Map<string, Row>();
  const take = (element: TreeElement): void => {
    found.set(
      element.id.split('#')[1] === undefined ? 'engine' : (element.id.split('#').at(-1) ?? ''),
      rowOf(element, picture),
    );
    for (const each of branchesOf(element, picture)) take(each);
  };
  take(engineElement(swarm.id));
  return found;
}

function withTokens(sight: SwarmSight, worker: string): SwarmSight {
  return { ...sight, swarm: sight.swarm && { ...sight.swarm, JoinTokens: { Worker: worker, Manager: worker } } };
}

const rotation = { Root: { Digest: 'sha256:dd', Issuer: 'sha256:cc' }, Since: 1, Awaited: 1 };

describe('an engine', () => {
  it('is said to be what it is: how many nodes, by which root, and what is wrong', () => {
    const lab = fakeLab(labSight([node('a'), node('b', { state: 'down' }), node('gone', { state: 'removed' })]));
    expect(rows(lab).get('engine')).toMatchObject({
      label: 'lab',
      description: '2 nodes · 1 problem · root aa',
      menu: 'swarmpki.lab manager',
      spoken: 'lab, lab, 2 nodes, 1 problem, root aa',
      icon: { name: 'beaker', color: 'list.warningForeground' },
    });
    expect(rows(fakeEngine(engineSight([node('a')]))).get('engine')?.menu).toBe('swarmpki.engine manager attached');
    expect(rows(fakeEngine(labSight([node('a')]))).get('engine')?.menu).toBe('swarmpki.lab manager attached');
  });

  it('that is not watched is not said to be as it was', () => {
    expect(rows(fakeEngine(), false).get('engine')?.description).toBe('not connected');
    const seen = rows(fakeEngine(engineSight([node('a')])), false).get('engine');
    expect(seen?.description).toMatch(/^1 node .*· not connected$/);
  });

  it('of the name of another one says where it is', () => {
    const lab = fakeLab(labSight([node('a')]));
    const picture = pictureOf(lab, { isWatched: true, hasNamesake: true }, noon);
    expect(rowOf(engineElement(lab.id), picture).description).toBe('1 node · root aa · /home/me/.swarmpki');
  });

  it('out of reach says why, and what to do', () => {
    const lab = fakeLab();
    lab.problem = new Problem('gone', 'it is $(gone)', { expected: 'a socket', next: 'Run [it](command:x).' });
    const all = rows(lab);
    expect(all.get('engine')).toMatchObject({ description: 'out of reach', menu: 'swarmpki.lab lost' });
    expect(all.get('note:problem')).toMatchObject({
      label: 'it is $ (gone)',
      tooltip: ['it is $ (gone)', 'Expected: a socket'],
    });
    expect(all.get('note:next')?.label).toBe('Run [it] (command:x).');
  });

  it('that nobody hosts offers to be started', () => {
    const lab = fakeLab();
    lab.isStopped = true;
    const all = rows(lab);
    expect(all.get('engine')).toMatchObject({ description: 'stopped', menu: 'swarmpki.lab.stopped' });
    expect(all.get('note:stopped')).toMatchObject({ label: 'Start This Lab', command: { name: 'swarmpki.startLab' } });
    expect(all.get('note:stopped')?.spoken).toContain('/home/me/.swarmpki');
  });
});

describe('the root', () => {
  it('has its name, its end and its fingerprints', async () => {
    const { pem } = await makeRoot();
    const sight = engineSight([], { TrustRoot: pem });
    const root = rows(fakeEngine(sight)).get('root');
    expect(root?.description).toMatch(/^[0-9a-f]{8} · until 20\d\d-\d\d-\d\d$/);
    expect(root?.tooltip.join('\n')).toMatch(/Fingerprint, SHA-256: [0-9a-f]{64}/);
    expect(root?.holdsFor).toBeGreaterThan(day);
  });

  it('says where it goes to', () => {
    expect(rows(fakeLab(labSight([], { Rotation: rotation }))).get('root')?.description).toBe('aa · rotates to cc');
  });
});

describe('join tokens', () => {
  it('are shown by their digests, and their secrets nowhere', () => {
    const lab = fakeLab(withTokens(labSight([node('a')]), token));
    const all = rows(lab);
    expect(all.get('token:worker')).toMatchObject({
      label: 'Worker',
      description: `SWMTKN-1-${token.slice(9, 17)}…-••••••••`,
      menu: 'swarmpki.token.worker',
    });
    expect(JSON.stringify([...all])).not.toContain(secret);
    expect(JSON.stringify([...all])).not.toContain(token.slice(9, 30));
  });

  it.each(['', 'no token', `${token}x`, `SWMTKN-1-${'$('.repeat(25)}-${secret}`])(
    'that are none are not shown: %s',
    (none) => {
      const shown = rows(fakeLab(withTokens(labSight([]), none))).get('token:worker');
      expect(shown?.description).toBe('not known');
      expect(JSON.stringify(shown)).not.toContain(secret);
    },
  );
});

describe('a node', () => {
  const over = { notBefore: 0, notAfter: noon - 3.5 * day, renewFrom: 0, renewUntil: 1, serial: '1' };
  it.each<readonly [string, Partial<NodeSight>, string, string]>([
    ['ready', {}, 'worker · 81 days left · aa', 'pass'],
    ['leads', { role: 'manager', desiredRole: 'manager', leader: true }, 'leader · 81 days left · aa', 'pass'],
    ['promoted', { desiredRole: 'manager' }, 'worker, to become a manager · 81 days left · aa', 'pass'],
    ['expired', { certificate: over }, 'expired · worker · since 3 days · aa', 'error'],
    ['stopped', { state: 'down', place: 'stopped' }, 'stopped · worker · 81 days left · aa', 'debug-disconnect'],
    ['cut', { faults: { ...faults(), Cut: true } }, 'cut off · worker · 81 days left · aa', 'pass'],
    ['waits', { issuer: 'sha256:ee' }, 'worker · 81 days left · ee · waits for the new root', 'history'],
    ['unknown', { certificate: undefined, issuer: undefined }, 'worker · certificate not known', 'question'],
  ])('is described shortly, what is wrong first: %s', (_, wishes, description, icon) => {
    const row = rows(fakeLab(labSight([node('a', wishes)]))).get('node:a');
    expect(row).toMatchObject({ label: 'a', description, icon: { name: icon } });
    // What the colour says is said to who does not see it.
    expect(row?.spoken).not.toMatch(/·/);
    expect(row?.spoken.split(', ').length).toBeGreaterThan(2);
  });

  it('tells menus what can be done with it, by words of ours alone', () => {
    const wishes = { desiredRole: 'manager', leader: true, faults: { ...faults(), Cut: true } } as const;
    expect(rows(fakeLab(labSight([node('a', wishes)]))).get('node:a')?.menu).toBe(
      'swarmpki.node.lab manager leader here cut',
    );
    const odd = { desiredRole: 'manager here cut', place: 'stopped cut' } as Partial<NodeSight>;
    expect(rows(fakeEngine(engineSight([node('a', odd)]))).get('node:a')?.menu).toBe('swarmpki.node.engine');
  });
});

describe('a rotation', () => {
  it('says how far it is, and names whom it waits for in vain', () => {
    const nodes = [node('a', { issuer: 'sha256:cc' }), node('b'), node('c', { state: 'down', place: 'stopped' })];
    const all = rows(fakeLab(labSight(nodes, { Rotation: rotation })));
    expect(all.get('rotation:waits')).toMatchObject({
      description: '1 of 3 renewed',
      menu: 'swarmpki.rotation underway',
      spoken: 'Root Rotation, 1 of 3 renewed, It waits in vain for 1 node.',
      command: { name: 'swarmpki.showRotation' },
    });
    expect(all.get('blocker:c')).toMatchObject({ label: 'c', description: 'stopped: start it, or remove it' });
  });
});

describe('texts of others', () => {
  it.each(hostileSubjects)('stay texts, and short: %s', (text) => {
    const odd = {
      faults: { ...faults(), DiskError: text },
      name: text,
      error: text,
      address: text,
      issuer: text,
      root: text,
      issuance: text,
      state: text,
      availability: text,
      role: text,
    };
    const certificate = { ...node('a').certificate, serial: text };
    const sight = engineSight([node('a', { ...odd, certificate } as Partial<NodeSight>)]);
    const swarm = { ...sight, info: { ...sight.info, ServerVersion: text } };
    const engine = fakeEngine({ ...swarm, swarm: swarm.swarm && { ...swarm.swarm, ID: text } }, text);
    engine.problem = new Problem('odd', text, { next: text, expected: text });
    for (const row of rows(engine).values()) {
      const said = [row.label, row.description, row.spoken, ...row.tooltip];
      for (const each of said) {
        expect(each).not.toMatch(/\$\(|\]\(|[\p{Cc}\p{Cf}]/u);
        expect(each.length).toBeLessThan(1_000);
      }
    }
  });
});

describe('the badge', () => {
  it('counts what is wrong, and is not there where nothing is', () => {
    const good = pictureOf(fakeLab(labSight([node('a')])), { isWatched: true }, noon);
    const bad = pictureOf(fakeLab(labSight([node('a', { state: 'down' })])), { isWatched: true }, noon);
    const lost = fakeEngine(labSight([node('a', { state: 'down' })]));
    lost.problem = new Problem('gone', 'it is gone');
    expect(badgeOf([good])).toBeUndefined();
    expect(badgeOf([good, bad, pictureOf(lost, { isWatched: true }, noon)])).toEqual({
      value: 2,
      tooltip: '1 node with a problem, 1 engine out of reach',
    });
  });
});

function faults(): NonNullable<NodeSight['faults']> {
  return {
    Cut: false,
    Silenced: false,
    SkewMs: 0,
    DelayMs: 0,
    JitterMs: 0,
    LostRequests: 0,
    LostAnswers: 0,
    Repeated: 0,
    DiskSlowMs: 0,
    DiskError: '',
  };
}
