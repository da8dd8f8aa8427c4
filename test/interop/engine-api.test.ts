import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node } from '../../packages/core/src/engine/shapes/node.ts';
import { info } from '../../packages/core/src/engine/shapes/info.ts';
import { swarm } from '../../packages/core/src/engine/shapes/swarm.ts';
import { askSocket, serveFakeEngine } from '../../packages/core/src/testing/engine.ts';
import type { TestEngineServer } from '../../packages/core/src/testing/engine.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { run } from '../tools/run.ts';
import { expectOnlyKnownDifferences } from './docker-20.10.ts';

/** Requests of which neither engine's swarm hears: method, path, and a body with its type. */
type Question = readonly [method: string, path: string, body?: string, contentType?: string];

const json = 'application/json';
const nodesBy = (filters: string): Question => ['GET', `/nodes?filters=${encodeURIComponent(filters)}`];

/** Whatever can be wrong with a request before the swarm is asked. */
const questions: readonly Question[] = [
  ['GET', '/'],
  ['GET', '/foo'],
  ['GET', '/v1.41'],
  ['GET', '/v1.41/foo'],
  ['GET', '/vx/version'],
  ['GET', '/v1.99/version'],
  ['GET', '/v1.41.1/nodes'],
  ['GET', '/v1.11/_ping'],
  ['GET', '/v1/_ping'],
  ['GET', '/v1.99/foo'],
  ['POST', '/version'],
  ['POST', '/nodes'],
  ['PUT', '/nodes'],
  ['HEAD', '/nodes'],
  ['OPTIONS', '/nodes'],
  ['POST', '/_ping'],
  ['GET', '/_ping'],
  ['HEAD', '/_ping'],
  ['GET', '/nodes/'],
  ['GET', '/nodes/a/b'],
  ['GET', '/nodes/a%2Fb'],
  ['GET', '/nodes/%2e%2e'],
  ['GET', '/nodes?filters=%zz'],
  ['GET', '/nodes/zzz'],
  ['GET', '/nodes/a%20b'],
  ['GET', '/nodes/%00'],
  ['POST', '/swarm/update?version=1', ' ', json],
  ['POST', '/swarm/update?version=1', '{"Name"', json],
  ['POST', '/swarm/update', '{}', json],
  ['POST', '/swarm/update?version=abc', '{}', json],
  ['POST', '/swarm/update?version=-1', '{}', json],
  ['POST', '/swarm/update?version=18446744073709551616', '{}', json],
  ['POST', '/swarm/update?version=a%22b', '{}', json],
  ['POST', '/swarm/update?version=1&rotateWorkerToken=yes', '{}', json],
  ['POST', '/swarm/update?version=1&rotateManagerToken=TrUe', '{}', json],
  ['POST', '/swarm/update?version=1&rotateManagerUnlockKey=on', '{}', json],
  ['POST', '/swarm/update?rotateManagerUnlockKey=on', '{}', json],
  ['POST', '/nodes/zzz/update', '{}', json],
  ['POST', '/nodes/zzz/update?version=x', '{}', json],
  ['GET', '/events?since=x'],
  ['GET', '/events?until=1.x'],
  ['GET', '/events?until=2020-01-01T00:00:00Z'],
  ['GET', '/events?since=5&until=1'],
  ['GET', '/events?until=1'],
  ['GET', '/events?until=1.1234567890'],
  ['GET', '/events?until=1&filters={"x":["1"]}'],
  ['GET', '/events?until=1&filters=x'],
  nodesBy('{"x":["1"]}'),
  nodesBy('{"x":{"1":true}}'),
  nodesBy('{"x":[]}'),
  nodesBy('x'),
  nodesBy('[]'),
  nodesBy('{"id":"a"}'),
  nodesBy('{"id":{"a":1}}'),
  nodesBy('{"id":[1]}'),
  nodesBy('{"role":["boss"]}'),
  nodesBy('{"membership":["what"]}'),
  ...['null', '{}', '{"id":null}', '{"id":[]}', '{"id":[""]}', '{"id":["zz"]}', '{"id":{"zz":false}}'].map(nodesBy),
  ...['{"role":[""]}', '{"role":["MANAGER","worker"]}', '{"role":["worker"]}', '{"name":["zz"]}'].map(nodesBy),
  ...['{"membership":["accepted"]}', '{"membership":["pending"]}'].map(nodesBy),
  ...['{"label":["a=b"]}', '{"label":["!"]}', '{"node.label":["a"]}', '{"node.label":["zone=a"]}'].map(nodesBy),
];

/** Bodies that cannot be read: in which words depends on the release of Go, with which Docker was built. */
const unreadable: readonly Question[] = [
  ['POST', '/swarm/update?version=1', '{x', json],
  ['POST', '/swarm/update?version=1', '{"Name":1}', json],
  ['POST', '/swarm/update?version=1', '[]', json],
  ['POST', '/swarm/update?version=1', '{"Raft":{"SnapshotInterval":-1}}', json],
  ['POST', '/swarm/update?version=1', '{"CAConfig":{"NodeCertExpiry":"1h"}}', json],
  ['POST', '/swarm/update?version=1', '{"CAConfig":{"NodeCertExpiry":1.5}}', json],
  ['POST', '/swarm/init', '{"DataPathPort":-1}', json],
  ['POST', '/swarm/init', '{"SubnetSize":4294967296}', json],
  ['POST', '/swarm/join', '{"RemoteAddrs":"x"}', json],
  ['POST', '/swarm/unlock', '{"UnlockKey":1}', json],
];

async function answersOf(socket: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const question of [...questions, ...unreadable]) {
    const [method, path, body, contentType] = question;
    const sent = body === undefined ? {} : { body, headers: { 'content-type': contentType ?? json } };
    const { status, body: answer } = await askSocket(socket, method, path, sent);
    // There is one node; what it looks like is compared elsewhere.
    const isList = answer.startsWith('[');
    const told = isList ? (JSON.parse(answer) as readonly unknown[]).map(() => '<node>').join(' ') : answer.trim();
    const words = unreadable.includes(question) ? '' : told;
    lines.push(`${method} ${decodeURIComponent(path.replace('%zz', 'zz'))} ${body ?? ''}: ${status} ${words}`);
  }
  return lines;
}

/** What docker prints of an engine. */
async function print(socket: string, command: readonly string[]): Promise<string> {
  const env = { ...process.env, DOCKER_CONFIG: '/nonexistent', DOCKER_HOST: '', DOCKER_CONTEXT: '' };
  const { code, stdout, stderr } = await run('docker', ['-H', `unix://${socket}`, ...command], { env });
  return `${code}: ${stdout}${stderr}`;
}

const parse = (text: string): unknown => JSON.parse(text);

describe.skipIf(dockerMissing)('the engine API, beside that of a real engine', () => {
  let docker: Engine;
  let ours: TestEngineServer;

  beforeAll(async () => {
    docker = await Engine.start();
    await docker.init();
    await docker.output('node', 'update', '--label-add', 'zone=a', await docker.nodeId());
    ours = await serveFakeEngine();
    // What stands behind our socket is what the real one answers: so only the ways of answering are compared.
    const { engine } = ours;
    engine.swarm = swarm.read((await docker.api('GET', '/swarm')).body, '');
    engine.state = info.read((await docker.api('GET', '/info')).body, '');
    engine.nodes = [node.read(((await docker.api('GET', '/nodes')).body as readonly unknown[])[0], '')];
  });
  afterAll(async () => {
    await Promise.all([ours[Symbol.asyncDispose](), docker.remove()]);
  });

  it('refuses as it does, in its words', async () => {
    const [mine, theirs] = [await answersOf(ours.path), await answersOf(docker.socket)];
    expectOnlyKnownDifferences('refusals of the engine API', { ours: mine, docker: theirs });
    expect(ours.errors).toEqual([]);
  });

  it('writes what it read of a swarm, a node and an info member by member as it was', async () => {
    const isSame = async (path: string, write: (real: unknown) => unknown): Promise<void> => {
      const real = await askSocket(docker.socket, 'GET', path);
      expect(JSON.stringify(write(parse(real.body))), path).toBe(real.body.trim());
    };
    await isSame('/swarm', (real) => swarm.write(swarm.read(real, '')));
    await isSame('/nodes', (real) => (real as readonly unknown[]).map((each) => node.write(node.read(each, ''))));
    const real = (await docker.api('GET', '/info')).body as { readonly Swarm: unknown };
    expect(info.write(info.read(real, ''))).toMatchObject({ Swarm: real.Swarm });
    const [inspected] = (await docker.api('GET', '/nodes')).body as readonly { readonly ID: string }[];
    expect(await docker.api('GET', `/nodes/${inspected?.ID}`)).toMatchObject({ body: inspected });
  });

  it.each([
    ['node ls'],
    ['node ls --filter role=manager --format {{.ID}}{{.TLSStatus}}'],
    ['node ls --filter node.label=zone=b'],
    ['node inspect --pretty'],
    ['swarm ca'],
    ['swarm ca --cert-expiry 3h'],
    ['swarm join-token worker'],
    ['swarm join-token manager -q'],
    ['swarm unlock'],
    ['info --format {{json .Swarm}}'],
    ['version --format {{.Server.APIVersion}}'],
  ])('looks the same through docker %s', async (words) => {
    const [first] = ours.engine.nodes;
    const command = [...words.split(' '), ...(words.startsWith('node inspect') && first ? [first.ID] : [])];
    expect(await print(ours.path, command)).toBe(await print(docker.socket, command));
  });

  it('lets docker info and docker version end without a complaint', async () => {
    for (const command of ['info', 'version']) {
      const { code, stderr } = await run('docker', ['-H', `unix://${ours.path}`, command]);
      expect([code, stderr.replace(/^WARNING: This engine is a swarmpki lab: .*\n$/, '')]).toEqual([0, '']);
    }
  });
});
