import { describe, expect, it } from 'vitest';
import { issued, issuedAnew, leaderOf, nodeOf, swarmOf } from '../../../core/src/testing/engine-double.ts';
import type { Node } from '../../../core/src/engine/shapes/node.ts';
import { EngineRefusal } from '../../../core/src/engine/shapes/refused.ts';
import { TestedCommandLine } from '../testing/command-line.ts';

const unreported = { TrustRoot: '', CertIssuerSubject: '', CertIssuerPublicKey: '' };

function named(node: Node, Hostname: string): Node {
  return { ...node, Description: { ...node.Description, Hostname } };
}

function withNodes(): TestedCommandLine {
  const line = new TestedCommandLine();
  line.engine.nodes = [
    named(nodeOf('w10', {}, issuedAnew), 'worker-10'),
    named(nodeOf('w9', {}, unreported), 'worker-9'),
    leaderOf('m1'),
    nodeOf('m2', {
      Spec: { ...nodeOf('m2').Spec, Role: 'manager' },
      ManagerStatus: { Leader: false, Reachability: 'unreachable', Addr: '10.0.0.3:2377' },
      Status: { State: 'down', Message: '', Addr: '' },
    }),
  ];
  return line;
}

function linesOf({ out }: TestedCommandLine): readonly string[] {
  return out === '' ? [] : out.split('\n');
}

describe('swarmpki node ls', () => {
  it('prints Docker’s table, in the natural order of names', async () => {
    const line = withNodes();
    expect(await line.run('node ls')).toBe(0);
    expect(line.out).toBe(
      [
        'ID        HOSTNAME    STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION',
        'm1 *      host-m1     Ready     Active         Leader           ',
        'm2        host-m2     Down      Active         Unreachable      ',
        'w9        worker-9    Ready     Active                          ',
        'w10       worker-10   Ready     Active                          ',
      ].join('\n'),
    );
  });

  it('AC-168 tells who has what the swarm wants now', async () => {
    const line = withNodes();
    await line.run(['node', 'ls', '--format', '{{.Hostname}}: {{.TLSStatus}}']);
    expect(linesOf(line)).toEqual([
      'host-m1: Ready',
      'host-m2: Ready',
      'worker-9: Unknown',
      'worker-10: Needs Rotation',
    ]);
  });

  it('AC-168 knows of nobody where the swarm says nothing', async () => {
    const line = withNodes();
    line.engine.swarm = swarmOf({ TLSInfo: unreported });
    await line.run(['node', 'ls', '--format', '{{.TLSStatus}}']);
    expect(new Set(linesOf(line))).toEqual(new Set(['Unknown']));
  });

  it('AC-168 compares the root that is trusted, too', async () => {
    const line = withNodes();
    line.engine.swarm = swarmOf({ TLSInfo: { ...issued, TrustRoot: 'another' } });
    await line.run(['node', 'ls', '--format', '{{.TLSStatus}}', '--filter', 'id=m1']);
    expect(linesOf(line)).toEqual(['Needs Rotation']);
  });

  it('prints a table of a template, with Docker’s headers', async () => {
    const line = withNodes();
    await line.run(['node', 'ls', '--format', String.raw`table {{.ID}}\t{{.TLSStatus}}`, '-f', 'role=manager']);
    expect(linesOf(line)).toEqual(['ID        TLS STATUS', 'm1        Ready', 'm2        Ready']);
  });

  it('prints JSON', async () => {
    const line = withNodes();
    await line.run('node ls --format json --filter name=host-m1');
    expect(line.out).toBe(
      '{"Availability":"Active","EngineVersion":"","Hostname":"host-m1","ID":"m1","ManagerStatus":"Leader","Self":true,"Status":"Ready","TLSStatus":"Ready"}',
    );
  });

  it('prints ids alone, and asks for nothing that it does not need for them', async () => {
    const line = withNodes();
    line.engine.refusals.set('info', new Error('was asked for'));
    expect(await line.run('node ls -q')).toBe(0);
    expect(linesOf(line)).toEqual(['m1', 'm2', 'w9', 'w10']);
  });

  it.each([
    ['name=worker', ['w9', 'w10']],
    ['name=worker-9 name=host-m1', ['m1', 'w9']],
    ['id=w1', ['w10']],
    ['role=worker role=manager', ['m1', 'm2', 'w9', 'w10']],
    ['role=worker name=host', []],
    ['node.label=rack', []],
    ['membership=Accepted', ['m1', 'm2', 'w9', 'w10']],
    ['membership=pending', []],
    ['role= membership=', ['m1', 'm2', 'w9', 'w10']],
  ])('lists by %s', async (given, ids) => {
    const line = withNodes();
    await line.run(['node', 'ls', '-q', ...given.split(' ').flatMap((filter) => ['--filter', filter])]);
    expect(linesOf(line)).toEqual(ids);
  });

  it('lists by labels, all of which have to fit', async () => {
    const line = withNodes();
    line.engine.nodes = [
      nodeOf('a', { Spec: { ...nodeOf('a').Spec, Labels: { rack: '7', ssd: '' } } }),
      nodeOf('b', { Spec: { ...nodeOf('b').Spec, Labels: { rack: '8' } } }),
    ];
    await line.run('node ls -q -f node.label=rack=7');
    await line.run('node ls -q -f node.label=rack');
    await line.run('node ls -q -f node.label=rack=8 -f node.label=ssd');
    await line.run('node ls -q -f label=rack');
    expect(linesOf(line)).toEqual(['a', 'a', 'b']);
  });

  it('refuses filters that there are not', async () => {
    const line = withNodes();
    expect(await line.run('node ls --filter foo=bar')).toBe(1);
    expect(await line.run('node ls --filter role=x')).toBe(1);
    expect(await line.run('node ls --filter membership=x')).toBe(1);
    expect(line.notes.filter((note) => note.startsWith('swarmpki'))).toEqual([
      "swarmpki: invalid filter 'foo'",
      "swarmpki: invalid role filter: 'x'",
      "swarmpki: invalid membership filter: 'x'",
    ]);
  });

  it('lets no name of a node break the table', async () => {
    const line = withNodes();
    line.engine.nodes = [named(leaderOf('m1'), 'a\tb\nc')];
    await line.run('node ls');
    expect(linesOf(line)[1]).toMatch(/^m1 \* +a b c +Ready/);
  });
});

describe('swarmpki node inspect', () => {
  const pretty = `ID:			m1
Labels:
 - rack=7
 - ssd
Hostname:              	host-m1
Joined at:             	2026-11-01 08:00:00 +0000 utc
Status:
 State:			Ready
 Message:              	Heard from
 Availability:         	Active
 Address:		10.0.0.2
Manager Status:
 Address:		10.0.0.1:2377
 Raft Status:		Reachable
 Leader:		Yes
Platform:
 Operating System:	linux
 Architecture:		x86_64
Resources:
 CPUs:			2
 Memory:		7.775GiB
Plugins:
 Log:		awslogs, json-file
 Network:		bridge
Engine Version:		20.10.24
Engine Labels:
 - zone=a
TLS Info:
 TrustRoot:
root

 Issuer Subject:	c3ViamVjdA==
 Issuer Public Key:	a2V5`;

  function withOne(): TestedCommandLine {
    const line = new TestedCommandLine();
    const leader = leaderOf('m1');
    line.engine.nodes = [
      {
        ...leader,
        Spec: { ...leader.Spec, Labels: { ssd: '', rack: '7' } },
        Status: { ...leader.Status, Message: 'heard From' },
        Description: {
          ...leader.Description,
          Platform: { Architecture: 'x86_64', OS: 'linux' },
          Resources: { NanoCPUs: 2_900_000_000, MemoryBytes: 8_348_000_000 },
          Engine: {
            EngineVersion: '20.10.24',
            Labels: { zone: 'a' },
            Plugins: [
              { Type: 'Network', Name: 'bridge' },
              { Type: 'Log', Name: 'awslogs' },
              { Type: 'Log', Name: 'json-file' },
            ],
          },
        },
      },
    ];
    return line;
  }

  it('AC-169 ends with what the node trusts and who certified it', async () => {
    const line = withOne();
    expect(await line.run('node inspect --pretty self')).toBe(0);
    expect(line.out).toBe(pretty);
  });

  it('AC-169 says nothing of that where nothing is known', async () => {
    const line = new TestedCommandLine();
    line.engine.nodes = [nodeOf('w1', {}, unreported)];
    await line.run('node inspect --pretty w1');
    expect(line.out).toMatch(/Engine Version:\t\t$/);
  });

  it('prints JSON as an engine answers it', async () => {
    const line = withOne();
    await line.run('node inspect m1');
    const [node]: readonly unknown[] = JSON.parse(line.out) as readonly unknown[];
    expect(node).toMatchObject({ ID: 'm1', Spec: { Role: 'manager' } });
    expect(line.out.split('\n').slice(0, 4)).toEqual(['[', '    {', '        "ID": "m1",', '        "Version": {']);
  });

  it.each([
    ['{{.Spec.Role}} {{.Description.Resources.NanoCPUs}} {{.ManagerStatus.Leader}}', 'manager 2900000000 true'],
    ['{{json .Status}}', '{"State":"ready","Message":"heard From","Addr":"10.0.0.2"}'],
    ['{{json .Spec.Name}}{{.Spec.Name}}|', '""|'],
    ['{{json .Description.Platform}}', '{"Architecture":"x86_64","OS":"linux"}'],
  ])('fills in %s', async (format, text) => {
    const line = withOne();
    expect(await line.run(['node', 'inspect', '--format', format, 'm1'])).toBe(0);
    expect(line.out).toBe(text);
  });

  it('prints those that are there, and tells of all that are not', async () => {
    const line = withOne();
    expect(await line.run('node inspect -f {{.ID}} a m1 b')).toBe(1);
    expect(linesOf(line)).toEqual(['m1']);
    expect(line.err).toBe(
      'swarmpki: Error response from daemon: node a not found\nError response from daemon: node b not found',
    );
  });

  it('refuses a template where there is none', async () => {
    const line = withOne();
    expect(await line.run(['node', 'inspect', '-f', 'pretty {{.ID}}', 'm1'])).toBe(1);
    expect(line.err).toBe('swarmpki: cannot supply extra formatting options to the pretty template');
  });

  it('lets the engine say what it means that there is no node', async () => {
    const line = withOne();
    line.engine.standing = { NodeID: '' };
    line.engine.refusals.set('listNodes', new EngineRefusal(503, 'This node is not a swarm manager.'));
    expect(await line.run('node inspect self')).toBe(1);
    expect(line.err).toBe('swarmpki: Error response from daemon: This node is not a swarm manager.');
  });
});

describe('swarmpki node promote and demote', () => {
  it('promotes workers, and says of managers that they are some', async () => {
    const line = withNodes();
    expect(await line.run('node promote host-m1 worker-9')).toBe(0);
    expect(line.printed).toEqual([
      'Node m1 is already a manager.',
      'Node worker-9 promoted to a manager in the swarm.',
    ]);
    expect(line.engine.changes).toEqual([['updateNode', 'w9', 3, { ...nodeOf('w9').Spec, Role: 'manager' }]]);
  });

  it('demotes managers, and says of workers that they are some', async () => {
    const line = withNodes();
    expect(await line.run('node demote worker-9 m2')).toBe(0);
    expect(line.printed).toEqual(['Node w9 is already a worker.', 'Manager m2 demoted in the swarm.']);
    expect(line.engine.changes).toMatchObject([['updateNode', 'm2', 3, { Role: 'worker' }]]);
  });

  it('stops at the first that fails', async () => {
    const line = withNodes();
    expect(await line.run('node promote worker-9 nobody worker-10')).toBe(1);
    expect(line.engine.changes).toHaveLength(1);
    expect(line.err).toBe('swarmpki: Error response from daemon: node nobody not found');
  });
});

describe('swarmpki node update', () => {
  it('changes role, availability and labels, and prints the node as it was named', async () => {
    const line = withNodes();
    line.engine.nodes = [nodeOf('a', { Spec: { ...nodeOf('a').Spec, Labels: { old: '1', stays: '2' } } })];
    await line.run(
      'node update --availability drain --role manager --label-add n=1=2 --label-add bare --label-rm old host-a',
    );
    expect(line.out).toBe('host-a');
    expect(line.engine.changes).toEqual([
      [
        'updateNode',
        'a',
        3,
        { Name: '', Role: 'manager', Availability: 'drain', Labels: { stays: '2', n: '1=2', bare: '' } },
      ],
    ]);
  });

  it('refuses to remove a label that is not there', async () => {
    const line = withNodes();
    expect(await line.run('node update --label-rm x m1')).toBe(1);
    expect(line.notes[0]).toBe("swarmpki: key x doesn't exist in node's labels");
  });
});

describe('swarmpki node rm', () => {
  it('prints whom it removed, goes on after an error, and tells all of them', async () => {
    const line = withNodes();
    expect(await line.run('node rm --force w9 nobody w10 none')).toBe(1);
    expect(linesOf(line)).toEqual(['w9', 'w10']);
    expect(line.err).toBe(
      'swarmpki: Error response from daemon: node nobody not found\nError response from daemon: node none not found',
    );
    expect(line.engine.changes).toEqual([
      ['removeNode', 'w9', true],
      ['removeNode', 'w10', true],
    ]);
  });
});
