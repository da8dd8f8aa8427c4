import { describe, expect, it } from 'vitest';
import { ClientProblem } from '../../../core/src/engine/client/problem.ts';
import { commands } from '../../../core/src/engine/commands/registry.ts';
import { EngineRefusal } from '../../../core/src/engine/shapes/refused.ts';
import { TestedCommandLine } from '../testing/command-line.ts';
import { aLab, heard } from '../testing/lab.ts';

/** 2026-11-24 12:30 UTC */
const noon = Date.UTC(2026, 10, 24, 12, 30);

describe('what only a lab can do', () => {
  const examples = commands.flatMap(({ name, docker, examples: [first] }) =>
    docker === undefined && name !== 'events' && first !== undefined ? [[name, first.line] as const] : [],
  );

  it.each(examples)('is refused by an engine that is none: %s', async (name, words) => {
    const line = new TestedCommandLine();
    expect(await line.run(words.replace('|', ' ').split(' openssl')[0] ?? '')).toBe(1);
    expect(line.notes[0]).toBe(
      `swarmpki: only a lab can do '${name}', and unix:///double.sock is a Docker Engine of version 20.10.24`,
    );
    expect(line.err).toMatch(/\n {2}next: Leave out --host/);
    expect(heard(line.engine.calls)).toEqual([]);
  });

  it.each(examples.filter(([name]) => name !== 'stop'))('is refused by a newer lab: %s', async (_, words) => {
    const line = new TestedCommandLine();
    line.engine.calls.beLab([7]);
    expect(await line.run(words)).toBe(1);
    expect(line.err).toMatch(/swarmpki 9\.9.* speaks version 7; this program is older\n[^]*next: Update this program/);
  });

  it('says before it changes something on which lab it does', async () => {
    const [line, calls] = aLab();
    calls.answer('POST /lab/v1/nodes/a/cut', { ID: 'x', Name: 'a' });
    line.interactive = true;
    await line.run('node cut a');
    expect(line.notes).toEqual(['on unix:///double.sock:']);
  });
});

describe('stop', () => {
  it.each([[[1]], [[2, 7]], [[0]]])('ends a host of versions %j, and waits until it has', async (versions) => {
    const line = new TestedCommandLine();
    const newest = Math.max(...versions);
    const { calls, refusals } = line.engine;
    calls.beLab(versions).answer(`POST /lab/v${newest}/stop`, null);
    refusals.set('version', new ClientProblem('no-engine', 'gone'));
    expect(await line.run('stop')).toBe(0);
    expect(heard(calls)).toEqual([[`POST /lab/v${newest}/stop`]]);
    expect(line.out).toMatch(/^Stopped unix:\/\/\/double\.sock\. Its swarm is kept: 'swarmpki node ls'/);
  });

  it('says when the host does not end', async () => {
    const [line, calls] = aLab();
    calls.answer('POST /lab/v1/stop', null);
    const ended = line.run('stop');
    // It looks until half a minute is over.
    const passing = setInterval(() => line.clock.advance(5_000), 1);
    expect(await ended).toBe(1);
    clearInterval(passing);
    expect(line.err).toMatch(/still answers after 30 s\n {2}next: Look into host\.log/);
    expect(line.out).toBe('');
  });

  it('starts no host just to end it, as all others do', async () => {
    for (const { name, parameters } of commands) {
      const line = new TestedCommandLine();
      await line.run([...name.split(' '), ...Array.from({ length: parameters.least }, () => 'x')]);
      if (line.startsHost !== undefined) expect([name, line.startsHost]).toEqual([name, name !== 'stop']);
    }
  });
});

describe('node add', () => {
  const path = 'POST /lab/v1/nodes';

  it.each([
    ['node add', { Count: 1 }, '1 worker has joined.'],
    ['node add --count 12', { Count: 12 }, '12 workers have joined.'],
    ['node add a b', { Count: 2, Names: ['a', 'b'] }, '2 workers have joined.'],
    ['node add --role manager --count 2 m', { Count: 2, Role: 'manager', Names: ['m'] }, '2 managers have joined.'],
  ])('lets nodes join: %s', async (words, body, said) => {
    const [line, calls] = aLab();
    calls.answer('GET /lab/v1', { Simulated: 1 });
    calls.answer(path, [{ Joined: body.Count, Of: body.Count, Done: true }]);
    expect(await line.run(words)).toBe(0);
    expect(heard(calls)).toEqual([['GET /lab/v1'], [path, body]]);
    expect([line.printed, line.drawn]).toEqual([[said], []]);
  });

  it('shows on a terminal how many have, in one row', async () => {
    const [line, calls] = aLab();
    calls.answer('GET /lab/v1', {}).answer(path, [
      { Joined: 10, Of: 20 },
      { Joined: 20, Of: 20, Done: true },
    ]);
    [line.interactive, line.columns] = [true, 80];
    await line.run('node add --count 20');
    expect(line.drawn).toEqual([['joined: 0/20 nodes'], ['joined: 10/20 nodes'], ['joined: 20/20 nodes']]);
  });

  it('names those that could not, and fails', async () => {
    const [line, calls] = aLab();
    const failed = Array.from({ length: 12 }, (_, at) => ({ Name: `w${at}`, Error: 'no' }));
    calls.answer('GET /lab/v1', {});
    calls.answer(path, [{ Joined: 3, Of: 15, Failed: failed, Failures: 12, Done: true }]);
    expect(await line.run('node add --count 15')).toBe(1);
    expect(line.out).toBe('3 workers have joined.');
    expect(line.err).toMatch(/^swarmpki: 12 nodes could not join:\n {2}w0: no\n[^]* {2}w9: no\n {2}and 2 more$/);
  });

  it('says how many have joined when it is interrupted', async () => {
    const [line, calls] = aLab();
    calls.answer('GET /lab/v1', { Simulated: 5 });
    calls.answer(path, [
      { Joined: 10, Of: 50 },
      { Joined: 20, Of: 50 },
    ]);
    calls.beforeLine = (index) => {
      if (index === 0) return;
      calls.answer('GET /lab/v1', { Simulated: 22 });
      line.interruption.abort();
    };
    expect(await line.run('node add --count 50')).toBe('interrupted');
    expect(line.out).toMatch(/^Interrupted: 17 of 50 nodes have joined, and stay\./);
  });

  it('says that the lab has ended meanwhile', async () => {
    const [line, calls] = aLab();
    calls.answer('GET /lab/v1', {}).answer(path, [{ Joined: 10, Of: 50 }]);
    expect(await line.run('node add --count 50')).toBe(1);
    expect(line.err).toMatch(/the lab has ended while nodes joined: 10 nodes had by then/);
  });

  it('takes no other roles, and no nodes at all for none', async () => {
    const [line] = aLab();
    expect(await line.run('node add --role boss')).toBe(125);
    expect(await line.run('node add --count 0')).toBe(1);
    expect(line.err).toContain('no node is to join');
  });
});

describe('nodes of a lab', () => {
  it.each([
    ['stop', 'Node a stopped.'],
    ['cut', 'Node a cut off the network.'],
    ['heal', 'Node a connected again.'],
    ['silence', 'Node a silenced.'],
    ['wake', 'Node a woken.'],
    ['renew', 'Node a renewed; its certificate is valid until 2026-11-24 12:30:00 UTC.'],
    ['start', 'Node a started.'],
  ])('are told to %s, one after the other, also when one cannot', async (action, said) => {
    const [line, calls] = aLab();
    calls.answer(`POST /lab/v1/nodes/b/${action}`, new EngineRefusal(404, 'node b not found'));
    calls.answer(`POST /lab/v1/nodes/a/${action}`, { ID: 'x', Name: 'a', NotAfter: noon });
    expect(await line.run(`node ${action} b a`)).toBe(1);
    expect([line.out, line.err]).toEqual([said, 'swarmpki: Error response from daemon: node b not found']);
  });

  it('are unlocked as they start, with a key that nobody sees', async () => {
    const [line, calls] = aLab();
    calls.answer('POST /lab/v1/nodes/m/start', { ID: 'x', Name: 'm' });
    line.secret = 'SWMKEY-1-secret';
    expect(await line.run('node start --unlock-key - m')).toBe(0);
    expect(heard(calls)).toEqual([['POST /lab/v1/nodes/m/start', { UnlockKey: 'SWMKEY-1-secret' }]]);
    expect(line.asked).toEqual(['Enter unlock key: ']);
    expect(line.out + line.err).not.toContain('secret');
  });

  it('are forgotten', async () => {
    const [line, calls] = aLab();
    calls.answer('DELETE /lab/v1/nodes/a', null);
    expect(await line.run('node forget a')).toBe(0);
    expect(line.out).toBe('a');
  });

  it.each([
    ['--skew -24h', { SkewMs: -86_400_000 }],
    ['--delay 20ms --jitter 5ms', { DelayMs: 20, JitterMs: 5 }],
    ['--lost-requests 25% --lost-answers 0 --repeated 100', { LostRequests: 25, LostAnswers: 0, Repeated: 100 }],
    ['--slow-disk 1.5s --disk-error ENOSPC', { DiskSlowMs: 1_500, DiskError: 'ENOSPC' }],
    ['--disk-error none', { DiskError: '' }],
    [
      '--none --delay 1s',
      {
        SkewMs: 0,
        DelayMs: 1_000,
        JitterMs: 0,
        LostRequests: 0,
        LostAnswers: 0,
        Repeated: 0,
        DiskSlowMs: 0,
        DiskError: '',
      },
    ],
  ])('have faults: %s', async (words, body) => {
    const [line, calls] = aLab();
    const Faults = { SkewMs: -86_400_000, DelayMs: 20, JitterMs: 5, LostAnswers: 30, DiskError: 'EIO' };
    calls.answer('POST /lab/v1/nodes/a/faults', { ID: 'x', Name: 'a', Faults });
    expect(await line.run(`node faults ${words} a`)).toBe(0);
    expect(heard(calls)).toEqual([['POST /lab/v1/nodes/a/faults', body]]);
    expect(line.out).toBe(
      'a: its clock is 1 day behind, messages take 20 ms ± 5 ms, 30 % of the answers are lost, writes fail with EIO',
    );
  });

  it.each(['--lost-requests 101', '--repeated x', '--delay 5', '--delay -5ms', '--disk-error EFUN'])(
    'have none that there are not: %s',
    async (words) => {
      const [line, calls] = aLab();
      expect(await line.run(`node faults ${words} a`)).toBe(125);
      expect(calls.heard).toEqual([]);
    },
  );

  it('are changed by flags alone: only then it is said in which lab', async () => {
    const [line, calls] = aLab();
    line.interactive = true;
    calls.answer('GET /lab/v1/nodes', { Version: 1, Nodes: [{ ID: 'abc', Name: 'a' }] });
    calls.answer('POST /lab/v1/nodes/a/faults', { ID: 'abc', Name: 'a' });
    await line.run('node faults a');
    expect(line.notes).toEqual([]);
    await line.run('node faults --skew 0s a');
    expect(line.notes).toEqual(['on unix:///double.sock:']);
  });

  it('tell what is wrong with them, by name, id, or the beginning of an id', async () => {
    const [line, calls] = aLab();
    const rows = [
      { ID: 'abc', Name: 'a' },
      { ID: 'abd', Name: 'b', Faults: { Cut: true } },
    ];
    calls.answer('GET /lab/v1/nodes', { Version: 1, Nodes: rows });
    expect(await line.run('node faults a abd abc')).toBe(0);
    expect(line.printed).toEqual(['a: nothing is wrong', 'b: cut off the network', 'a: nothing is wrong']);
    expect(await line.run('node faults ab c')).toBe(1);
    expect(line.err).toBe('swarmpki: node ab is ambiguous\nnode c not found');
    line.printed.length = 0;
    await line.run('node faults --format json b');
    expect(JSON.parse(line.out)).toEqual([{ ID: 'abd', Name: 'b', Faults: { Cut: true } }]);
  });

  it('show their certificates, and say when nobody knows them', async () => {
    const [line, calls] = aLab();
    const path = 'GET /lab/v1/nodes/a/certificates';
    calls.answer(path, { ID: 'x', Name: 'a', From: 'node', Chain: ['leaf\n', 'root\n'], TrustBundle: 'root\n' });
    await line.run('node chain a');
    expect(line.out).toBe('# a: chain, leaf first (what it has)\nleaf\nroot\n\n# a: trust bundle\nroot');
    line.printed.length = 0;
    await line.run('node chain --only chain a');
    await line.run('node chain --only bundle a');
    expect(line.printed).toEqual(['leaf\nroot', 'root']);
    calls.answer(path, { ID: 'x', Name: 'a', From: 'manager', Chain: [] });
    expect(await line.run('node chain a')).toBe(1);
    expect(line.err).toMatch(/nobody knows the certificate of a[^]*`swarmpki node start a`/);
  });
});
