import { describe, expect, it } from 'vitest';
import { ClientProblem } from '../../../core/src/engine/client/problem.ts';
import type { CallsDouble } from '../../../core/src/testing/calls-double.ts';
import { ToldLines } from '../../../core/src/testing/told-lines.ts';
import { TestedCommandLine } from '../testing/command-line.ts';
import { aLab, heard } from '../testing/lab.ts';

/** 2026-11-24 12:30 UTC */
const noon = Date.UTC(2026, 10, 24, 12, 30);
const hour = 3_600_000;

describe('clock', () => {
  const now = { Now: noon, Real: noon, Speed: 1 };

  it('shows what time it is, how fast it passes, and what comes', async () => {
    const [line, calls] = aLab();
    calls.answer('GET /lab/v1/clock', now);
    await line.run('clock');
    expect(line.out).toBe(
      'Lab time:  2026-11-24 12:30:00 UTC (real time)\nSpeed:     as real time\nNext:      nothing is due',
    );
    line.printed.length = 0;
    calls.answer('GET /lab/v1/clock', {
      Now: noon + 25 * hour,
      Real: noon,
      Speed: 60,
      Paused: true,
      JumpingTo: noon + 26 * hour,
      Next: { At: noon + 25.5 * hour, What: 'renewal', ID: 'x', Name: 'worker-1' },
      BehindMs: 2_000,
      WaitsFor: [{ What: 'renewal', ID: 'y', DueAt: noon, Overdue: true }],
      Unsettled: 3,
    });
    await line.run('clock');
    expect(line.out.split('\n')).toEqual([
      'Lab time:       2026-11-25 13:30:00 UTC (1 day 1 h ahead of real time)',
      'Speed:          paused; 60 × real time when it goes on',
      'On the way to:  2026-11-25 14:30:00 UTC',
      'Next:           renewal of worker-1, in 30 min, at 2026-11-25 14:00:00 UTC',
      'Behind:         2 s: time has gone on without work that did not end in time',
      'Waits for:      renewal of y (overdue), 2 more',
    ]);
  });

  it.each([
    ['pause', { Paused: true }],
    ['resume', { Paused: false }],
    ['speed 3600', { Speed: 3_600 }],
    ['speed 60x', { Speed: 60 }],
    ['jump +24h', { JumpBy: 24 * hour }],
    ['jump 90m', { JumpBy: 1.5 * hour }],
    ['jump 2026-12-24', { JumpTo: Date.UTC(2026, 11, 24) }],
    ['jump 2026-12-24T18:00:00+01:00', { JumpTo: Date.UTC(2026, 11, 24, 17) }],
    ['next', { JumpToNext: true }],
    ['until renewal', { Paused: false, Until: { What: 'renewal' } }],
    ['until expiry=worker-3', { Paused: false, Until: { What: 'expiry', ID: 'worker-3' } }],
    ['until rotation', { Paused: false, Until: { What: 'rotation' } }],
    ['until event=node-removed', { Paused: false, Until: { What: 'event', Event: 'node-removed' } }],
    ['until 2026-12-24', { Paused: false, Until: { What: 'moment', At: Date.UTC(2026, 11, 24) } }],
    ['until nothing', { Until: { What: 'nothing' } }],
    ['jump +24h --until expiry', { JumpBy: 24 * hour, Until: { What: 'expiry' } }],
  ])('%s', async (words, body) => {
    const [line, calls] = aLab();
    calls.answer('POST /lab/v1/clock', now);
    expect(await line.run(`clock ${words} --format json`)).toBe(0);
    expect(heard(calls)).toEqual([['POST /lab/v1/clock', body]]);
    expect(JSON.parse(line.out)).toMatchObject(now);
  });

  it('stops at a moment that is told by how far it is from lab time, and shows what it stops and has stopped at', async () => {
    const [line, calls] = aLab();
    calls.answer('GET /lab/v1/clock', now);
    const expiry = { What: 'expiry', ID: 'x', Name: 'worker-3', At: noon + hour };
    calls.answer('POST /lab/v1/clock', { ...now, Until: expiry, Paused: true, Stopped: { What: 'rotation' } });
    expect(await line.run('clock until +7d')).toBe(0);
    const at = noon + 7 * 24 * hour;
    expect(heard(calls).at(-1)).toEqual(['POST /lab/v1/clock', { Paused: false, Until: { What: 'moment', At: at } }]);
    expect(line.out.split('\n')).toEqual([
      'Lab time:    2026-11-24 12:30:00 UTC (real time)',
      'Speed:       paused; as real time when it goes on',
      'Next:        nothing is due',
      'Stopped at:  the end of a rotation',
      'Stops at:    the last moment of the certificate of worker-3, in 1 h, at 2026-11-24 13:30:00 UTC, unless it is renewed',
    ]);
  });

  it('says when a jump has not come to what it was to stop at', async () => {
    const [line, calls] = aLab();
    calls.answer('POST /lab/v1/clock', now);
    await line.run('clock jump +1d --until renewal=worker-3');
    expect(line.notes).toContain('It did not come to the renewal of worker-3 on the way.');
  });

  it.each([
    'speed fast',
    'speed 1.5',
    'jump tomorrow',
    'jump 2026-13-01',
    'jump 5',
    'until breakfast',
    'until renewal=',
    'until event',
    'until rotation=x',
  ])('refuses %s', async (words) => {
    const [line, calls] = aLab();
    expect(await line.run(`clock ${words}`)).toBe(1);
    expect(line.err).toMatch(/\n {2}expected: /);
    expect(heard(calls)).toEqual([]);
  });

  it('ends well when a jump arrives just while it is asked how far it has come', async () => {
    const [line, calls] = aLab();
    const [arrival, asked] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    calls.answer('POST /lab/v1/clock', now);
    const [tell, ask] = [calls.tell.bind(calls), calls.ask.bind(calls)];
    calls.tell = async (...given) => {
      await arrival.promise;
      return tell(...given);
    };
    calls.ask = (codec, path, options) => {
      if (path !== '/lab/v1/clock') return ask(codec, path, options);
      asked.resolve(undefined);
      return new Promise((_resolve, reject) => {
        options?.signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
      });
    };
    line.interactive = true;
    const jump = line.run('clock jump +24h');
    const passing = setInterval(() => line.clock.advance(250), 1);
    await asked.promise;
    clearInterval(passing);
    arrival.resolve(undefined);
    expect([await jump, line.notes]).toEqual([0, ['on unix:///double.sock:']]);
    expect(line.out).toContain('Lab time:');
  });

  it('says that a jump goes on when nobody waits for it any more', async () => {
    const [line, calls] = aLab();
    calls.answer('POST /lab/v1/clock', Object.assign(new Error('aborted')));
    const { answers } = calls;
    const get = answers.get.bind(answers);
    answers.get = (call) => {
      if (call === 'POST /lab/v1/clock') line.interruption.abort();
      return get(call);
    };
    expect(await line.run('clock jump +24h')).toBe('interrupted');
    expect(line.err).toMatch(/^The jump goes on: 'swarmpki clock' shows where it is/);
  });
});

describe('events', () => {
  const entries = [
    { Seq: 1, At: noon, Event: 'node-accepted', ID: 'abc', Name: 'a', Detail: { role: 'worker' } },
    { Seq: 2, At: noon + 500, Event: 'certificate-issued', ID: 'abc', Name: 'a', Cause: 1 },
    { Seq: 3, At: noon + hour, Event: 'rotation-started' },
  ];
  const first = '2026-11-24T12:30:00.000Z #1 node-accepted a (role=worker)';
  const second = '2026-11-24T12:30:00.500Z #2 certificate-issued a because of #1 node-accepted';
  const third = '2026-11-24T13:30:00.000Z #3 rotation-started';

  function withTimeline(): readonly [line: TestedCommandLine, calls: CallsDouble] {
    const [line, calls] = aLab();
    calls.answer('GET /lab/v1/journal?after=0', { Entries: entries.slice(0, 2), More: true });
    calls.answer('GET /lab/v1/journal?after=2', { Entries: entries.slice(2) });
    calls.answer('GET /lab/v1/journal?after=3', { Entries: [] });
    calls.answer('GET /lab/v1/clock', { Now: noon + 2 * hour, Real: noon, Speed: 1 });
    return [line, calls];
  }

  it.each([
    ['', [first, second, third]],
    ['--since 90m', [third]],
    ['--until 2026-11-24T12:30:00Z', [first]],
    ['--filter event=certificate-issued', [second]],
    ['--filter node=a', [first, second]],
    ['--filter node=ab --filter event=node-accepted', [first]],
    ['--filter node=b', []],
  ])('of a lab are its timeline, with causes: %s', async (words, expected) => {
    const [line] = withTimeline();
    expect(await line.run(`events ${words}`)).toBe(0);
    expect(line.printed).toEqual(expected);
  });

  /** A lab with a timeline that goes on: what is added is told as `changes`. */
  function withChanges(): readonly [line: TestedCommandLine, calls: CallsDouble, changes: ToldLines<object>] {
    const [line, calls] = withTimeline();
    const changes = new ToldLines<object>();
    calls.answer('GET /lab/v1', { Directory: '/lab', Since: noon, Network: 'tls' });
    calls.answer('GET /lab/v1/changes', changes);
    return [line, calls, changes];
  }
  const whole = {
    Version: 10,
    Whole: true,
    Clock: { Now: noon + 2 * hour, Real: noon, Speed: 1 },
    Swarm: { ID: 'swarm', Root: {}, Nodes: 1 },
  };
  const fourth = { Seq: 4, At: noon + hour, Event: 'node-removed' };
  const crash = new ClientProblem('refused-connection', 'nobody listens there');

  it('of a lab go on until they are interrupted', async () => {
    const [line, , changes] = withChanges();
    const following = line.run('events -f --filter event=node-removed');
    await expect.poll(() => changes.listeners).toBe(1);
    changes.tell({ ...whole, Journal: [...entries, fourth] });
    await expect.poll(() => line.out).toContain('#4 node-removed');
    changes.tell({ Version: 10, Journal: [{ ...fourth, Seq: 5 }] });
    await expect.poll(() => line.out).toContain('#5 node-removed');
    line.interruption.abort();
    expect(await following).toBe('interrupted');
    expect(line.printed).toHaveLength(2);
    expect([line.notes, line.clock.pending]).toEqual([[], 0]);
  });

  it('of a lab go on after a crash of its host, none of them lost or told twice', async () => {
    const [line, calls, changes] = withChanges();
    const following = line.run('events -f');
    await expect.poll(() => changes.listeners).toBe(1);
    changes.tell({ ...whole, Journal: [fourth] });
    await expect.poll(() => line.printed).toHaveLength(4);
    calls.answer('GET /lab/v1', crash);
    changes.tell(new ClientProblem('closed', 'it has ended'));
    await expect
      .poll(() => line.err)
      .toBe('unix:///double.sock is lost, and waited for, 60 s at most: nobody listens there');
    calls.answer('GET /lab/v1', { Directory: '/lab', Since: noon, Network: 'tls' });
    calls.answer('GET /lab/v1/changes?after=10', changes);
    calls.answer('GET /lab/v1/journal?after=4', { Entries: [{ ...fourth, Seq: 5 }] });
    line.clock.advance(500);
    await expect.poll(() => changes.listeners).toBe(1);
    changes.tell({
      ...whole,
      Version: 99,
      Journal: [
        { ...fourth, Seq: 5 },
        { ...fourth, Seq: 6 },
      ],
    });
    await expect.poll(() => line.printed).toHaveLength(6);
    expect(line.notes.slice(1)).toEqual(['unix:///double.sock is back.']);
    expect(line.printed.map((text) => /#(\d+)/.exec(text)?.[1])).toEqual(['1', '2', '3', '4', '5', '6']);
    line.interruption.abort();
    expect(await following).toBe('interrupted');
    expect(line.clock.pending).toBe(0);
  });

  it('of a lab whose host does not come back fail, after a while', async () => {
    const [line, calls, changes] = withChanges();
    const following = line.run('events -f');
    await expect.poll(() => changes.listeners).toBe(1);
    calls.answer('GET /lab', crash);
    calls.answer('GET /lab/v1', crash);
    changes.tell(new ClientProblem('closed', 'it has ended'));
    await expect.poll(() => line.notes).toHaveLength(1);
    line.clock.advance(60_000);
    expect(await following).toBe(1);
    expect(line.notes.slice(1)).toEqual(['swarmpki: nobody listens there']);
    expect(line.clock.pending).toBe(0);
  });

  it('of a lab that is left end with its swarm', async () => {
    const [line, calls, changes] = withChanges();
    const following = line.run('events -f');
    await expect.poll(() => changes.listeners).toBe(1);
    changes.tell(whole);
    await expect.poll(() => line.printed).toHaveLength(3);
    calls.answer('GET /lab/v1', { Directory: '/lab', Since: noon });
    changes.tell(new ClientProblem('closed', 'it has ended'));
    expect(await following).toBe(1);
    expect(line.err).toContain('swarmpki: the swarm of unix:///double.sock has ended');
  });

  it('of a lab that comes back locked end, and say so', async () => {
    const [line, calls, changes] = withChanges();
    const following = line.run('events -f');
    await expect.poll(() => changes.listeners).toBe(1);
    changes.tell(whole);
    await expect.poll(() => line.printed).toHaveLength(3);
    calls.answer('GET /lab/v1', { Directory: '/lab', Since: noon });
    line.engine.standing = { LocalNodeState: 'locked' };
    changes.tell(new ClientProblem('closed', 'it has ended'));
    expect(await following).toBe(1);
    expect(line.err).toContain('swarmpki: the swarm of unix:///double.sock is locked');
  });

  it('of a lab end when its time has come to the end', async () => {
    const [line, calls, changes] = withChanges();
    const following = line.run(['events', '-f', '--until', new Date(noon + 2 * hour + 5_000).toISOString()]);
    await expect.poll(() => changes.listeners).toBe(1);
    changes.tell({ ...whole, Journal: [fourth, { ...fourth, Seq: 5, At: noon + 3 * hour }] });
    await expect.poll(() => line.printed).toHaveLength(4);
    calls.answer('GET /lab/v1/journal?after=5', { Entries: [] });
    calls.answer('GET /lab/v1/clock', { Now: noon + 2 * hour + 5_001, Real: noon, Speed: 1 });
    line.clock.advance(5_001);
    expect(await following).toBe(0);
    expect(line.printed).toHaveLength(4);
    expect(line.clock.pending).toBe(0);
  });

  it('of a lab are filtered by nothing else', async () => {
    const [line] = withTimeline();
    expect(await line.run('events --filter type=node')).toBe(1);
    expect(line.err).toBe("swarmpki: invalid filter 'type'\n  expected: one of event, node");
  });

  it('of any other engine are as docker prints them', async () => {
    const line = new TestedCommandLine();
    const nanoseconds = noon * 1e6 + 500_000_000;
    const actor = { ID: 'x', Attributes: { name: 'a', 'availability.new': 'drain' } };
    const common = { scope: 'swarm', time: noon / 1_000, timeNano: nanoseconds } as const;
    line.engine.happened = [{ Type: 'node', Action: 'update', Actor: actor, ...common }];
    expect(await line.run('events --since 10m --filter node=x')).toBe(0);
    expect(line.out).toMatch(
      /^2026-11-2\dT\d\d:\d\d:00\.500000000(Z|[+-]\d\d:\d\d) node update x \(availability\.new=drain, name=a\)$/,
    );
    expect(Date.parse(line.out.split(' ')[0] ?? '')).toBe(noon + 500);
    expect(line.engine.asked).toMatchObject({
      since: noon / 1_000 - 600,
      until: noon / 1_000,
      filters: { node: ['x'] },
    });
    line.printed.length = 0;
    await line.run('events --follow --format json');
    expect(JSON.parse(line.out)).toMatchObject({ Type: 'node', Actor: { ID: 'x' } });
    expect(line.engine.asked).toMatchObject({ since: undefined, until: undefined });
  });
});

describe('probe', () => {
  const side = { Chain: [], Verdict: 'accepted' };
  const result = {
    Address: '127.0.0.1:2377',
    Version: 'TLSv1.3',
    Suite: 'TLS_AES_128_GCM_SHA256',
    Group: 'X25519',
    Microseconds: 1_940,
    Client: { ...side, ID: 'x', Name: 'a' },
    Server: { ...side, ID: 'y', Name: 'm' },
  };
  const path = 'POST /lab/v1/probe';

  it('shows what was spoken, and both verdicts', async () => {
    const [line, calls] = aLab();
    calls.answer(path, result);
    expect(await line.run('probe a m')).toBe(0);
    expect(heard(calls)).toEqual([[path, { From: 'a', To: 'm' }]]);
    expect(line.out.split('\n')).toEqual([
      'a → m at 127.0.0.1:2377',
      '  TLSv1.3, TLS_AES_128_GCM_SHA256, X25519, 1.9 ms',
      '',
      'a shows',
      '  nothing',
      'm says: accepted',
      '',
      'm shows',
      '  nothing',
      'a says: accepted',
    ]);
  });

  it.each([
    [
      { Server: { ...result.Server, Verdict: 'refused', Code: 'expired', Reason: 'it has expired' } },
      'm refuses a: it has expired',
      'm says: refused (expired): it has expired',
    ],
    [
      { Client: { ...result.Client, Verdict: 'refused', Code: 'expired', Reason: 'no' }, Server: { ...side, ID: 'y' } },
      'a refuses y: no',
      'a says: refused (expired): no',
    ],
    [{ Failure: 'a is cut off' }, 'no connection came about: a is cut off', '  no TLS: a is cut off'],
  ])('fails where an end refuses the other, or none was reached', async (changes, said, shown) => {
    const [line, calls] = aLab();
    calls.answer(path, { ...result, ...changes });
    expect(await line.run('probe a m')).toBe(1);
    expect(line.err).toBe(`swarmpki: ${said}`);
    expect(line.out.split('\n')).toContain(shown);
  });

  it('shows whatever was shown that is no certificate', async () => {
    const [line, calls] = aLab();
    const odd = '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n';
    calls.answer(path, { ...result, Server: { ...result.Server, Chain: [odd] } });
    expect(await line.run('probe a m')).toBe(0);
    expect(line.out).toContain('the certificate cannot be read');
  });

  it('is told to programs', async () => {
    const [line, calls] = aLab();
    const shown = { ...result, Client: { ...result.Client, Chain: ['a'] }, Server: { ...result.Server, Chain: ['m'] } };
    calls.answer(path, shown);
    await line.run('probe --format json a m');
    expect(JSON.parse(line.out)).toEqual(shown);
  });
});

describe('attack', () => {
  const one = {
    ID: 'fake-manager',
    Title: 'Fake manager, own root',
    Steps: ['open TLS', 'fetch the root', 'send the token'],
    Defence: { Name: 'the digest in the token', Code: 'node/download-root.ts checkFingerprint', Paragraph: '2.3' },
    Short: 'It came by another road.',
  };
  const list = 'GET /lab/v1/attacks';
  const path = 'POST /lab/v1/attacks/fake-manager';
  const refused = {
    ID: one.ID,
    Outcome: 'refused',
    Passed: 1,
    Client: 'no\nand no',
    Evidence: [{ Label: 'seen', Text: 'x' }],
  };

  it('lists what attacks there are', async () => {
    const [line, calls] = aLab();
    calls.answer(list, { Attacks: [one] });
    expect(await line.run('attack')).toBe(0);
    expect(line.out.split('\n')).toEqual([
      'ATTACK         TITLE                    DEFENCE',
      'fake-manager   Fake manager, own root   the digest in the token',
    ]);
    expect(heard(calls)).toEqual([[list]]);
  });

  it('shows at which step one was refused, by what, and with which words', async () => {
    const [line, calls] = aLab();
    calls.answer(list, { Attacks: [one] }).answer(path, refused);
    expect(await line.run('attack fake-manager')).toBe(0);
    expect(line.out.split('\n')).toEqual([
      'Fake manager, own root, on this swarm',
      '  ✔ 1 open TLS',
      '  ✗ 2 fetch the root',
      '  · 3 send the token',
      '',
      'Outcome:  refused at step 2 of 3',
      'Defence:  the digest in the token (docs/protocol.md §2.3)',
      'Check:    node/download-root.ts checkFingerprint',
      'Client:   no and no',
      'Left:     nothing written',
      'Seen:     x',
      '',
      'It came by another road.',
    ]);
  });

  it('does not hide that one has succeeded, nor what it has left', async () => {
    const [line, calls] = aLab();
    const left = ['a node', 'a file'];
    calls.answer(list, { Attacks: [one] }).answer(path, { ...refused, Outcome: 'succeeded', Passed: 3, Left: left });
    await line.run('attack fake-manager');
    expect(line.out).toContain('  ✔ 3 send the token\n\nOutcome:  succeeded\n');
    expect(line.out).toContain('Left:     a node; a file\n');
  });

  it('knows no other, and tells programs all of it', async () => {
    const [line, calls] = aLab();
    calls.answer(list, { Attacks: [one] }).answer(path, refused);
    expect(await line.run('attack nuke')).toBe(1);
    expect(line.err).toContain('there is no attack nuke');
    await line.run('attack --format json fake-manager');
    expect(JSON.parse(line.out)).toMatchObject({ Outcome: 'refused', Passed: 1, Evidence: refused.Evidence });
  });
});
