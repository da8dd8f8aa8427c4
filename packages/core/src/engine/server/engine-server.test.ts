import { describe, expect, it } from 'vitest';
import { serveFakeEngine } from '../../testing/engine.ts';
import { list, object, text } from '../shapes/codec.ts';
import { EngineRefusal } from '../shapes/refused.ts';
import { ShapeProblem } from '../shapes/problem.ts';
import { json } from './route.ts';
import type { Route } from './route.ts';

describe('what a client asks first', () => {
  it('answers a ping as Docker does, with a body and without', async () => {
    await using served = await serveFakeEngine();
    const get = await served.ask('GET', '/_ping');
    const head = await served.ask('HEAD', '/v1.41/_ping');
    expect([get.status, get.body, head.status, head.body]).toEqual([200, 'OK', 200, '']);
    for (const { headers } of [get, head]) {
      expect(headers).toMatchObject({
        'api-version': '1.41',
        'docker-experimental': 'false',
        ostype: 'linux',
        server: 'Docker/0.1.0 (linux)',
        'cache-control': 'no-cache, no-store, must-revalidate',
        'content-type': 'text/plain; charset=utf-8',
      });
    }
    expect(served.engine.asked).toEqual([]);
  });

  it('says which versions of the API it speaks', async () => {
    await using served = await serveFakeEngine();
    const { body } = await served.ask('GET', '/version');
    expect(JSON.parse(body)).toMatchObject({
      Version: '0.1.0',
      ApiVersion: '1.41',
      MinAPIVersion: '1.24',
      Os: 'linux',
      Components: [{ Name: 'Engine', Version: '0.1.0', Details: { ApiVersion: '1.41', MinAPIVersion: '1.24' } }],
    });
  });

  it('adds to an info what docker prints, and says what it is', async () => {
    await using served = await serveFakeEngine();
    served.engine.state = { ...served.engine.state, Swarm: { ...served.engine.state.Swarm, Warnings: ['low quorum'] } };
    const { body } = await served.ask('GET', '/info');
    expect(JSON.parse(body)).toMatchObject({
      ID: 'engine',
      Containers: 0,
      Swarm: { LocalNodeState: 'active', RemoteManagers: null },
      Warnings: [expect.stringMatching(/^WARNING: This engine is a swarmpki lab/), 'low quorum'],
    });
  });

  it.each(['1.24', '1.30', '1.41'])('takes clients of version %s', async (version) => {
    await using served = await serveFakeEngine();
    expect((await served.ask('GET', `/v${version}/swarm`)).status).toBe(200);
  });

  it.each(['1.42', '1.99', '2', '1.41.1'])('refuses a client of version %s in Docker’s words', async (version) => {
    await using served = await serveFakeEngine();
    const { status, body } = await served.ask('GET', `/v${version}/swarm`);
    expect([status, body]).toEqual([
      400,
      `{"message":"client version ${version} is too new. Maximum supported API version is 1.41"}\n`,
    ]);
    expect(served.engine.asked).toEqual([]);
  });

  it.each(['1.23', '1', '0.9', '...'])('refuses a client of version %s without JSON', async (version) => {
    await using served = await serveFakeEngine();
    const { status, headers, body } = await served.ask('GET', `/v${version}/_ping`);
    expect([status, headers['content-type'], body]).toEqual([
      400,
      'text/plain; charset=utf-8',
      `client version ${version} is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version\n`,
    ]);
  });
});

describe('finding what is asked for', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/foo'],
    ['GET', '/v1.41'],
    ['GET', '/v1.41/'],
    ['GET', '/vx/swarm'],
    ['GET', '/v1.99/foo'],
    ['GET', '/v1.41/v1.41/swarm'],
    ['POST', '/nodes'],
    ['PUT', '/nodes'],
    ['HEAD', '/nodes'],
    ['POST', '/_ping'],
    ['GET', '/nodes/'],
    ['GET', '/nodes/first/x'],
    ['GET', '/nodes/first%2Fx'],
    ['GET', '//nodes'],
    ['GET', '/nodes/..'],
    ['GET', '/nodes/%2e%2e/swarm'],
    ['GET', '/nodes/..%2f..%2fetc%2fpasswd'],
    ['GET', '/swarm/./unlockkey'],
    ['GET', 'http://engine/nodes'],
  ])('has no page for %s %s', async (method, path) => {
    await using served = await serveFakeEngine();
    const { status, body } = await served.ask(method, path);
    expect([status, body]).toEqual([404, method === 'HEAD' ? '' : '{"message":"page not found"}\n']);
    expect(served.engine.asked).toEqual([]);
  });

  it.each(['/containers/json', '/v1.41/images/a/b/json', '/services', '/session', '/secrets/create'])(
    'says why there is no %s',
    async (path) => {
      await using served = await serveFakeEngine();
      const { status, body } = await served.ask('POST', path);
      expect(status).toBe(501);
      expect(body).toMatch(
        /^\{"message":"there is no \/\w+ here: this engine is a swarmpki lab, .* no containers"\}\n$/,
      );
    },
  );

  it('answers OPTIONS for anything', async () => {
    await using served = await serveFakeEngine();
    expect(await served.ask('OPTIONS', '/nodes')).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    ['/nodes/a%zz', 'invalid URL escape \\"%zz\\"'],
    ['/nodes?filters=%', 'invalid URL escape \\"%\\"'],
    ['/nodes/%ff', 'the path is not UTF-8'],
  ])('refuses %s', async (path, message) => {
    await using served = await serveFakeEngine();
    expect(await served.ask('GET', path)).toMatchObject({ status: 400, body: `{"message":"${message}"}\n` });
  });

  it.each([
    ['a%20b', 'a b'],
    ['%00', '\u0000'],
    ['%C3%A9', 'é'],
    ['a+b', 'a+b'],
    ['__proto__', '__proto__'],
    ['%3Cscript%3E', '<script>'],
    ['..x', '..x'],
  ])('hands %s on decoded', async (encoded, id) => {
    await using served = await serveFakeEngine();
    const { status, body } = await served.ask('DELETE', `/nodes/${encoded}`);
    expect([status, body]).toEqual([200, '']);
    expect(served.engine.asked).toEqual([['removeNode', id, false]]);
  });
});

describe('what goes wrong', () => {
  it('passes a refusal on word for word', async () => {
    await using served = await serveFakeEngine();
    served.engine.fault = new EngineRefusal(503, 'This node is not a swarm manager.');
    expect(await served.ask('GET', '/swarm')).toMatchObject({
      status: 503,
      headers: { 'content-type': 'application/json', 'api-version': '1.41' },
      body: '{"message":"This node is not a swarm manager."}\n',
    });
    expect(served.errors).toEqual([]);
  });

  it.each([new Error('a secret'), new ShapeProblem('malformed', 'a secret'), 'a secret'])(
    'tells nobody but its owner of a fault',
    async (fault) => {
      await using served = await serveFakeEngine();
      served.engine.fault = fault;
      const { status, body } = await served.ask('GET', '/info');
      expect([status, body]).toEqual([500, '{"message":"the engine failed at this; its log says why"}\n']);
      expect(served.errors).toEqual([fault]);
    },
  );

  it('survives a stream that fails to begin', async () => {
    const fault = new Error('a secret');
    const handle: Route['handle'] = () => ({
      contentType: 'application/json',
      begin: () => {
        throw fault;
      },
    });
    await using served = await serveFakeEngine({ routes: [{ path: '/fails', handle }] });
    await expect(served.ask('GET', '/fails')).rejects.toThrow();
    expect(served.errors).toEqual([fault]);
  });
});

describe('routes of others', () => {
  const greeting = object({ Names: list(text) });
  const routes: readonly Route[] = [
    {
      method: 'POST',
      path: '/lab/v1/greet/{name}/{rest...}',
      handle: async (request) => {
        const { Names } = await request.json(greeting);
        const { apiVersion, query } = request;
        const [name, rest, other] = ['name', 'rest', 'other'].map((which) => request.parameter(which));
        return json({ Names, name, rest, other, apiVersion, loud: query.get('loud') }, 201);
      },
    },
    { path: '/swarm', handle: () => json('mine') },
  ];

  it('are served with and without a version, before Docker’s own', async () => {
    await using served = await serveFakeEngine({ routes });
    const { status, body } = await served.ask('POST', '/v1.40/lab/v1/greet/a/b/c?loud=1', { body: '{"names":["x"]}' });
    expect(status).toBe(201);
    expect(JSON.parse(body)).toEqual({
      Names: ['x'],
      name: 'a',
      rest: 'b/c',
      other: '',
      apiVersion: '1.40',
      loud: '1',
    });
    expect((await served.ask('POST', '/lab/v1/greet/a')).body).toContain('"rest":"","other":"","apiVersion":"1.41"');
    expect((await served.ask('GET', '/swarm')).body).toBe('"mine"\n');
  });
});
