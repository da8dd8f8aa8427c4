import { describe, expect, it } from 'vitest';
import type { Socket } from 'node:net';
import { answer, json, ping, playEngine } from '../../testing/scripted-engine.ts';
import type { Script, ScriptedEngine } from '../../testing/scripted-engine.ts';
import { initRequest, joinRequest, swarm, swarmSpec } from '../shapes/swarm.ts';
import type { EngineClient } from './engine-client.ts';
import { HttpEngineClient } from './http-engine-client.ts';

const token = 'SWMTKN-1-0000000000000000000000000000000000000000000000000-secretsecretsecretsecretx';
const key = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----\n';

async function withEngine(
  script: Script,
  work: (client: EngineClient, engine: ScriptedEngine) => Promise<void>,
): Promise<void> {
  await using engine = await playEngine(script);
  await using client = new HttpEngineClient(engine.endpoint);
  await work(client, engine);
}

/** The request lines that were heard. */
const lines = ({ heard }: ScriptedEngine): readonly string[] =>
  heard.map((request) => request.split(' HTTP', 1)[0] ?? '');

const never: AbortSignal = new AbortController().signal;

describe('a client of an engine', () => {
  it('asks in the words of the engine’s version, once settled', () =>
    withEngine({ 'GET /v1.41/info': json({ ID: 'a' }), 'GET /v1.41/version': json({}) }, async (client, engine) => {
      await expect(client.info()).resolves.toMatchObject({ ID: 'a', Swarm: { LocalNodeState: '' } });
      await client.version();
      expect(lines(engine)).toEqual(['GET /_ping', 'GET /v1.41/info', 'GET /v1.41/version']);
      expect(engine.sockets.size).toBe(1);
    }));

  it('speaks no newer version than it knows', () =>
    withEngine(
      { 'GET /_ping': answer(200, 'OK', 'api-version: 1.99\r\n'), 'GET /v1.47/info': json({ ID: 'a' }) },
      async (client) => {
        await expect(client.info()).resolves.toMatchObject({ ID: 'a' });
      },
    ));

  it.each([
    [
      '1.29',
      { code: 'too-old', message: expect.stringContaining('version 1.29'), expected: expect.stringContaining('1.30') },
    ],
    ['0.99', { code: 'too-old' }],
    ['', { code: 'not-an-engine' }],
    ['1.x', { code: 'not-an-engine' }],
  ])('does not speak with an engine of version %j', (version, problem) =>
    withEngine({ 'GET /_ping': answer(200, 'OK', `api-version: ${version}\r\n`) }, async (client) => {
      await expect(client.info()).rejects.toMatchObject(problem);
    }),
  );

  it('sends what is to be changed as Docker’s own client does', () =>
    withEngine(
      {
        'POST /v1.41/swarm/init': json('node-id'),
        'POST /v1.41/swarm/join': answer(200),
        'POST /v1.41/swarm/leave?force=1': answer(200),
        'POST /v1.41/swarm/leave': answer(200),
        'POST /v1.41/swarm/update?version=7&rotateWorkerToken=true&rotateManagerToken=false&rotateManagerUnlockKey=false':
          answer(200),
        'POST /v1.41/swarm/unlock': answer(200),
        'POST /v1.41/nodes/n/update?version=3': answer(200),
        'DELETE /v1.41/nodes/n?force=1': answer(200),
      },
      async (client, engine) => {
        await expect(client.initSwarm({ ...initRequest.zero, ListenAddr: '0.0.0.0' })).resolves.toBe('node-id');
        await client.joinSwarm({ ...joinRequest.zero, JoinToken: token });
        await client.leaveSwarm(true);
        await client.leaveSwarm(false);
        await client.updateSwarm({ version: 7, spec: { ...swarmSpec.zero, Name: 'default' }, rotateWorkerToken: true });
        await client.unlockSwarm('SWMKEY-1-x');
        await client.updateNode('n', 3, { Name: '', Labels: {}, Role: 'worker', Availability: 'drain' });
        await client.removeNode('n', true);
        const bodies = engine.heard.map((request) => request.slice(request.indexOf('\r\n\r\n') + 4)).filter(Boolean);
        expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ ListenAddr: '0.0.0.0', ForceNewCluster: false });
        expect(JSON.parse(bodies[1] ?? '')).toMatchObject({ JoinToken: token });
        expect(bodies.slice(3)).toEqual([
          '{"UnlockKey":"SWMKEY-1-x"}',
          '{"Labels":{},"Role":"worker","Availability":"drain"}',
        ]);
      },
    ));

  it('cannot be led astray by the name of a node', () =>
    withEngine(
      { 'GET /v1.41/nodes/..%2Fswarm%3Fa%3D%0D%0A': json({ ID: 'n' }), 'GET /v1.41/nodes/%EF%BF%BD': answer(404) },
      async (client, engine) => {
        await expect(client.inspectNode('../swarm?a=\r\n')).resolves.toMatchObject({ ID: 'n' });
        await expect(client.inspectNode('..')).rejects.toMatchObject({ status: 404, message: 'node .. not found' });
        await expect(client.inspectNode('\ud800')).rejects.toMatchObject({ status: 404 });
        await expect(client.removeNode('', false)).rejects.toMatchObject({ status: 404 });
        expect(engine.heard).toHaveLength(3);
      },
    ));

  it('throws a refusal in the words of the engine', () =>
    withEngine(
      {
        'GET /v1.41/swarm': json({ message: 'This node is not a swarm manager.' }, 503),
        'GET /v1.41/nodes': answer(404, '404 page not found\n'),
        'GET /v1.41/info': answer(500),
      },
      async (client) => {
        await expect(client.inspectSwarm()).rejects.toMatchObject({
          name: 'EngineRefusal',
          status: 503,
          message: 'This node is not a swarm manager.',
        });
        await expect(client.listNodes()).rejects.toMatchObject({ status: 404, message: '404 page not found' });
        await expect(client.info()).rejects.toMatchObject({ status: 500, message: expect.stringContaining('500') });
      },
    ));

  it('repeats no secret that an engine repeats', () =>
    withEngine(
      {
        'POST /v1.41/swarm/join': (socket, request) => socket.write(json({ message: `no: ${request}` }, 400)),
        'GET /v1.41/swarm': answer(200, `{"JoinTokens": ${token}`),
        'POST /v1.41/swarm/init': json({ message: `bad key ${key} and\n${key.slice(0, 40)}` }, 400),
      },
      async (client) => {
        const failures = await Promise.allSettled([
          client.joinSwarm({ ...joinRequest.zero, JoinToken: token }),
          client.inspectSwarm(),
          client.initSwarm(initRequest.zero),
        ]);
        const said = failures.map((failure) => (failure.status === 'rejected' ? failure.reason : undefined) as Error);
        expect(said.map(({ name }) => name)).toEqual(['EngineRefusal', 'ShapeProblem', 'EngineRefusal']);
        for (const { message, stack, cause } of said) {
          expect(`${message} ${stack} ${String(cause)}`).not.toMatch(/secretsecret|MHcCAQEE/);
        }
        expect(said[2]?.message).toBe('bad key (a private key)\n and\n(a private key)');
      },
    ));

  it('asks again on a new connection when one that was left open is gone', () => {
    let connections = 0;
    return withEngine(
      {
        'GET /v1.41/info': (socket) => {
          if (connections++ === 0) socket.destroy();
          else socket.write(json({ ID: 'a' }));
        },
      },
      async (client) => {
        await expect(client.info()).resolves.toMatchObject({ ID: 'a' });
      },
    );
  });

  it('does not repeat what may have changed something', () =>
    withEngine({ 'POST /v1.41/swarm/leave': (socket) => socket.destroy() }, async (client, engine) => {
      await expect(client.leaveSwarm(false)).rejects.toMatchObject({ code: 'closed' });
      expect(lines(engine)).toEqual(['GET /_ping', 'POST /v1.41/swarm/leave']);
    }));

  it('settles on a version anew after a fault: the engine may be another', async () => {
    let version = '1.41';
    await withEngine(
      {
        'GET /_ping': (socket) => socket.write(answer(200, 'OK', `api-version: ${version}\r\n`)),
        'GET /v1.41/info': (socket) => socket.destroy(),
        'GET /v1.40/info': json({ ID: 'b' }),
      },
      async (client) => {
        await expect(client.info()).rejects.toMatchObject({ code: 'closed' });
        version = '1.40';
        await expect(client.info()).resolves.toMatchObject({ ID: 'b' });
      },
    );
  });
});

/** Says more and more, as long as somebody listens. */
function endless(head: string, more: string) {
  return (socket: Socket): void => {
    const say = (): void => {
      while (!socket.destroyed && socket.write(more));
    };
    socket.on('drain', say).write(head);
    say();
  };
}

const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
const chunkOf = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

describe('a hostile engine', () => {
  it.each<readonly [what: string, says: Script[string], problem: object]>([
    ['a body without end', endless(chunked, chunkOf(' '.repeat(60_000))), { code: 'too-much' }],
    ['a head without end', endless('HTTP/1.1 200 OK\r\n', `a: ${'x'.repeat(1000)}\r\n`), { code: 'too-much' }],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', { code: 'not-an-engine' }],
    ['a redirect', answer(302, '', 'location: http://elsewhere.test/\r\n'), { code: 'not-an-engine' }],
    ['another protocol', 'HTTP/1.1 101 Go\r\nupgrade: tcp\r\nconnection: upgrade\r\n\r\n', { code: 'not-an-engine' }],
    ['a status of its own', answer(999), { code: 'not-an-engine' }],
    ['half an answer', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{', { code: 'timeout' }],
    ['nothing', () => undefined, { code: 'timeout' }],
    ['success without a body', answer(200), { name: 'ShapeProblem', message: 'the body is no JSON' }],
    ['a refusal without end', json({ message: 'x'.repeat(100_000) }, 500), { message: 'x'.repeat(8192) }],
    ['what is no JSON', answer(200, '{"ID": undefined}'), { name: 'ShapeProblem' }],
    ['another type', json([1]), { name: 'ShapeProblem' }],
    [
      'another type deep inside',
      json({ Swarm: { RemoteManagers: { a: 1 } } }),
      { message: expect.stringContaining('Swarm.RemoteManagers') },
    ],
    ['brackets without end', answer(200, '['.repeat(500_000)), { name: 'ShapeProblem' }],
    ['a body in another encoding', answer(200, '\x1f\x8b', 'content-encoding: gzip\r\n'), { name: 'ShapeProblem' }],
  ])('that answers with %s does no harm', (_what, says, problem) =>
    withEngine({ 'GET /v1.41/info': says, 'GET /v1.41/version': json({ Version: '20.10' }) }, async (client) => {
      const bounds = 'code' in problem && problem.code === 'timeout' ? { timeoutMs: 100 } : {};
      await expect(client.info(bounds)).rejects.toMatchObject(problem);
      await expect(client.version()).resolves.toMatchObject({ Version: '20.10' });
    }),
  );

  it('that hangs up amid its answer is told so', () =>
    withEngine(
      { 'GET /v1.41/info': (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{') },
      async (client) => {
        await expect(client.info()).rejects.toMatchObject({ code: 'closed', next: expect.any(String) });
      },
    ));

  it('that names no version is no engine', () =>
    withEngine({ 'GET /_ping': answer(400, 'Client sent an HTTP request to an HTTPS server.\n') }, async (client) => {
      await expect(client.info()).rejects.toMatchObject({
        code: 'not-an-engine',
        message: expect.stringContaining('Client sent an HTTP request to an HTTPS server.'),
      });
    }));

  it('that answers a member named __proto__ sets nothing', () =>
    withEngine(
      { 'GET /v1.41/swarm': answer(200, '{"Spec": {"Labels": {"__proto__": "x", "a": "b"}}}') },
      async (client) => {
        const { Labels } = (await client.inspectSwarm()).Spec;
        expect(Object.entries(Labels)).toContainEqual(['a', 'b']);
        expect(Object.getPrototypeOf(swarm.zero)).toBe(Object.prototype);
      },
    ));
});

describe('ending a call', () => {
  it('ends by the signal, whether it has begun or not', () =>
    withEngine({ 'GET /v1.41/info': () => ending.abort() }, async (client, engine) => {
      await expect(client.info({ signal: ending.signal })).rejects.toMatchObject({ code: 'aborted' });
      await engine.left();
      await expect(client.info({ signal: ending.signal })).rejects.toMatchObject({ code: 'aborted' });
      expect(lines(engine)).toEqual(['GET /_ping', 'GET /v1.41/info']);
    }));
  const ending = new AbortController();

  it('disposing ends what is under way, and every connection', async () => {
    const asked = Promise.withResolvers<void>();
    await using engine = await playEngine({
      'GET /v1.41/version': json({}),
      'GET /v1.41/info': () => asked.resolve(),
    });
    const client = new HttpEngineClient(engine.endpoint);
    await client.version();
    const call = client.info();
    const failure = expect(call).rejects.toMatchObject({ code: 'aborted' });
    await asked.promise;
    await client[Symbol.asyncDispose]();
    await failure;
    await engine.left();
    await expect(client.info()).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('events', () => {
  const path = 'GET /v1.41/events?filters=%7B%22type%22%3A%5B%22swarm%22%2C%22node%22%5D%7D';
  const event = (id: string): string => `${JSON.stringify({ Type: 'node', Action: 'update', Actor: { ID: id } })}\n`;

  it('come one by one, however the lines are cut, until the signal', () =>
    withEngine(
      {
        [path]: (socket) => {
          const all = `${event('a')}\n${event('b')}${event('é')}`;
          socket.write(chunked + chunkOf(all.slice(0, 30)));
          setImmediate(() => socket.write(`${Buffer.byteLength(all.slice(30)).toString(16)}\r\n${all.slice(30)}\r\n`));
        },
      },
      async (client, engine) => {
        const ending = new AbortController();
        const seen: string[] = [];
        for await (const { Actor } of client.events({ signal: ending.signal })) {
          seen.push(Actor.ID);
          if (seen.length === 3) ending.abort();
        }
        expect(seen).toEqual(['a', 'b', 'é']);
        await Promise.all(
          [...engine.sockets].slice(1).map((socket) => new Promise((resolve) => socket.once('close', resolve))),
        );
      },
    ));

  it('leaving off ends the connection', () =>
    withEngine({ [path]: (socket) => socket.write(chunked + chunkOf(event('a'))) }, async (client, engine) => {
      for await (const { Actor } of client.events({ signal: never })) {
        expect(Actor.ID).toBe('a');
        break;
      }
      await client[Symbol.asyncDispose]();
      await engine.left();
    }));

  it.each<readonly [what: string, says: Script[string], problem: object]>([
    ['a line without end', endless(chunked, chunkOf('x'.repeat(60_000))), { code: 'too-much' }],
    ['an end', (socket) => socket.end(`${chunked}0\r\n\r\n`), { code: 'closed' }],
    ['a cut', (socket) => socket.end(chunked), { code: 'closed' }],
    ['what is no event', (socket) => socket.write(chunked + chunkOf('"x"\n')), { name: 'ShapeProblem' }],
    ['a refusal', json({ message: 'no' }, 400), { name: 'EngineRefusal', message: 'no' }],
  ])('that are followed by %s end with the reason', (_what, says, problem) =>
    withEngine({ [path]: says }, async (client) => {
      const listen = async (): Promise<void> => {
        for await (const _ of client.events({ signal: never }));
      };
      await expect(listen()).rejects.toMatchObject(problem);
    }),
  );

  it('ask for what was before, too', () =>
    withEngine(
      { [`GET /v1.41/events?filters=%7B%22type%22%3A%5B%22swarm%22%2C%22node%22%5D%7D&since=12`]: ping },
      async (client) => {
        const listen = async (): Promise<void> => {
          for await (const _ of client.events({ signal: never, since: 12 }));
        };
        await expect(listen()).rejects.toMatchObject({ name: 'ShapeProblem' });
      },
    ));
});
