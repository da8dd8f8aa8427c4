import { describe, expect, it } from 'vitest';
import { nodeOf, swarmOf } from '../../../core/src/testing/engine-double.ts';
import { EngineRefusal } from '../../../core/src/engine/shapes/refused.ts';
import { makeAuthority, makeRoot } from '../../../core/src/testing/certificates.ts';
import { encodePem } from '../../../core/src/x509/pem.ts';
import { TestedCommandLine } from '../testing/command-line.ts';

const unlockText = `To unlock a swarm manager after it restarts, run the \`swarmpki unlock\`
command and provide the following key:

    SWMKEY-1-key

Remember to store this key in a password manager, since without it you
will not be able to restart the manager.`;

function autolocked(): TestedCommandLine {
  const line = new TestedCommandLine();
  const swarm = swarmOf();
  line.engine.swarm = { ...swarm, Spec: { ...swarm.Spec, EncryptionConfig: { AutoLockManagers: true } } };
  line.engine.key = 'SWMKEY-1-key';
  return line;
}

describe('swarmpki init', () => {
  it('prints how workers and managers join', async () => {
    const line = new TestedCommandLine();
    expect(await line.run('init')).toBe(0);
    expect(line.out).toBe(`Swarm initialized: current node (m1) is now a manager.

To add a worker to this swarm, run the following command:

    docker swarm join --token worker-token 10.0.0.1:2377

To add a manager to this swarm, run 'swarmpki join-token manager' and follow the instructions.`);
    expect(line.engine.changes).toMatchObject([
      [
        'initSwarm',
        { ListenAddr: '0.0.0.0:2377', AdvertiseAddr: '', SubnetSize: 24, DefaultAddrPool: [], Availability: '' },
      ],
    ]);
  });

  it('sends what was given, and nothing for what was not', async () => {
    const line = new TestedCommandLine();
    await line.run(
      'init --listen-addr eth0 --advertise-addr 10.1.1.1 --data-path-port 7777 --default-addr-pool 10.1.2.3/8,fd00::1/64 --default-addr-pool-mask-length 26 --availability DRAIN --cert-expiry 2h --task-history-limit 7 --dispatcher-heartbeat 6s --max-snapshots 0 --snapshot-interval 20 --force-new-cluster',
    );
    const zero = swarmOf().Spec;
    expect(line.engine.changes).toEqual([
      [
        'initSwarm',
        {
          ListenAddr: 'eth0:2377',
          AdvertiseAddr: '10.1.1.1',
          DataPathAddr: '',
          DataPathPort: 7777,
          ForceNewCluster: true,
          AutoLockManagers: false,
          Availability: 'drain',
          DefaultAddrPool: ['10.0.0.0/8', 'fd00::/64'],
          SubnetSize: 26,
          Spec: {
            ...zero,
            Orchestration: { TaskHistoryRetentionLimit: 7 },
            Dispatcher: { HeartbeatPeriod: 6e9 },
            Raft: { ...zero.Raft, KeepOldSnapshots: 0, SnapshotInterval: 20 },
            CAConfig: { ...zero.CAConfig, NodeCertExpiry: 7_200e9 },
          },
        },
      ],
    ]);
  });

  it('AC-166 sends the root of an external CA, and prints how to unlock last', async () => {
    const line = new TestedCommandLine();
    const pem = encodePem('CERTIFICATE', Buffer.from('a root'));
    line.files.set('root.pem', pem);
    line.engine.key = 'SWMKEY-1-key';
    expect(await line.run('init --autolock --external-ca protocol=cfssl,url=https://ca/sign,cacert=root.pem')).toBe(0);
    expect(line.engine.changes).toMatchObject([
      [
        'initSwarm',
        {
          AutoLockManagers: true,
          Spec: {
            EncryptionConfig: { AutoLockManagers: true },
            CAConfig: { ExternalCAs: [{ Protocol: 'cfssl', URL: 'https://ca/sign', CACert: pem }] },
          },
        },
      ],
    ]);
    expect(line.printed.at(-1)).toBe(unlockText);
  });

  it.each([
    ['', 'for which the external CA at https://ca/sign cannot sign: no node can join, and none renew'],
    [',cacert=root.pem', 'the external CA at https://ca/sign, which signs for another, is not asked'],
  ])('says at once what becomes of an external CA, and what to do instead (%j)', async (cacert, consequence) => {
    const line = new TestedCommandLine();
    line.files.set('root.pem', encodePem('CERTIFICATE', Buffer.from('a root')));
    expect(await line.run(`init --external-ca protocol=cfssl,url=https://ca/sign${cacert}`)).toBe(0);
    expect(line.engine.changes).toHaveLength(1);
    expect(line.err).toContain(consequence);
    expect(line.err).toContain(
      '\n  Rotate to the root of that CA: swarmpki ca --rotate --ca-cert ROOT.pem --external-ca protocol=cfssl,url=https://ca/sign',
    );
  });

  it('says which flag helps where no address can be chosen', async () => {
    const line = new TestedCommandLine();
    line.engine.refusals.set(
      'initSwarm',
      new EngineRefusal(400, 'could not choose an IP address to advertise since x'),
    );
    expect(await line.run('init')).toBe(1);
    expect(line.err).toBe(
      'swarmpki: Error response from daemon: could not choose an IP address to advertise since x - specify one with --advertise-addr',
    );
  });

  it.each(['init', 'join --token t a:1'])('refuses another availability: %s', async (command) => {
    const line = new TestedCommandLine();
    expect(await line.run(`${command} --availability away`)).toBe(1);
    expect(line.err).toBe('swarmpki: invalid availability "away", only active, pause and drain are supported');
    expect(line.engine.changes).toEqual([]);
  });
});

describe('swarmpki join', () => {
  it.each([
    [true, 'This node joined a swarm as a manager.'],
    [false, 'This node joined a swarm as a worker.'],
  ])('AC-167 says as what it joined: %s', async (ControlAvailable, text) => {
    const line = new TestedCommandLine();
    line.engine.standing = { ControlAvailable };
    expect(await line.run('join --token secret 10.0.0.1')).toBe(0);
    expect(line.out).toBe(text);
    expect(line.engine.changes).toEqual([
      [
        'joinSwarm',
        {
          ListenAddr: '0.0.0.0:2377',
          AdvertiseAddr: '',
          DataPathAddr: '',
          RemoteAddrs: ['10.0.0.1'],
          JoinToken: 'secret',
          Availability: '',
        },
      ],
    ]);
  });

  it('takes the token from where no list of processes shows it', async () => {
    const line = new TestedCommandLine();
    line.secret = 'asked for';
    line.files.set('token', 'in a file\n');
    await line.run('join --token - a:1');
    await line.run('join --token-file token a:1');
    expect(line.asked).toEqual(['Enter join token: ']);
    expect(line.engine.changes).toMatchObject([
      ['joinSwarm', { JoinToken: 'asked for' }],
      ['joinSwarm', { JoinToken: 'in a file' }],
    ]);
    expect(await line.run('join --token - --token-file token a:1')).toBe(1);
  });
});

describe('swarmpki join-token', () => {
  it('AC-165 knows two roles', async () => {
    const line = new TestedCommandLine();
    expect(await line.run('join-token foo')).toBe(1);
    expect(line.notes).toEqual(['swarmpki: unknown role foo', '  expected: worker or manager']);
  });

  it('AC-165 prints that a token was rotated, a blank line, and how to join', async () => {
    const line = new TestedCommandLine();
    expect(await line.run('join-token --rotate manager')).toBe(0);
    expect(line.out).toBe(`Successfully rotated manager join token.

To add a manager to this swarm, run the following command:

    docker swarm join --token manager-token 10.0.0.1:2377
`);
    expect(line.engine.changes).toEqual([
      ['updateSwarm', { version: 7, spec: line.engine.swarm.Spec, rotateManagerToken: true }],
    ]);
  });

  it.each(['worker', 'manager'])('prints the token of a %s alone, also when it rotates it', async (role) => {
    const line = new TestedCommandLine();
    await line.run(`join-token -q ${role}`);
    await line.run(`join-token --quiet --rotate ${role}`);
    expect(line.printed).toEqual([`${role}-token`, `${role}-token`]);
    const which = role === 'worker' ? { rotateWorkerToken: true } : { rotateManagerToken: true };
    expect(line.engine.changes).toEqual([['updateSwarm', { version: 7, spec: line.engine.swarm.Spec, ...which }]]);
  });

  it('tells programs the token and where to go with it, and nothing else', async () => {
    const line = new TestedCommandLine();
    await line.run('join-token --rotate --format json worker');
    expect(line.printed).toEqual(['{"Role":"worker","Token":"worker-token","Address":"10.0.0.1:2377"}']);
  });

  it('prints nothing of a node that is no manager', async () => {
    const line = new TestedCommandLine();
    line.engine.nodes = [nodeOf('m1')];
    expect(await line.run('join-token worker')).toBe(0);
    expect(line.printed).toEqual([]);
  });
});

describe('swarmpki update', () => {
  it('changes what was given, and keeps the rest', async () => {
    const line = new TestedCommandLine();
    expect(await line.run('update --cert-expiry 1h30m --external-ca protocol=cfssl,url=https://ca/sign')).toBe(0);
    expect(line.out).toBe('Swarm updated.');
    const { Spec: spec } = line.engine.swarm;
    const ExternalCAs = [{ Protocol: 'cfssl', URL: 'https://ca/sign', Options: {}, CACert: 'root\n' }];
    const CAConfig = { ...spec.CAConfig, NodeCertExpiry: 5_400e9, ExternalCAs };
    expect(line.engine.changes).toEqual([['updateSwarm', { version: 7, spec: { ...spec, CAConfig } }]]);
  });

  it('doubts an external CA for a root whose key nobody outside has, or for another root', async () => {
    const line = new TestedCommandLine();
    const [own, generated] = [await makeAuthority({ subject: 'Example Root' }), await makeRoot()];
    line.files.set('root.pem', own.pem);
    const update = async (root: string, cacert: string): Promise<string> => {
      line.engine.swarm = { ...line.engine.swarm, TLSInfo: { ...line.engine.swarm.TLSInfo, TrustRoot: root } };
      line.notes.length = 0;
      expect(await line.run(`update --external-ca protocol=cfssl,url=https://ca/sign${cacert}`)).toBe(0);
      return line.err;
    };
    expect(await update(generated.pem, '')).toContain('whose key nobody outside has');
    expect(await update(generated.pem, ',cacert=root.pem')).toContain('signs for another root than that of this swarm');
    expect(await update(own.pem, '')).toBe('');
    expect(await update(own.pem, ',cacert=root.pem')).toBe('');
  });

  it('changes no external CAs where Mirantis Kubernetes Engine has its own, unless it is forced', async () => {
    const line = new TestedCommandLine();
    line.engine.nodes = [nodeOf('m1', { Spec: { ...nodeOf('m1').Spec, Labels: { 'com.docker.ucp.x': '1' } } })];
    const change = 'update --external-ca protocol=cfssl,url=https://ca/sign';
    expect(await line.run(change)).toBe(1);
    expect(line.err).toContain('Mirantis Kubernetes Engine');
    expect(line.engine.changes).toEqual([]);
    expect(await line.run(`${change} --force`)).toBe(0);
    expect(await line.run('update --cert-expiry 1h')).toBe(0);
    expect(line.engine.changes).toHaveLength(2);
  });

  it('prints the unlock key when managers are locked from now on, and only then', async () => {
    const line = new TestedCommandLine();
    line.engine.key = 'SWMKEY-1-key';
    await line.run('update --autolock');
    expect(line.printed).toEqual(['Swarm updated.', unlockText]);

    const locked = autolocked();
    await locked.run('update --autolock');
    await locked.run('update --autolock=false');
    expect(locked.printed).toEqual(['Swarm updated.', 'Swarm updated.']);
    expect(locked.engine.changes.at(-1)).toMatchObject([
      'updateSwarm',
      { spec: { EncryptionConfig: { AutoLockManagers: false } } },
    ]);
  });

  it('prints its help when there is nothing to change', async () => {
    const line = new TestedCommandLine();
    expect(await line.run('-H unix:///x.sock update')).toBe(0);
    expect(line.out).toMatch(/^Usage: {2}swarmpki update \[OPTIONS\]/);
    expect(line.wish).toBeUndefined();
  });
});

describe('swarmpki leave', () => {
  it('leaves, by force if it is told so', async () => {
    const line = new TestedCommandLine();
    await line.run('leave');
    await line.run('leave --force');
    expect(line.printed).toEqual(['Node left the swarm.', 'Node left the swarm.']);
    expect(line.engine.changes).toEqual([
      ['leaveSwarm', false],
      ['leaveSwarm', true],
    ]);
  });

  it('tells what the engine refuses word for word', async () => {
    const line = new TestedCommandLine();
    line.engine.refusals.set('leaveSwarm', new EngineRefusal(503, 'This node is not part of a swarm '));
    expect(await line.run('leave')).toBe(1);
    expect(line.err).toBe('swarmpki: Error response from daemon: This node is not part of a swarm');
  });
});

describe('swarmpki unlock', () => {
  it.each([
    ['inactive', 'error: this node is not part of a swarm'],
    ['active', 'error: swarm is not locked'],
    ['pending', 'error: swarm is not locked'],
    ['error', 'error: swarm is not locked'],
  ] as const)('AC-163 asks for no key of an engine that is %s', async (LocalNodeState, text) => {
    const line = new TestedCommandLine();
    line.engine.standing = { LocalNodeState };
    expect(await line.run('unlock')).toBe(1);
    expect(line.err).toBe(`swarmpki: ${text}`);
    expect(line.asked).toEqual([]);
  });

  it('asks for the key, and is silent', async () => {
    const line = new TestedCommandLine();
    line.engine.standing = { LocalNodeState: 'locked' };
    line.secret = 'SWMKEY-1-key';
    expect(await line.run('unlock')).toBe(0);
    expect([line.asked, line.printed]).toEqual([['Enter unlock key: '], []]);
    expect(line.engine.changes).toEqual([['unlockSwarm', 'SWMKEY-1-key']]);
  });
});

describe('swarmpki unlock-key', () => {
  it('AC-164 says that there is none, and that none can be rotated', async () => {
    const line = new TestedCommandLine();
    expect(await line.run('unlock-key')).toBe(1);
    expect(line.err).toBe('swarmpki: no unlock key is set');
    line.notes.length = 0;
    expect(await line.run('unlock-key --rotate')).toBe(1);
    expect(line.notes[0]).toBe('swarmpki: cannot rotate because autolock is not turned on');
    expect(line.engine.changes).toEqual([]);
  });

  it('AC-164 prints the key alone, or with what to do', async () => {
    const line = autolocked();
    await line.run('unlock-key -q');
    await line.run('unlock-key');
    expect(line.printed).toEqual(['SWMKEY-1-key', unlockText]);
  });

  it('AC-164 rotates it', async () => {
    const line = autolocked();
    await line.run('unlock-key --rotate');
    await line.run('unlock-key --rotate -q');
    expect(line.printed).toEqual(['Successfully rotated manager unlock key.', unlockText, 'SWMKEY-1-key']);
    const change = ['updateSwarm', { version: 7, spec: line.engine.swarm.Spec, rotateManagerUnlockKey: true }];
    expect(line.engine.changes).toEqual([change, change]);
  });

  it('says that it could not be fetched', async () => {
    const line = autolocked();
    line.engine.refusals.set('unlockKey', new EngineRefusal(503, 'no'));
    expect(await line.run('unlock-key')).toBe(1);
    expect(line.err).toBe('swarmpki: could not fetch unlock key: Error response from daemon: no');
  });
});
