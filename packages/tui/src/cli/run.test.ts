import { describe, expect, it } from 'vitest';
import { nodeOf } from '../../../core/src/testing/engine-double.ts';
import { EngineRefusal } from '../../../core/src/engine/shapes/refused.ts';
import { TestedCommandLine } from '../testing/command-line.ts';

/** What is told of a command line that cannot be read; its usage stands behind it. */
async function complaint(words: string): Promise<readonly [code: number | 'interrupted', first: string, rest: string]> {
  const line = new TestedCommandLine();
  const code = await line.run(words);
  expect(line.engine.changes).toEqual([]);
  const [first = '', ...rest] = line.err.split('\n');
  return [code, first, rest.join('\n')];
}

describe('flags', () => {
  it.each([
    ['ca --x', 'unknown flag: --x'],
    ['ca --x=y', 'unknown flag: --x'],
    ['ca --constructor', 'unknown flag: --constructor'],
    ['ca -x', "unknown shorthand flag: 'x' in -x"],
    ['ca -dx', "unknown shorthand flag: 'x' in -x"],
    ['ca ---x', 'bad flag syntax: ---x'],
    ['ca --=x', 'bad flag syntax: --=x'],
    ['ca --cert-expiry', 'flag needs an argument: --cert-expiry'],
    ['node ls -qf', "flag needs an argument: 'f' in -f"],
    ['ca --cert-expiry x', 'invalid argument "x" for "--cert-expiry" flag: time: invalid duration "x"'],
    ['ca -d=x', 'invalid argument "x" for "-d, --detach" flag: strconv.ParseBool: parsing "x": invalid syntax'],
    ['node ls --filter x', 'invalid argument "x" for "-f, --filter" flag: bad format of filter (expected name=value)'],
    // The first that is wrong is told.
    ['ca --cert-expiry x --y', 'invalid argument "x" for "--cert-expiry" flag: time: invalid duration "x"'],
    ['ca --help --y', 'unknown flag: --y'],
  ])('that cannot be read: %s', async (words, message) => {
    const name = words.startsWith('node') ? 'node ls' : 'ca';
    const usage = `\nUsage:  swarmpki ${name} [OPTIONS]\n\nRun 'swarmpki ${name} --help' for more information`;
    const [code, first, rest] = await complaint(words);
    expect([code, first, rest.replace(/^ {2}expected: .+\n/, '')]).toEqual([125, `swarmpki: ${message}`, usage]);
  });

  it('that cannot be read are told with what can', async () => {
    expect((await complaint('ca --cert-expiry x'))[2]).toMatch(
      /^ {2}expected: numbers with units: 90m, 24h, 2160h0m0s\n\nUsage: {2}swarmpki ca/,
    );
  });

  it('before a command are those that all have', async () => {
    expect((await complaint('--x ca'))[1]).toBe('swarmpki: unknown flag: --x');
    expect((await complaint('--rotate ca'))[1]).toBe('swarmpki: unknown flag: --rotate');
  });

  it.each([
    ['node ls -qf role=worker'],
    ['node ls -q -frole=worker'],
    ['node ls -qf=role=worker'],
    ['node ls --quiet=true --filter=role=worker'],
    ['node ls --quiet=1 --filter role=worker'],
    ['node list --quiet --filter role=worker'],
  ])('are read as pflag reads them: %s', async (words) => {
    const line = new TestedCommandLine();
    line.engine.nodes = [...line.engine.nodes, nodeOf('w')];
    expect(await line.run(words)).toBe(0);
    expect(line.printed).toEqual(['w']);
  });

  it.each([
    'leave --force --context staging',
    'leave --force -c staging',
    '--context staging leave --force',
    'leave --force --host tcp://h:1',
    'leave --force --tlsverify=false',
    'leave --force --state-dir /d',
  ])('that name an engine are refused on the screens, which show one: %s', async (words) => {
    const line = new TestedCommandLine();
    expect(await line.run(words)).toBe(0);
    expect(line.engine.changes).toHaveLength(1);
    const ofScreens = new TestedCommandLine();
    ofScreens.isOfScreens = true;
    expect(await ofScreens.run(words)).toBe(1);
    expect(ofScreens.err).toMatch(
      /--(context|host|tlsverify|state-dir) means nothing here: .* the engine that is shown/,
    );
    expect(ofScreens.engine.changes).toEqual([]);
    expect(await ofScreens.run('leave --force')).toBe(0);
    expect(ofScreens.engine.changes).toHaveLength(1);
  });

  it('stand anywhere, and nowhere behind two dashes', async () => {
    const line = new TestedCommandLine();
    line.engine.nodes = ['a', 'b'].map((id) => nodeOf(id));
    await line.run('node rm a --force b');
    expect(line.engine.changes).toEqual([
      ['removeNode', 'a', true],
      ['removeNode', 'b', true],
    ]);
    expect(await line.run('node rm -- -f')).toBe(1);
    expect(line.err).toBe('swarmpki: Error response from daemon: node -f not found');
  });

  it('that are given twice count the last time', async () => {
    const line = new TestedCommandLine();
    await line.run('update --cert-expiry 2h --cert-expiry 3h --autolock --autolock=false');
    expect(line.engine.changes).toMatchObject([
      [
        'updateSwarm',
        { spec: { CAConfig: { NodeCertExpiry: 10_800e9 }, EncryptionConfig: { AutoLockManagers: false } } },
      ],
    ]);
  });
});

describe('arguments', () => {
  it.each([
    ['join', "'swarmpki join' requires 1 argument", 'Run', ' [OPTIONS] HOST:PORT'],
    ['join a b', "'swarmpki join' requires 1 argument", 'Run', ' [OPTIONS] HOST:PORT'],
    ['join-token', "'swarmpki join-token' requires 1 argument", 'Run', ' [OPTIONS] (worker|manager)'],
    ['ca x', "'swarmpki ca' accepts no arguments", 'Run', ' [OPTIONS]'],
    ['unlock x', "'swarmpki unlock' accepts no arguments", 'Run', ''],
    ['node rm', "'swarmpki node rm' requires at least 1 argument", 'See', ' [OPTIONS] NODE [NODE...]'],
    ['node promote', "'swarmpki node promote' requires at least 1 argument", 'See', ' NODE [NODE...]'],
  ])('are counted: %s', async (words, message, pointer, usage) => {
    const name = /'swarmpki (.*?)'/.exec(message)?.[1] ?? '';
    const rest = `\nUsage:  swarmpki ${name}${usage}\n\n${pointer} 'swarmpki ${name} --help' for more information`;
    expect(await complaint(words)).toEqual([1, `swarmpki: ${message}`, rest]);
  });
});

describe('commands', () => {
  it('that there are not are told, with where to look', async () => {
    expect(await complaint('foo')).toEqual([
      1,
      'swarmpki: unknown command: swarmpki foo',
      "\nRun 'swarmpki --help' for more information",
    ]);
    expect(await complaint('node foo')).toEqual([
      1,
      'swarmpki: unknown command: swarmpki node foo',
      "\nUsage:  swarmpki node\n\nRun 'swarmpki node --help' for more information",
    ]);
  });

  it('are told to those who type them as for docker', async () => {
    expect((await complaint('swarm ca'))[2]).toBe("\nWhat is 'docker swarm ca' is 'swarmpki ca' here");
  });

  it.each([
    ['-H unix:///a.sock ca', { host: 'unix:///a.sock' }],
    ['ca --host=unix:///a.sock', { host: 'unix:///a.sock' }],
    ['-c prod ca', { context: 'prod' }],
    ['--state-dir /x ca', { stateDirectory: '/x' }],
    ['ca -H tcp://h --tlsverify', { host: 'tcp://h', tls: { skipVerify: false } }],
    ['ca -H tcp://h --tlsverify=false', { host: 'tcp://h', tls: { skipVerify: true } }],
    [
      'ca -H tcp://h --tlscacert ca.pem --tlscert cert.pem --tlskey key.pem',
      { host: 'tcp://h', tls: { ca: 'ca.pem', cert: 'cert.pem', key: 'key.pem', skipVerify: false } },
    ],
    ['-H a ca -H b', { host: 'b' }],
    ['ca', {}],
  ])('go to the engine that is named: %s', async (words, wish) => {
    const line = new TestedCommandLine();
    await line.run(words);
    expect(line.wish).toEqual({ host: undefined, context: undefined, stateDirectory: undefined, ...wish });
  });

  it('name this very engine in what they print', async () => {
    const line = new TestedCommandLine();
    await line.run(['init', '--context', "it's"]);
    expect(line.printed.at(-1)).toContain(`run 'swarmpki --context 'it'\\''s' join-token manager'`);
  });

  it.each([
    ['ca', false],
    ['node ls', false],
    ['join-token worker', false],
    ['join-token --rotate worker', true],
    ['leave', true],
    ['update --autolock', true],
  ])('say on a terminal against whom they act when they change something: %s', async (words, says) => {
    const line = new TestedCommandLine();
    line.interactive = true;
    await line.run(words);
    expect(line.notes.includes('on unix:///double.sock:')).toBe(says);
    const quiet = new TestedCommandLine();
    await quiet.run(words);
    expect(quiet.notes).toEqual([]);
  });

  it('warn of what a rotation will wait for, and go on', async () => {
    const line = new TestedCommandLine();
    line.engine.nodes = [...line.engine.nodes, nodeOf('w', { Status: { State: 'down', Message: '', Addr: '' } })];
    expect(await line.run('ca --rotate -d')).toBe(0);
    expect(line.notes).toEqual([
      'warning: the rotation waits for host-w (w), which is down or never reported a certificate\n  Start what is down, or remove it: swarmpki node rm --force NODE',
    ]);
    expect(line.engine.changes).toHaveLength(1);
  });

  it('refuse a rotation that does harm, unless they are forced', async () => {
    const line = new TestedCommandLine();
    line.engine.nodes = [nodeOf('m1', { Spec: { ...nodeOf('m1').Spec, Labels: { 'com.docker.ucp.x': '1' } } })];
    expect(await line.run('ca --rotate -d')).toBe(1);
    expect(line.notes[0]).toMatch(/^swarmpki: labels of this swarm begin with com\.docker\.ucp/);
    expect(line.notes[1]).toMatch(/^ {2}next: .* With `--force` it is done all the same\.$/);
    expect(line.engine.changes).toEqual([]);
    expect(await line.run('ca --rotate -d --force')).toBe(0);
    expect(line.engine.changes).toHaveLength(1);
  });
});

describe('a swarm of Mirantis Kubernetes Engine', () => {
  const services = `GET /services?filters=${encodeURIComponent('{"name":["ucp-"]}')}`;
  const labelled = { 'com.docker.ucp.x': '1' };
  const ofNode = nodeOf('m1');
  const { Description: description } = ofNode;
  const signs: readonly (readonly [string, (line: TestedCommandLine) => void])[] = [
    ['a service', ({ engine }) => void engine.calls.answer(services, [{ Spec: { Name: 'ucp-agent' }, Mode: {} }])],
    [
      'a label of a node',
      ({ engine }) => void (engine.nodes = [{ ...ofNode, Spec: { ...ofNode.Spec, Labels: labelled } }]),
    ],
    [
      'a label of an engine',
      ({ engine }) => {
        const Engine = { ...description.Engine, Labels: labelled };
        engine.nodes = [{ ...ofNode, Description: { ...description, Engine } }];
      },
    ],
    [
      'a label of the swarm',
      ({ engine }) => void (engine.swarm = { ...engine.swarm, Spec: { ...engine.swarm.Spec, Labels: labelled } }),
    ],
  ];

  it.each(signs)('is known by %s', async (_sign, show) => {
    const line = new TestedCommandLine();
    show(line);
    expect(await line.run('ca --rotate -d')).toBe(1);
    expect(line.notes[0]).toMatch(
      /^swarmpki: (labels of this swarm begin|this swarm has a service ucp-agent).*Mirantis/,
    );
    expect(line.engine.changes).toEqual([]);
  });

  it.each([
    ['others run services', [{ Spec: { Name: 'web' } }], 0],
    ['there are none to see', new EngineRefusal(501, 'not a lab'), 0],
    ['nobody may look', new EngineRefusal(403, 'denied'), 0],
    ['the engine fails', new EngineRefusal(500, 'no leader'), 1],
  ])('is not taken for one where %s', async (_where, answer, code) => {
    const line = new TestedCommandLine();
    line.engine.calls.answer(services, answer);
    expect(await line.run('ca --rotate -d')).toBe(code);
    expect(line.engine.changes).toHaveLength(code === 0 ? 1 : 0);
  });
});

describe('help', () => {
  it('of the program, of a group and of a command', async () => {
    const line = new TestedCommandLine();
    const all = ['', '--help', 'node', 'node --help', 'ca --help', 'node rm -h', 'tour --help', 'external-ca'];
    for (const words of [...all, 'external-ca serve -h']) {
      expect(await line.run(words)).toBe(0);
    }
    expect(line.printed.map((text) => text.split('\n')[0])).toEqual([
      'Usage:  swarmpki [OPTIONS] COMMAND',
      'Usage:  swarmpki [OPTIONS] COMMAND',
      'Usage:  swarmpki node COMMAND',
      'Usage:  swarmpki node COMMAND',
      'Usage:  swarmpki ca [OPTIONS]',
      'Usage:  swarmpki node rm [OPTIONS] NODE [NODE...]',
      'Usage:  swarmpki tour [OPTIONS]',
      'Usage:  swarmpki external-ca COMMAND',
      'Usage:  swarmpki external-ca serve [OPTIONS]',
    ]);
    expect(line.wish).toBeUndefined();
  });

  it('breaks its lines as docker does', async () => {
    const line = new TestedCommandLine();
    await line.run('join --help');
    expect(line.out).toContain(`
      --advertise-addr string   Advertised address (format:
                                "<ip|interface>[:port]")
      --availability string     Availability of the node ("active",
                                "pause", "drain") (default "active")
      --count uint32            Join so many workers that live in this
                                process, in place of the engine
      --data-path-addr string   Address or interface to use for data path
                                traffic (format: "<ip|interface>")
      --dir string              With --count: keep their files there, and
                                take up those that are there
      --listen-addr node-addr   Listen address (format:
                                "<ip|interface>[:port]") (default
                                0.0.0.0:2377)
`);
    // A last line may be a little longer than all others.
    await line.run('init --help');
    expect(line.out).toContain(`
                                               or is set to 0, the
                                               default port (4789) is used.
`);
  });

  it('uses all of a wide terminal, and leaves lines as they are on a tiny one', async () => {
    const line = new TestedCommandLine();
    line.interactive = true;
    await line.run('join --help');
    line.columns = 30;
    await line.run('unlock-key --help');
    expect(line.printed[0]).toContain('"<ip|interface>[:port]") (default 0.0.0.0:2377)\n');
    expect(line.printed[1]).toContain('  -q, --quiet    Only display token\n');
  });
});
