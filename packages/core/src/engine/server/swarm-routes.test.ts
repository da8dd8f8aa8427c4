import { describe, expect, it } from 'vitest';
import { serveFakeEngine } from '../../testing/engine.ts';
import { initRequest, joinRequest, swarmSpec } from '../shapes/swarm.ts';

const noRotation = { workerToken: false, managerToken: false, managerUnlockKey: false };

describe('swarms', () => {
  it('are inspected, left, unlocked, and tell their unlock key', async () => {
    await using served = await serveFakeEngine();
    expect(JSON.parse((await served.ask('GET', '/swarm')).body)).toMatchObject({
      ID: 'cluster',
      Version: { Index: 5 },
      Spec: { Name: 'default', EncryptionConfig: { AutoLockManagers: false } },
      JoinTokens: { Worker: '', Manager: '' },
    });
    expect((await served.ask('GET', '/swarm/unlockkey')).body).toBe('{"UnlockKey":"SWMKEY-1-x"}\n');
    expect(await served.ask('POST', '/swarm/unlock', { body: '{"UnlockKey":"k"}' })).toMatchObject({
      status: 200,
      body: '',
    });
    expect(await served.ask('POST', '/swarm/leave')).toMatchObject({ status: 200, body: '' });
    expect(served.engine.asked).toEqual([['inspectSwarm'], ['unlockKey'], ['unlockSwarm', 'k'], ['leaveSwarm', false]]);
  });

  it.each([
    ['', false],
    ['0', false],
    ['%20No', false],
    ['False', false],
    ['none', false],
    ['1', true],
    ['off', true],
    ['yes', true],
  ])('are left with force=%s: %s', async (force, isForced) => {
    await using served = await serveFakeEngine();
    await served.ask('POST', `/swarm/leave?force=${force}`);
    expect(served.engine.asked).toEqual([['leaveSwarm', isForced]]);
  });

  it.each([
    ['', ['10.0.0.0/8'], 16, 9999],
    ['/v1.40', ['10.0.0.0/8'], 16, 9999],
    ['/v1.39', ['10.0.0.0/8'], 16, 0],
    ['/v1.38', [], 0, 0],
  ])('are made, at %s without what is newer', async (prefix, DefaultAddrPool, SubnetSize, DataPathPort) => {
    await using served = await serveFakeEngine();
    const body = '{"ListenAddr":"127.0.0.1","DefaultAddrPool":["10.0.0.0/8"],"SubnetSize":16,"DataPathPort":9999}';
    expect((await served.ask('POST', `${prefix}/swarm/init`, { body })).body).toBe('"the node"\n');
    const expected = { ...initRequest.zero, ListenAddr: '127.0.0.1', DefaultAddrPool, SubnetSize, DataPathPort };
    expect(served.engine.asked).toEqual([['initSwarm', expected]]);
  });

  it('are joined', async () => {
    await using served = await serveFakeEngine();
    const body = '{"RemoteAddrs":["127.0.0.1:2377"],"JoinToken":"SWMTKN-1-x"}';
    expect(await served.ask('POST', '/swarm/join', { body })).toMatchObject({ status: 200, body: '' });
    const expected = { ...joinRequest.zero, RemoteAddrs: ['127.0.0.1:2377'], JoinToken: 'SWMTKN-1-x' };
    expect(served.engine.asked).toEqual([['joinSwarm', expected]]);
  });

  it('are updated with a whole specification', async () => {
    await using served = await serveFakeEngine();
    const spec = {
      Name: 'default',
      CAConfig: { ForceRotate: 3, ExternalCAs: [{ Protocol: 'cfssl', URL: 'https://x' }] },
    };
    const path = '/swarm/update?version=5&rotateWorkerToken=T&rotateManagerToken=False&rotateManagerUnlockKey=';
    expect(await served.ask('POST', path, { body: JSON.stringify(spec) })).toMatchObject({ status: 200, body: '' });
    expect(served.engine.asked).toEqual([
      ['updateSwarm', 5, swarmSpec.read(spec, ''), { ...noRotation, workerToken: true }],
    ]);
  });

  it.each([
    ['', 'invalid swarm version \'\': strconv.ParseUint: parsing "": invalid syntax'],
    ['?version=a', 'invalid swarm version \'a\': strconv.ParseUint: parsing "a": invalid syntax'],
    ['?version=-1', 'invalid swarm version \'-1\': strconv.ParseUint: parsing "-1": invalid syntax'],
    [
      '?version=18446744073709551616',
      'invalid swarm version \'18446744073709551616\': strconv.ParseUint: parsing "18446744073709551616": value out of range',
    ],
    ['?version=1&rotateWorkerToken=yes', 'invalid value for rotateWorkerToken: yes'],
    ['?version=1&rotateManagerToken=TrUe', 'invalid value for rotateManagerToken: TrUe'],
    ['?version=1&rotateManagerUnlockKey=on', 'invalid value for rotateManagerUnlockKey: on'],
  ])('are not updated with %s', async (query, message) => {
    await using served = await serveFakeEngine();
    const { status, body } = await served.ask('POST', `/swarm/update${query}`, { body: '{}' });
    expect([status, JSON.parse(body)]).toEqual([400, { message }]);
    expect(served.engine.asked).toEqual([]);
  });

  it('never answer a signing key, even if the engine does', async () => {
    await using served = await serveFakeEngine();
    const { engine } = served;
    const CAConfig = { ...engine.swarm.Spec.CAConfig, SigningCAKey: 'a secret', SigningCACert: 'its certificate' };
    engine.swarm = { ...engine.swarm, Spec: { ...engine.swarm.Spec, CAConfig } };
    const { JoinTokens: _tokens, ...Cluster } = engine.swarm;
    engine.state = { ...engine.state, Swarm: { ...engine.state.Swarm, Cluster } };
    for (const path of ['/swarm', '/info']) {
      const { status, body } = await served.ask('GET', path);
      expect(status).toBe(200);
      expect(body).not.toMatch(/secret|its certificate/);
    }
  });
});

describe('bodies', () => {
  const isJson = { 'content-type': 'application/json' };
  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    [
      'another type',
      '{}',
      { 'content-type': 'text/plain' },
      "unsupported Content-Type header (text/plain): must be 'application/json'",
    ],
    ['no type', '{}', {}, 'malformed Content-Type header ()'],
    ['a broken type', '{}', { 'content-type': 'a b' }, 'malformed Content-Type header (a b)'],
    ['nothing but blanks', '  ', isJson, 'invalid JSON: got EOF while reading request body'],
    ['no JSON', '{"UnlockKey":secret}', isJson, 'invalid JSON: it cannot be parsed'],
    ['half of it', '{"UnlockKey":"secr', isJson, 'invalid JSON: unexpected EOF'],
    ['a name alone', '{"UnlockKey"', isJson, 'invalid JSON: unexpected EOF'],
    ['more than one value', '{"UnlockKey":"secret"} {}', isJson, 'unexpected content after JSON'],
    ['a list', '[]', isJson, 'invalid JSON: the body is an array, not an object'],
    ['a wrong type', '{"UnlockKey":["secret"]}', isJson, 'invalid JSON: UnlockKey is an array, not a string'],
    ['endless nesting', '['.repeat(1_000_000), isJson, 'invalid JSON: unexpected EOF'],
    [
      'nesting',
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      isJson,
      'invalid JSON: the body is an array, not an object',
    ],
  ])('of %s are refused, and not repeated', async (_what, sent, headers, message) => {
    await using served = await serveFakeEngine();
    const { status, body } = await served.ask('POST', '/swarm/unlock', { body: sent, headers });
    expect([status, JSON.parse(body)]).toEqual([400, { message }]);
    expect(served.engine.asked).toEqual([]);
    expect(served.errors).toEqual([]);
  });

  it('may have a character set, and a type in capitals', async () => {
    await using served = await serveFakeEngine();
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    expect((await served.ask('POST', '/swarm/unlock', { body: '{"unlockkey":"k"}', headers })).status).toBe(200);
    expect(served.engine.asked).toEqual([['unlockSwarm', 'k']]);
  });

  it('may be empty: then everything is as if it were left out', async () => {
    await using served = await serveFakeEngine();
    expect((await served.ask('POST', '/swarm/update?version=1')).status).toBe(200);
    expect(served.engine.asked).toEqual([['updateSwarm', 1, swarmSpec.zero, noRotation]]);
  });

  it('do not change what objects are', async () => {
    await using served = await serveFakeEngine();
    const body = '{"__proto__":{"Name":"x"},"Labels":{"__proto__":"y"},"constructor":{"prototype":{"Name":"z"}}}';
    expect((await served.ask('POST', '/swarm/update?version=1', { body })).status).toBe(200);
    const [asked] = served.engine.asked;
    expect(JSON.stringify(asked)).toContain('"Labels":{"__proto__":"y"}');
    expect(JSON.stringify(asked)).toContain('"Name":""');
    expect({}).not.toHaveProperty('Name');
  });
});
