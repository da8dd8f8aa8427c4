import { describe, expect, it } from 'vitest';
import { issuedAnew, leaderOf, nodeOf, swarmOf } from '../../testing/engine-double.ts';
import { PlayedEngine } from '../../testing/played-engine.ts';
import { Watched, settle } from '../../testing/watched.ts';
import { ClientProblem } from '../client/problem.ts';
import { LeafProblem } from '../leaves/problem.ts';
import type { NodeCertificate } from '../leaves/read-leaf.ts';
import { EngineRefusal } from '../shapes/refused.ts';
import type { LeafQuestion } from './leaves.ts';
import { watchSwarm } from './watch-swarm.ts';

const lost = new ClientProblem('no-engine', 'gone');
const day = 86_400_000;

describe('watching a swarm through its engine', () => {
  it('shows it at once, and again as soon as an event says that it is another, and of whom', async () => {
    const played = new PlayedEngine();
    await using watched = await new Watched(played).begin();
    expect(watched.news).toMatchObject([{ kind: 'seen', changed: ['a'], gone: [] }]);
    const { sight: first } = watched.seen;
    played.nodes = [nodeOf('b'), leaderOf('c')];
    played.tell();
    await watched.pass(100);
    expect(watched.news).toHaveLength(2);
    expect(watched.seen).toMatchObject({ changed: expect.arrayContaining(['b', 'c']), gone: ['a'] });
    expect(watched.ids).toEqual(['b', 'c']);
    expect([...first.nodes.keys()]).toEqual(['a']);
    played.nodes = [nodeOf('b'), nodeOf('c')];
    played.tell();
    await watched.pass(100);
    expect(watched.seen).toMatchObject({ changed: ['c'], gone: [] });
  });

  it('tells of a node what the engine does, and nothing else', async () => {
    const played = new PlayedEngine();
    const silent = { ...nodeOf('down', {}, issuedAnew), Status: { State: 'down', Message: '', Addr: '' } } as const;
    played.nodes = [leaderOf('m'), silent];
    await using watched = await new Watched(played).begin();
    const { nodes } = watched.seen.sight;
    expect(nodes.get('m')).toEqual({
      id: 'm',
      name: 'host-m',
      role: undefined,
      desiredRole: 'manager',
      state: 'ready',
      availability: 'active',
      manager: true,
      leader: true,
      reachability: 'reachable',
      address: '10.0.0.1:2377',
      tlsStatus: 'Ready',
      silentSince: undefined,
      issuer: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      root: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      certificate: undefined,
      certificateProblem: undefined,
      place: undefined,
      issuance: undefined,
      faults: undefined,
      error: undefined,
    });
    expect(nodes.get('down')).toMatchObject({
      state: 'down',
      manager: false,
      tlsStatus: 'Needs Rotation',
      silentSince: Date.UTC(2026, 10, 24, 12, 30, 0, 500),
    });
  });

  it('looks once for a crowd of events, and tells nothing where nothing has changed', async () => {
    const played = new PlayedEngine();
    await using watched = await new Watched(played).begin();
    for (let event = 0; event < 50; event++) played.tell();
    await watched.pass(100);
    expect(played.looks).toBe(2);
    expect(watched.kinds).toEqual(['seen']);
  });

  it('misses nothing that is told while it looks', async () => {
    const played = new PlayedEngine();
    await using watched = await new Watched(played).begin();
    const { promise, resolve } = Promise.withResolvers<void>();
    played.tell();
    await settle();
    played.gate = promise;
    await watched.pass(100);
    expect(played.looks).toBe(2);
    played.nodes = [nodeOf('late')];
    played.tell();
    await settle();
    resolve();
    await watched.pass(0);
    await watched.pass(100);
    expect(watched.ids).toEqual(['late']);
  });

  it('looks every 15 s, and every half a second during a rotation: that is in no event', async () => {
    const played = new PlayedEngine();
    await using watched = await new Watched(played).begin();
    await watched.pass(14_999);
    expect(played.looks).toBe(1);
    played.isRotating = true;
    await watched.pass(1);
    await watched.pass(100);
    expect(watched.seen.sight.swarm?.RootRotationInProgress).toBe(true);
    played.isRotating = false;
    await watched.pass(500);
    await watched.pass(100);
    expect(watched.seen.sight.swarm?.RootRotationInProgress).toBe(false);
    expect(played.looks).toBe(3);
  });

  it('looks at once when somebody here has changed something of which there is no event', async () => {
    const played = new PlayedEngine();
    const changes = new EventTarget();
    await using watched = await new Watched(played, { changes }).begin();
    played.swarm = { ...played.swarm, Version: { Index: 8 } };
    changes.dispatchEvent(new Event('change'));
    await watched.pass(100);
    expect(watched.seen.sight.swarm?.Version.Index).toBe(8);
    expect(played.looks).toBe(2);
    // Whoever watches no longer is not told any more.
    watched.ending.abort();
    await settle();
    changes.dispatchEvent(new Event('change'));
    await settle();
    expect(played.looks).toBe(2);
  });

  it('shows of an engine that is no manager what it tells', async () => {
    const played = new PlayedEngine();
    played.isManager = false;
    played.refusal = new Error('is not to be asked');
    await using watched = await new Watched(played).begin();
    expect(watched.seen.sight).toMatchObject({ swarm: undefined, refusal: undefined, lab: undefined });
    expect(watched.ids).toEqual([]);
  });

  it('says why a manager does not show the swarm, and goes on looking', async () => {
    const played = new PlayedEngine();
    played.refusal = new EngineRefusal(500, 'The swarm does not have a leader.');
    await using watched = await new Watched(played).begin();
    expect(watched.seen.sight).toMatchObject({ swarm: undefined, refusal: 'The swarm does not have a leader.' });
    played.refusal = undefined;
    await watched.pass(2_000);
    await watched.pass(100);
    expect(watched.seen.sight.refusal).toBeUndefined();
    expect(watched.ids).toEqual(['a']);
  });

  it('says once that the engine is lost, tries it less and less often, and says when it is back', async () => {
    const played = new PlayedEngine();
    await using watched = await new Watched(played).begin();
    played.fault = lost;
    played.tell(lost);
    await watched.pass(0);
    expect(watched.news.at(-1)).toEqual({ kind: 'lost', problem: lost });
    for (const wait of [500, 1000, 2000, 4000, 8000, 15_000]) {
      await watched.pass(wait);
      expect(watched.kinds).toEqual(['seen', 'lost']);
    }
    played.fault = undefined;
    await watched.pass(14_999);
    expect(watched.kinds).toEqual(['seen', 'lost']);
    await watched.pass(1);
    expect(watched.kinds).toEqual(['seen', 'lost', 'back']);
    played.nodes = [];
    played.tell();
    await watched.pass(100);
    expect(watched.kinds).toEqual(['seen', 'lost', 'back', 'seen']);
    expect(watched.seen.gone).toEqual(['a']);
    // Another loss is another one: it is tried as soon as the first time.
    played.tell(lost);
    await watched.pass(500);
    expect(watched.kinds.slice(4)).toEqual(['lost', 'back']);
  });

  it('begins with an engine that is not there yet', async () => {
    const played = new PlayedEngine();
    played.fault = lost;
    await using watched = await new Watched(played).begin();
    expect(watched.kinds).toEqual(['lost']);
    played.fault = undefined;
    await watched.pass(500);
    expect(watched.kinds).toEqual(['lost', 'back', 'seen']);
  });

  it('notices the end of the events even if nothing else fails', async () => {
    const played = new PlayedEngine();
    await using watched = await new Watched(played).begin();
    played.tell(lost);
    await watched.pass(0);
    expect(watched.kinds).toEqual(['seen', 'lost']);
    await watched.pass(500);
    expect(watched.kinds).toEqual(['seen', 'lost', 'back']);
  });

  it('has the engine started again only where one has crashed, and says why that fails once', async () => {
    const played = new PlayedEngine();
    let revivals = 0;
    const revive = async (): Promise<void> => {
      if (++revivals === 1) throw new ClientProblem('timeout', 'not yet');
      played.fault = undefined;
    };
    await using watched = await new Watched(played, { revive }).begin();
    played.fault = lost;
    played.tell(lost);
    await watched.pass(500);
    expect(revivals).toBe(0);
    played.fault = new ClientProblem('refused-connection', 'nobody listens');
    await watched.pass(1_000);
    expect(revivals).toBe(0);
    await watched.pass(2_000);
    expect(revivals).toBe(1);
    await watched.pass(4_000);
    expect(watched.kinds).toEqual(['seen', 'lost']);
  });

  it('hides no fault of its own', async () => {
    const played = new PlayedEngine();
    played.fault = new TypeError('a fault');
    await using watched = new Watched(played);
    await expect(watched.watch()).rejects.toThrow('a fault');
  });

  it('ends when nobody listens any more', async () => {
    await using watched = new Watched(new PlayedEngine());
    const { played, clock, ending } = watched;
    for await (const { kind } of watchSwarm(played.client, { clock, signal: ending.signal })) {
      expect(kind).toBe('seen');
      break;
    }
  });
});

describe('the certificates of a real swarm that is watched', () => {
  /** Managers who are asked, and what they have. */
  class PlayedManagers {
    readonly certificates = new Map<string, NodeCertificate>();
    readonly questions: (readonly string[])[] = [];

    readonly read = async ({ nodes }: LeafQuestion) => {
      this.questions.push(nodes.map(({ ID: id }) => id));
      return nodes.map(({ ID: nodeId }) => {
        const certificate = this.certificates.get(nodeId);
        const problem = new LeafProblem('not-issued', 'none yet');
        return certificate === undefined ? { nodeId, problem } : { nodeId, certificate };
      });
    };

    issue(nodeId: string, notBefore: number): void {
      this.certificates.set(nodeId, {
        role: 'worker',
        notBefore,
        notAfter: notBefore + 100 * day,
        renewal: { from: notBefore + 50 * day, until: notBefore + 80 * day },
        serialNumber: '1A0B',
        issuer: { subject: new Uint8Array(), spki: new Uint8Array() },
      });
    }
  }
  const changed = (id: string, version: number) => nodeOf(id, { Version: { Index: version } });
  const noon = Date.UTC(2026, 10, 24, 12);

  it('are read after the first sight, and again of whom something has changed', async () => {
    const [played, managers] = [new PlayedEngine(), new PlayedManagers()];
    played.nodes = [leaderOf('m'), changed('a', 1), changed('b', 1)];
    for (const id of ['m', 'a', 'b']) managers.issue(id, noon);
    await using watched = await new Watched(played, { readLeaves: managers.read }).begin();
    expect(watched.news).toMatchObject([{ changed: ['m', 'a', 'b'] }, { changed: ['m', 'a', 'b'] }]);
    expect(watched.seen.sight.nodes.get('a')).toMatchObject({
      role: 'worker',
      certificate: {
        notBefore: noon,
        notAfter: noon + 100 * day,
        renewFrom: noon + 50 * day,
        renewUntil: noon + 80 * day,
        serial: '1a0b',
      },
      certificateProblem: undefined,
    });
    expect(played.looks).toBe(1);
    managers.issue('b', noon + day);
    played.nodes = [leaderOf('m'), changed('a', 1), changed('b', 2)];
    played.tell();
    await watched.pass(100);
    expect(managers.questions).toEqual([['m', 'a', 'b'], ['b']]);
    expect(watched.seen).toMatchObject({ changed: ['b'] });
    for (let look = 0; look < 10; look++) {
      await watched.pass(15_000);
      await watched.pass(100);
    }
    expect(managers.questions).toHaveLength(2);
  });

  it('are read again when their nodes should have renewed, and then less and less often', async () => {
    const [played, managers] = [new PlayedEngine(), new PlayedManagers()];
    managers.issue('a', noon - 80 * day + 60_000);
    await using watched = await new Watched(played, { readLeaves: managers.read }).begin();
    const asked = async (): Promise<number> => {
      const before = managers.questions.length;
      for (let look = 0; look < 40; look++) {
        await watched.pass(15_000);
        await watched.pass(100);
      }
      return managers.questions.length - before;
    };
    await watched.pass(30_000);
    expect(managers.questions).toHaveLength(1);
    const [first, second] = [await asked(), await asked()];
    expect(first).toBeGreaterThan(second);
    expect(second).toBeGreaterThan(0);
    managers.issue('a', noon);
    for (let times = 0; times < 3; times++) await asked();
    expect(watched.seen.sight.nodes.get('a')?.certificate?.notBefore).toBe(noon);
    expect(await asked()).toBe(0);
  });

  it('have a reason when they cannot be read, are tried again, and keep what was known', async () => {
    const [played, managers] = [new PlayedEngine(), new PlayedManagers()];
    played.nodes = [changed('a', 1)];
    await using watched = await new Watched(played, { readLeaves: managers.read }).begin();
    expect(watched.seen.sight.nodes.get('a')).toMatchObject({
      certificate: undefined,
      certificateProblem: { code: 'not-issued' },
    });
    managers.issue('a', noon);
    await watched.pass(15_000);
    await watched.pass(100);
    expect(watched.seen.sight.nodes.get('a')).toMatchObject({
      certificate: { notBefore: noon },
      certificateProblem: undefined,
    });
    managers.certificates.clear();
    played.nodes = [changed('a', 2)];
    played.tell();
    await watched.pass(100);
    expect(watched.seen.sight.nodes.get('a')).toMatchObject({
      certificate: { notBefore: noon },
      certificateProblem: { code: 'not-issued' },
    });
  });

  it('hold up no sight: whoever is asked may take its time', async () => {
    const played = new PlayedEngine();
    const { promise, resolve } = Promise.withResolvers<void>();
    let questions = 0;
    const readLeaves = async () => {
      questions++;
      await promise;
      return [];
    };
    await using watched = await new Watched(played, { readLeaves }).begin();
    played.nodes = [nodeOf('a'), nodeOf('b')];
    played.swarm = swarmOf({ TLSInfo: issuedAnew });
    played.tell();
    await watched.pass(100);
    expect(watched.seen.sight.nodes.get('b')).toMatchObject({ tlsStatus: 'Needs Rotation' });
    expect(questions).toBe(1);
    resolve();
    await settle();
    expect(questions).toBe(2);
  });

  it('of a fault while they are read it is heard', async () => {
    const readLeaves = async () => {
      throw new TypeError('a fault');
    };
    await using watched = new Watched(new PlayedEngine(), { readLeaves });
    await expect(watched.watch()).rejects.toThrow('a fault');
  });
});
