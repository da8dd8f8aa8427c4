import { describe, expect, it } from 'vitest';
import { swarmSpec } from '../../engine/shapes/swarm.ts';
import { defaultTuning } from '../../swarm/found.ts';
import { listClusters } from '../../swarm/redacted.ts';
import { requestedSpec } from '../../swarm/update-cluster.ts';
import type { RequestedSpec } from '../../swarm/update-cluster.ts';
import { TestSwarm } from '../../testing/swarm.ts';
import { clusterInfoOf, swarmOf } from './cluster-shape.ts';
import { emptySpec, requestedFrom, specOf } from './cluster-spec.ts';

const read = (json: unknown) => swarmSpec.read(json, '');
const hour = 3_600_000;

async function foundSpec(): Promise<RequestedSpec> {
  const { view } = await TestSwarm.found();
  return requestedSpec(view.cluster);
}

/** All that can be set, and shown again. */
const everything = {
  Name: 'default',
  Labels: { a: 'b', ['__proto__']: 'c' },
  Orchestration: { TaskHistoryRetentionLimit: 7 },
  Raft: { SnapshotInterval: 5, KeepOldSnapshots: 2, LogEntriesForSlowFollowers: 3, ElectionTick: 9, HeartbeatTick: 2 },
  Dispatcher: { HeartbeatPeriod: 3_000_000_001 },
  CAConfig: {
    NodeCertExpiry: 3_600_000_000_001,
    ExternalCAs: [{ Protocol: 'cfssl', URL: 'https://ca', Options: { x: 'y' }, CACert: 'PEM' }],
    ForceRotate: 3,
  },
  EncryptionConfig: { AutoLockManagers: true },
};

describe('a specification of the Engine API', () => {
  it('leaves nothing as it was in an update: what it does not name is nothing', () => {
    expect(requestedFrom(read({}), emptySpec)).toEqual(emptySpec);
    expect(requestedFrom(read(everything), emptySpec)).toMatchObject({
      nodeCertExpiry: hour + 1e-6,
      heartbeatPeriod: 3000.000001,
      forceRotate: 3,
      autoLockManagers: true,
      externalCas: [{ protocol: 'cfssl', url: 'https://ca', options: { x: 'y' }, caCert: 'PEM' }],
    });
  });

  it('leaves defaults as they are at init, but for two fields that always count, and adds external CAs', async () => {
    const base = { ...(await foundSpec()), forceRotate: 5, autoLockManagers: true, labels: { kept: '' } };
    const first = requestedFrom(read({ CAConfig: { ExternalCAs: [{ Protocol: 'CFSSL', URL: 'https://a' }] } }), base);
    expect(first).toEqual({
      ...base,
      forceRotate: 0,
      autoLockManagers: false,
      externalCas: [{ protocol: 'cfssl', url: 'https://a', options: {}, caCert: '' }],
      tuning: defaultTuning,
    });
    const zero = read({ Orchestration: { TaskHistoryRetentionLimit: 0 }, Raft: { KeepOldSnapshots: 0 } });
    expect(requestedFrom(zero, first).tuning).toEqual({ ...defaultTuning, taskHistoryRetentionLimit: 0 });
  });

  it('names no other swarm and no other protocol', () => {
    expect(() => requestedFrom(read({ Name: 'x' }), emptySpec)).toThrow('swarm spec must be named "default"');
    const other = read({ CAConfig: { ExternalCAs: [{ Protocol: 'a"b', URL: '' }] } });
    expect(() => requestedFrom(other, emptySpec)).toThrow('invalid protocol: "a\\"b"');
  });

  it('comes back from a swarm as it was given, to the nanosecond, and changes nothing when it is given again', async () => {
    const swarm = await TestSwarm.found();
    const show = (): unknown => swarmSpec.write(specOf(listClusters(swarm.view)[0]?.spec ?? expect.fail('no swarm')));
    for (const given of [{}, everything]) {
      const requested = requestedFrom(read(given), emptySpec);
      const { signingCaCert: _, signingCaKey: _key, name: _name, ...spec } = requested;
      swarm.view.apply([{ kind: 'cluster', cluster: { ...swarm.view.cluster, spec } }]);
      const shown = show();
      expect(shown).toMatchObject(given);
      expect(requestedFrom(read(shown), emptySpec)).toEqual(requested);
    }
  });

  it('AC-077 shows neither keys nor CAs of an update, and tokens on a manager alone', async () => {
    const { view } = await TestSwarm.found();
    const [cluster] = listClusters(view);
    const shown = swarmOf(cluster ?? expect.fail('no swarm'));
    expect(shown.JoinTokens).toEqual({ Worker: view.secrets.workerToken, Manager: view.secrets.managerToken });
    expect(shown).toMatchObject({ Spec: { CAConfig: { SigningCACert: '', SigningCAKey: '' } } });
    expect(JSON.stringify(shown)).not.toContain('PRIVATE KEY');
    expect(clusterInfoOf(cluster ?? expect.fail('no swarm'))).not.toHaveProperty('JoinTokens');
    expect(shown).toMatchObject({ DefaultAddrPool: ['10.0.0.0/8'], SubnetSize: 24, DataPathPort: 4789 });
  });
});
