import { describe, expect, it } from 'vitest';
import { swarmOf } from '../../testing/engine-double.ts';
import { PlayedEngine, PlayedLab } from '../../testing/played-engine.ts';
import { Watched, settle } from '../../testing/watched.ts';
import { ClientProblem } from '../client/problem.ts';
import { labChange } from '../shapes/extension/change.ts';
import type { LabChange } from '../shapes/extension/change.ts';
import { labJournalEntry } from '../shapes/extension/journal.ts';
import type { LabJournalEntry } from '../shapes/extension/journal.ts';
import { labNodeRow } from '../shapes/extension/node-row.ts';
import type { LabNodeRow } from '../shapes/extension/node-row.ts';
import { labSwarm } from '../shapes/extension/rotation.ts';
import type { LabSwarm } from '../shapes/extension/rotation.ts';
import { EngineRefusal } from '../shapes/refused.ts';

const noon = Date.UTC(2026, 10, 24, 12);
const [old, young] = [
  { Digest: 'sha256:old', Issuer: 'sha256:old-key' },
  { Digest: 'sha256:new', Issuer: 'sha256:new-key' },
];
const aSwarm: LabSwarm = { ...labSwarm.zero, ID: 'swarm', Root: old };

function row(ID: string, fields: Partial<LabNodeRow> = {}): LabNodeRow {
  return { ...labNodeRow.zero, ID, Name: `host-${ID}`, Root: old.Digest, Issuer: old.Issuer, ...fields };
}

function line(Version: number, fields: Partial<LabChange>): LabChange {
  return { ...labChange.zero, Version, ...fields };
}

function whole(Version: number, rows: readonly LabNodeRow[], fields: Partial<LabChange> = {}): LabChange {
  const Clock = { Now: noon, Real: noon, Speed: 1 };
  const read = labChange.read({ Version, Whole: true, Clock }, '');
  return { ...read, Nodes: rows, Swarm: aSwarm, ...fields };
}

function entry(Seq: number): LabJournalEntry {
  return { ...labJournalEntry.zero, Seq, Event: `event-${Seq}` };
}

/** A lab of two workers and the manager that leads. */
async function watchLab(): Promise<{
  readonly lab: PlayedLab;
  readonly played: PlayedEngine;
  readonly watched: Watched;
}> {
  const lab = new PlayedLab();
  const played = new PlayedEngine(lab);
  played.managers = [{ NodeID: 'm', Addr: '127.0.0.1:2377' }];
  lab.first = [whole(10, [row('m', { Manager: true, Leader: true, Role: 'manager' }), row('a'), row('b')])];
  return { lab, played, watched: await new Watched(played).begin() };
}

describe('watching a lab', () => {
  it('shows its nodes as those of any other engine, and what only a lab tells', async () => {
    const { lab, played, watched } = await watchLab();
    await using _ = watched;
    expect(watched.kinds).toEqual(['seen']);
    expect(watched.seen.changed).toEqual(['m', 'a', 'b']);
    const { sight } = watched.seen;
    expect(sight).toMatchObject({ swarm: { ID: 'swarm' }, refusal: undefined, lab: { version: 10, swarm: aSwarm } });
    expect(sight.nodes.get('m')).toEqual({
      id: 'm',
      name: 'host-m',
      role: 'manager',
      desiredRole: 'worker',
      state: 'ready',
      availability: 'active',
      manager: true,
      leader: true,
      reachability: undefined,
      address: '127.0.0.1:2377',
      tlsStatus: 'Ready',
      silentSince: undefined,
      issuer: old.Issuer,
      root: old.Digest,
      certificate: undefined,
      certificateProblem: undefined,
      place: 'here',
      issuance: 'issued',
      faults: undefined,
      error: undefined,
    });
    expect(lab.asked).toContain('/lab/v1/changes');
    expect([played.nodeLooks, played.happened.listeners]).toEqual([0, 0]);
  });

  it('polls nothing: neither nodes nor the swarm, for as long as nothing is told', async () => {
    const { played, watched } = await watchLab();
    await using _ = watched;
    const { looks, swarmLooks } = played;
    await watched.pass(3_600_000);
    expect([played.looks, played.swarmLooks, played.nodeLooks]).toEqual([looks, swarmLooks, 0]);
    expect(watched.clock.pending).toBe(0);
  });

  it('changes the rows that are told, and leaves old sights alone', async () => {
    const { lab, played, watched } = await watchLab();
    await using _ = watched;
    const before = watched.seen.sight;
    const certificate = { Serial: '1a', NotBefore: 1, NotAfter: 9, RenewFrom: 4, RenewUntil: 7 };
    lab.changes.tell(line(11, { Nodes: [row('a', { ...certificate, Error: 'late' }), row('c')], Removed: ['b'] }));
    await settle();
    expect(watched.seen).toMatchObject({ changed: ['a', 'c'], gone: ['b'], sight: { lab: { version: 11 } } });
    expect(watched.ids).toEqual(['m', 'a', 'c']);
    expect(watched.seen.sight.nodes.get('a')).toMatchObject({
      certificate: { serial: '1a', notBefore: 1, notAfter: 9, renewFrom: 4, renewUntil: 7 },
      error: 'late',
    });
    expect([...before.nodes.keys()]).toEqual(['m', 'a', 'b']);
    expect(before.nodes.get('a')?.error).toBeUndefined();
    expect(watched.seen.sight.nodes.get('m')).toBe(before.nodes.get('m'));
    expect(played.swarmLooks).toBe(1);
  });

  it('shows nothing before all there is has come', async () => {
    const lab = new PlayedLab();
    lab.first = [whole(10, [row('a')], { More: true, Swarm: undefined }), line(11, { Nodes: [row('b')], More: true })];
    await using watched = await new Watched(new PlayedEngine(lab)).begin();
    expect(watched.kinds).toEqual([]);
    lab.changes.tell(line(12, { Nodes: [row('c')], Swarm: aSwarm }));
    await settle();
    expect(watched.seen.changed).toEqual(['a', 'b', 'c']);
  });

  it('shows what it knew until all there is has come anew', async () => {
    const { lab, watched } = await watchLab();
    await using _ = watched;
    lab.changes.tell(whole(12, [row('a', { Error: 'new' })], { More: true }));
    await settle();
    expect(watched.kinds).toEqual(['seen']);
    lab.changes.tell(line(13, { Nodes: [row('b')] }));
    await settle();
    expect(watched.kinds).toEqual(['seen', 'seen']);
    expect(watched.seen).toMatchObject({ changed: ['a'], gone: ['m'] });
  });

  it('gives whoever is slow the latest alone, with all that has changed meanwhile', async () => {
    const lab = new PlayedLab();
    lab.first = [whole(10, [row('a'), row('b')])];
    const gate = Promise.withResolvers<void>();
    await using watched = new Watched(new PlayedEngine(lab), {});
    watched.slowness = gate.promise;
    await watched.begin();
    for (let version = 11; version < 200; version++) {
      lab.changes.tell(line(version, { Nodes: [row(version % 2 === 0 ? 'a' : 'c', { Error: String(version) })] }));
    }
    lab.changes.tell(line(200, { Removed: ['b', 'c'] }));
    await settle();
    gate.resolve();
    await settle();
    expect(watched.kinds).toEqual(['seen', 'seen']);
    expect(watched.seen).toMatchObject({ changed: ['a'], gone: ['b'], sight: { lab: { version: 200 } } });
  });

  it('judges all nodes anew when others are wanted, as docker node ls does it', async () => {
    const { lab, played, watched } = await watchLab();
    await using _ = watched;
    const statuses = () => [...watched.seen.sight.nodes.values()].map(({ tlsStatus }) => tlsStatus);
    expect(statuses()).toEqual(['Ready', 'Ready', 'Ready']);
    const rotating = { ...aSwarm, Rotation: { Root: young, Since: noon, Awaited: 3 } };
    lab.changes.tell(line(11, { Swarm: rotating }));
    await settle();
    expect(statuses()).toEqual(['Needs Rotation', 'Needs Rotation', 'Needs Rotation']);
    expect(watched.seen.changed).toEqual(['m', 'a', 'b']);
    expect(played.swarmLooks).toBe(2);
    // How far it has come is no news to `GET /swarm`.
    const progress = { ...rotating, Rotation: { ...rotating.Rotation, Awaited: 2 } };
    lab.changes.tell(line(12, { Nodes: [row('a', { Issuer: young.Issuer })], Swarm: progress }));
    await settle();
    expect(statuses()).toEqual(['Needs Rotation', 'Ready', 'Needs Rotation']);
    expect(played.swarmLooks).toBe(2);
    lab.changes.tell(line(13, { Nodes: [row('b', { Issuer: '', Root: '' })], Swarm: { ...aSwarm, Root: young } }));
    await settle();
    expect(statuses()).toEqual(['Needs Rotation', 'Needs Rotation', 'Unknown']);
  });

  it('asks for the swarm again when something of it has changed, and where a manager listens', async () => {
    const { lab, played, watched } = await watchLab();
    await using _ = watched;
    played.swarm = swarmOf({ Version: { Index: 8 } });
    lab.changes.tell(line(11, { Swarm: { ...aSwarm, Version: 8 } }));
    await settle();
    expect(watched.seen.sight.swarm?.Version.Index).toBe(8);
    played.managers = [...played.managers, { NodeID: 'a', Addr: '127.0.0.1:5' }];
    lab.changes.tell(line(12, { Nodes: [row('a', { Manager: true })] }));
    await settle();
    expect(watched.seen.sight.nodes.get('a')).toMatchObject({ manager: true, address: '127.0.0.1:5' });
    expect(played.swarmLooks).toBe(3);
    lab.changes.tell(line(13, { Removed: ['a'] }));
    await settle();
    expect(played.swarmLooks).toBe(4);
  });

  it('looks again while its own node manages nothing: no change tells that it does again', async () => {
    const { lab, played, watched } = await watchLab();
    await using _ = watched;
    played.isManager = false;
    lab.changes.tell(line(11, { Swarm: { ...aSwarm, Version: 2 } }));
    await watched.pass(100);
    expect(watched.seen.sight.swarm).toBeUndefined();
    played.isManager = true;
    await watched.pass(2_000);
    expect(watched.seen.sight).toMatchObject({ swarm: { ID: 'swarm' } });
    const looks = played.looks;
    await watched.pass(60_000);
    expect(played.looks).toBe(looks);
  });

  it('asks now and then for a swarm that is not shown, and for nothing else', async () => {
    const lab = new PlayedLab();
    lab.first = [whole(10, [row('a')])];
    const played = new PlayedEngine(lab);
    played.refusal = new EngineRefusal(500, 'The swarm does not have a leader.');
    await using watched = await new Watched(played).begin();
    expect(watched.seen.sight).toMatchObject({ swarm: undefined, refusal: 'The swarm does not have a leader.' });
    expect(watched.ids).toEqual(['a']);
    lab.changes.tell(line(11, { Nodes: [row('b')] }));
    await settle();
    expect(played.swarmLooks).toBe(1);
    played.refusal = undefined;
    await watched.pass(2_000);
    expect(watched.seen.sight).toMatchObject({ swarm: { ID: 'swarm' }, refusal: undefined });
    expect(watched.clock.pending).toBe(0);
  });

  it('shows the end of the timeline, of what was before it was watched as well', async () => {
    const lab = new PlayedLab();
    lab.journal = [1, 2, 3].map(entry);
    lab.first = [whole(10, [row('a')], { Journal: [entry(3), entry(4)] })];
    await using watched = await new Watched(new PlayedEngine(lab)).begin();
    const seqs = () => watched.seen.sight.lab?.journal.map(({ Seq }) => Seq);
    expect(seqs()).toEqual([1, 2, 3, 4]);
    lab.changes.tell(line(10, { Journal: Array.from({ length: 1_000 }, (_, at) => entry(at + 5)) }));
    await settle();
    expect(seqs()).toHaveLength(1_000);
    expect(seqs()?.at(-1)).toBe(1_004);
  });

  it('follows on when its host was killed and another one has begun, from all there is', async () => {
    const { lab, played, watched } = await watchLab();
    await using _ = watched;
    lab.journal = [1, 2].map(entry);
    lab.changes.tell(line(11, { Journal: lab.journal }));
    await settle();
    played.fault = new ClientProblem('refused-connection', 'nobody listens');
    lab.changes.tell(new ClientProblem('closed', 'it has ended'));
    await settle();
    expect(watched.news.at(-1)).toMatchObject({ kind: 'lost', problem: { code: 'refused-connection' } });
    const before = watched.news.length;
    played.fault = undefined;
    lab.journal = [1, 2, 3].map(entry);
    lab.first = [
      whole(9_000, [row('a')], { More: true }),
      line(9_001, { Nodes: [row('c')], Journal: [entry(3), entry(4)] }),
    ];
    await watched.pass(500);
    expect(lab.asked).toContain('/lab/v1/changes?after=11');
    expect(watched.kinds.slice(before)).toEqual(['back', 'seen']);
    expect(watched.seen).toMatchObject({ changed: ['c'], sight: { lab: { version: 9_001 } } });
    expect(watched.seen.gone.toSorted()).toEqual(['b', 'm']);
    expect(watched.seen.sight.lab?.journal.map(({ Seq }) => Seq)).toEqual([1, 2, 3, 4]);
  });

  it('goes on from the same host without looking at everything anew', async () => {
    const { lab, watched } = await watchLab();
    await using _ = watched;
    lab.changes.tell(new ClientProblem('closed', 'cut off'));
    lab.first = [line(12, { Nodes: [row('b', { State: 'down', SilentSince: noon })] })];
    await watched.pass(500);
    expect(watched.kinds).toEqual(['seen', 'lost', 'back', 'seen']);
    expect(watched.seen).toMatchObject({ changed: ['b'], gone: [] });
    expect(watched.seen.sight.nodes.get('b')).toMatchObject({ state: 'down', silentSince: noon });
    expect(watched.ids).toEqual(['m', 'a', 'b']);
  });

  it('takes another swarm for another one, and begins its timeline anew', async () => {
    const { lab, played, watched } = await watchLab();
    await using _ = watched;
    lab.changes.tell(line(11, { Journal: [7, 8].map(entry) }));
    lab.changes.tell(new ClientProblem('closed', 'it has ended'));
    lab.first = [whole(9_000, [row('z')], { Swarm: { ...aSwarm, ID: 'other' } })];
    lab.journal = [1, 2].map(entry);
    played.swarm = swarmOf({ ID: 'other' });
    await watched.pass(500);
    expect(watched.seen.sight).toMatchObject({ swarm: { ID: 'other' }, lab: { swarm: { ID: 'other' } } });
    expect(watched.seen.sight.lab?.journal.map(({ Seq }) => Seq)).toEqual([1, 2]);
    expect(watched.ids).toEqual(['z']);
  });

  it('whose swarm ends is an engine without one, until it has one again', async () => {
    const { lab, played, watched } = await watchLab();
    await using _ = watched;
    [lab.hasSwarm, played.isManager] = [false, false];
    lab.changes.tell(new ClientProblem('closed', 'it has ended'));
    await settle();
    expect(watched.kinds).toEqual(['seen', 'seen']);
    expect(watched.seen).toMatchObject({ sight: { swarm: undefined, lab: undefined } });
    expect(watched.seen.gone.toSorted()).toEqual(['a', 'b', 'm']);
    [lab.hasSwarm, played.isManager] = [true, true];
    lab.first = [whole(20, [row('n')])];
    played.tell();
    await watched.pass(100);
    expect(watched.kinds).toEqual(['seen', 'seen', 'seen']);
    expect(watched.ids).toEqual(['n']);
    expect(lab.asked.filter((path) => path.includes('changes'))).toEqual(['/lab/v1/changes', '/lab/v1/changes']);
  });

  it('is given up where there is no end of nodes', async () => {
    const { lab, watched } = await watchLab();
    await using _ = watched;
    const rows = (from: number): readonly LabNodeRow[] =>
      Array.from({ length: 50_000 }, (_row, at) => row(`n${from + at}`));
    lab.changes.tell(line(11, { Nodes: rows(0) }));
    await settle();
    expect(watched.kinds).toEqual(['seen', 'seen']);
    lab.changes.tell(line(12, { Nodes: rows(50_000) }));
    await settle();
    expect(watched.news.at(-1)).toMatchObject({ kind: 'lost', problem: { code: 'too-much' } });
  });

  it('does not begin with a lab of another version', async () => {
    const lab = new PlayedLab();
    const asked = lab.answer.bind(lab);
    lab.answer = (path) => (path === '/lab' ? { Versions: [2], Program: 'newer' } : asked(path));
    await using watched = await new Watched(new PlayedEngine(lab)).begin();
    expect(watched.news).toMatchObject([{ kind: 'lost', problem: { code: 'too-new' } }]);
  });
});
