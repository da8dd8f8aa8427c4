import { describe, expect, it } from 'vitest';
import { noon } from '../../testing/certificates.ts';
import { newNode } from '../../swarm/found.ts';
import type { Node, NodeDescription } from '../../swarm/state.ts';
import { listeningOf, remoteAddress } from './addresses.ts';
import { EventLog } from './event-log.ts';
import { nodeEvent, swarmEvent } from './events.ts';
import { findNode } from './find-node.ts';
import { goTime, msOf, nanoseconds } from './go-time.ts';
import { nodeOf, nodeSpecFrom } from './node-shape.ts';

const described = (hostname: string): NodeDescription => ({
  hostname,
  platform: { architecture: 'x86_64', os: 'linux' },
  resources: { nanoCpus: 2e9, memoryBytes: 1024 },
  engine: { version: 'v', labels: {}, plugins: [{ type: 'Log', name: 'local' }] },
  tlsInfo: undefined,
  fips: false,
});

function member(id: string, hostname?: string): Node {
  const node = newNode(id, 'worker', noon);
  return hostname === undefined ? node : { ...node, description: described(hostname) };
}

describe('time', () => {
  it('is written as Go writes it', () => {
    const second = Date.UTC(2026, 0, 2, 3, 4, 50);
    expect([0, 5, 50, 500].map((ms) => goTime(second + ms))).toEqual([
      '2026-01-02T03:04:50Z',
      '2026-01-02T03:04:50.005Z',
      '2026-01-02T03:04:50.05Z',
      '2026-01-02T03:04:50.5Z',
    ]);
  });

  it('counts in nanoseconds without losing any', () => {
    for (const ns of [0, 1, -5, 3_600_000_000_001, 7_776_000_000_000_000]) expect(nanoseconds(msOf(ns))).toBe(ns);
  });
});

describe('a node is found', () => {
  const [one, two, three] = [member('ab1', 'host'), member('ab2', 'twin'), member('ac3', 'twin')];
  const state = { nodes: new Map([one, two, three, member('host')].map((node) => [node.id, node])) };
  const find = (wanted: string): string => findNode(state, wanted).id;

  it('by its id, then its host name, then the beginning of its id', () => {
    expect(find('ab1')).toBe('ab1');
    // It is an id as well, which counts more.
    expect(find('host')).toBe('host');
    expect(find('ac')).toBe('ac3');
    const renamed = { nodes: new Map([['ab1', { ...one, name: 'alice' }]]) };
    expect(() => findNode(renamed, 'alice')).toThrow('node alice not found');
    expect(findNode(renamed, 'host').id).toBe('ab1');
  });

  it('not at all where there is none or more than one', () => {
    expect(() => find('x')).toThrow(expect.objectContaining({ status: 404, message: 'node x not found' }));
    const several = { status: 400, message: 'node ab is ambiguous (2 matches found)' };
    expect(() => find('ab')).toThrow(expect.objectContaining(several));
    expect(() => find('twin')).toThrow('node twin is ambiguous (2 matches found)');
    expect(() => find('y'.repeat(10_000))).toThrow(/^node y{200} not found$/);
  });
});

describe('a node as it is shown', () => {
  it('says of managers whether the others reach them, and of one that never reported nothing', () => {
    const manager = { ...member('m', 'h'), manager: { raftId: 1, addr: '127.0.0.1:1', leader: true } };
    expect(nodeOf(manager, () => true).ManagerStatus).toEqual({
      Leader: true,
      Reachability: 'reachable',
      Addr: '127.0.0.1:1',
    });
    expect(nodeOf(manager, () => false).ManagerStatus?.Reachability).toBe('unreachable');
    const silent = nodeOf(member('w'), () => true);
    expect(silent.ManagerStatus).toBeUndefined();
    expect(silent.Description).toMatchObject({ Hostname: '', TLSInfo: { TrustRoot: '' } });
  });

  it('is updated with a role and an availability, in any case of letters', () => {
    const spec = { Name: 'n', Labels: { a: 'b' }, Role: 'Manager', Availability: 'DRAIN' } as const;
    expect(nodeSpecFrom(spec)).toEqual({
      name: 'n',
      labels: { a: 'b' },
      desiredRole: 'manager',
      availability: 'drain',
    });
    const invalid = (wrong: object): unknown => {
      try {
        return nodeSpecFrom({ ...spec, ...wrong });
      } catch (error) {
        return error;
      }
    };
    expect(invalid({ Role: '' })).toMatchObject({ status: 400, message: 'invalid Role: ""' });
    expect(invalid({ Availability: 'x' })).toMatchObject({ status: 400, message: 'invalid Availability: "x"' });
  });
});

describe('an event of a node', () => {
  const before = member('w', 'host');

  it('names what is another now, in Docker’s words', () => {
    const after: Node = {
      ...before,
      updatedAt: noon + 1,
      role: 'manager',
      availability: 'drain',
      status: { state: 'ready', message: '', addr: '' },
      manager: { raftId: 1, addr: '', leader: false },
    };
    expect(nodeEvent({ before, after }, 0)).toEqual({
      Type: 'node',
      Action: 'update',
      Actor: {
        ID: 'w',
        Attributes: {
          name: 'host',
          'availability.old': 'active',
          'availability.new': 'drain',
          'role.old': 'worker',
          'role.new': 'manager',
          'state.old': 'unknown',
          'state.new': 'ready',
        },
      },
      scope: 'swarm',
      time: Math.floor(noon / 1000),
      timeNano: (noon + 1) * 1e6,
    });
    const leading: Node = { ...after, name: 'alice', manager: { raftId: 1, addr: '', leader: true } };
    const attributes = { name: 'alice', 'leader.old': 'false', 'leader.new': 'true' };
    expect(nodeEvent({ before: after, after: leading }, 0).Actor.Attributes).toEqual(attributes);
  });

  it('tells that it came, and when it went', () => {
    expect(nodeEvent({ before: undefined, after: before }, 0)).toMatchObject({ Action: 'create' });
    const gone = nodeEvent({ before, after: undefined }, noon + 5_000);
    expect(gone).toMatchObject({ Action: 'remove', Actor: { ID: 'w' }, time: noon / 1000 + 5 });
  });

  it('is none of the swarm as a whole, which has events of its own', () => {
    expect(swarmEvent({ at: noon, event: 'node-removed', nodeId: 'w' }, 'c')).toBeUndefined();
    expect(swarmEvent({ at: noon, event: 'rotation-started', detail: { nodes: 3 } }, 'c')).toMatchObject({
      Type: 'swarm',
      Actor: { ID: 'c', Attributes: { name: 'default', event: 'rotation-started', nodes: '3' } },
    });
  });
});

describe('the events that are remembered', () => {
  it('have a bound, and a listener that throws keeps nobody from hearing', () => {
    const [faults, heard]: [unknown[], number[]] = [[], []];
    const log = new EventLog((error) => faults.push(error));
    const fault = new Error('a listener of a test');
    log.onEvent(() => {
      throw fault;
    });
    const stop = log.onEvent(({ time }) => heard.push(time));
    const one = nodeEvent({ before: undefined, after: member('w') }, 0);
    for (let time = 0; time < 300; time++) {
      if (time === 299) stop();
      log.add({ ...one, time });
    }
    expect(log.past.map(({ time }) => time)).toEqual(Array.from({ length: 256 }, (_, index) => index + 44));
    expect(heard).toHaveLength(299);
    expect(faults).toHaveLength(300);
  });
});

describe('a lab listens', () => {
  const listening = (listenAddr: string, advertiseAddr = '', allowRemote = false) =>
    listeningOf({ listenAddr, advertiseAddr }, allowRemote);

  it('on loopback addresses, on 2377 unless told otherwise', () => {
    expect(listening('127.0.0.2')).toEqual({ host: '127.0.0.2', port: 2377, warnings: [] });
    expect(listening('127.0.0.2:1', '127.0.0.2')).toEqual({ host: '127.0.0.2', port: 1, warnings: [] });
    expect(listening('0.0.0.0:2377', '127.0.0.3')).toEqual({ host: '127.0.0.3', port: 2377, warnings: [] });
  });

  it('on 127.0.0.1 where it is to listen everywhere, and says so', () => {
    for (const all of ['0.0.0.0:2377', '0.0.0.0', '[::]:2377']) {
      expect(listening(all)).toMatchObject({ host: '127.0.0.1', port: 2377 });
      expect(listening(all).warnings).toEqual([expect.stringContaining('127.0.0.1 and not on ')]);
    }
  });

  it('nowhere else, unless others are allowed', () => {
    for (const [listen, advertise] of [
      ['192.168.1.2:2377'],
      ['0.0.0.0:2377', '192.168.1.2'],
      ['[::1]:2377'],
    ] as const) {
      expect(() => listening(listen, advertise)).toThrow(/loopback addresses alone.*--allow-remote/);
    }
    expect(listening('192.168.1.2:2377', '', true)).toMatchObject({ host: '192.168.1.2' });
  });

  it('nowhere where it does not say so to others', () => {
    expect(() => listening('127.0.0.1:1', '127.0.0.2')).toThrow('a lab is reached where it listens');
    expect(() => listening('127.0.0.1:1', '127.0.0.1:2')).toThrow('a lab is reached where it listens');
  });

  it('on nothing that is no address', () => {
    const wrong = 'must be an IP address or network interface (with optional port number)';
    expect(() => listening('nowhere')).toThrow(`listen address ${wrong}`);
    expect(() => listening('127.0.0.1:x')).toThrow('is no number from 0 to 65535');
    for (const advertised of ['nowhere', '0.0.0.0']) {
      const text = 'advertise address must be a non-zero IP address or network interface (with optional port number)';
      expect(() => listening('127.0.0.1:1', advertised)).toThrow(text);
    }
    expect(() => remoteAddress('')).toThrow('invalid remoteAddr "": invalid empty address');
    expect(['10.0.0.1', 'host:1', '[fe80::1]:2', 'fe80::1'].map(remoteAddress)).toEqual([
      '10.0.0.1:2377',
      'host:1',
      '[fe80::1]:2',
      '[fe80::1]:2377',
    ]);
  });
});
