import { once } from 'node:events';
import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { nodeNamed, serveFakeEngine } from '../../testing/engine.ts';
import { engineEvent } from '../shapes/event.ts';
import type { Node } from '../shapes/node.ts';

/** The end of a connection, good or bad. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.on('error', () => undefined).once('close', () => resolve()));
}

/** Says these words, and takes in what comes back until the server hangs up. */
async function say(path: string, words: string): Promise<string> {
  const socket = createConnection(path);
  const heard: string[] = [];
  socket.setEncoding('latin1').on('data', (chunk: string) => heard.push(chunk));
  const end = closed(socket);
  socket.write(words);
  await end;
  return heard.join('');
}

async function connect(path: string): Promise<Socket> {
  const socket = createConnection(path);
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  return socket;
}

const post = (length: number, body: string): string =>
  `POST /swarm/unlock HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`;

describe('what is sent', () => {
  it('is taken up to the limit and no further, and the client hears of it', async () => {
    const limits = { mostBodyBytes: 100 };
    await using served = await serveFakeEngine({ limits });
    const body = (length: number): string => JSON.stringify({ UnlockKey: 'x'.repeat(length - 16) });
    expect(body(100)).toHaveLength(100);
    expect((await served.ask('POST', '/swarm/unlock', { body: body(100) })).status).toBe(200);
    for (const length of [101, 800]) {
      const { status, headers, body: said } = await served.ask('POST', '/swarm/unlock', { body: body(length) });
      expect([status, said]).toEqual([413, '{"message":"the body is longer than 100 bytes"}\n']);
      expect(headers.connection).toBe('close');
    }
    const endless = `POST /swarm/unlock HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`;
    expect(await say(served.path, `${endless}${`64\r\n${'x'.repeat(100)}\r\n`.repeat(20)}`)).toMatch(/^HTTP\/1.1 413/);
    expect(served.errors).toEqual([]);
  });

  it('may still come when the answer is there: whoever writes first hears that, and no broken pipe', async () => {
    await using served = await serveFakeEngine();
    const socket = createConnection(served.path);
    const faults: unknown[] = [];
    socket.on('error', (error) => faults.push(error));
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const body = 'x'.repeat(100_000);
    socket.write(`POST /services/create HTTP/1.1\r\nhost: x\r\ncontent-length: ${3 * body.length}\r\n\r\n${body}`);
    const [answer] = (await once(socket.setEncoding('latin1'), 'data')) as [string];
    expect(answer).toMatch(/^HTTP\/1.1 501/);
    for (let part = 0; part < 2; part++) await new Promise((written) => socket.write(body, written));
    await ended;
    expect(faults).toEqual([]);
    expect(served.errors).toEqual([]);
  });

  it('is refused while too much is kept for others', async () => {
    await using served = await serveFakeEngine({ limits: { mostHeldBytes: 1000 } });
    const slow = await connect(served.path);
    slow.write(post(900, 'x'.repeat(800)));
    const big = { body: JSON.stringify({ UnlockKey: 'x'.repeat(400) }) };
    await vi.waitFor(async () => {
      const { status, body } = await served.ask('POST', '/swarm/unlock', big);
      expect([status, JSON.parse(body)]).toEqual([
        503,
        { message: 'the engine holds too much for other clients at the moment' },
      ]);
    });
    slow.destroy();
    await vi.waitFor(async () => expect((await served.ask('POST', '/swarm/unlock', big)).status).toBe(200));
    expect(served.errors).toEqual([]);
  });

  it.each([
    ['says nothing', '', /^(HTTP\/1.1 408 .*)?$/s],
    ['does not end its head', 'POST /swarm/unlock HTTP/1.1\r\nhost: x\r\n', /^HTTP\/1.1 408/],
    ['does not end its body', post(900, '{"UnlockKey'), /^HTTP\/1.1 408/],
    ['has too long a head', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(17_000)}\r\n\r\n`, /^HTTP\/1.1 431/],
    ['speaks no HTTP', 'hello\r\n\r\n', /^HTTP\/1.1 400/],
    ['wants a tunnel', 'CONNECT x:1 HTTP/1.1\r\nhost: x\r\n\r\n', /^$/],
  ])('ends the connection of a client that %s', async (_what, words, answer) => {
    await using served = await serveFakeEngine({ limits: { headersTimeoutMs: 40, requestTimeoutMs: 80 } });
    expect(await say(served.path, words)).toMatch(answer);
    expect(served.engine.asked).toEqual([]);
    expect(served.errors).toEqual([]);
  });

  it('is not taken ahead of an answer', async () => {
    await using served = await serveFakeEngine();
    const get = 'GET /swarm HTTP/1.1\r\nhost: x\r\n\r\n';
    await say(served.path, get.repeat(50));
    expect(served.engine.asked.length).toBeLessThanOrEqual(1);
  });

  it('may be one request after the other on a connection', async () => {
    await using served = await serveFakeEngine();
    const socket = await connect(served.path);
    let heard = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => (heard += chunk));
    for (let count = 1; count <= 3; count++) {
      socket.write('GET /_ping HTTP/1.1\r\nhost: x\r\n\r\n');
      await vi.waitFor(() => expect(heard.match(/\r\n\r\nOK/g)).toHaveLength(count));
    }
    socket.destroy();
  });
});

describe('what is not read', () => {
  const large = { Description: { Hostname: 'x'.repeat(4_000_000) } };

  it('is thrown away after a while, and makes room for others', async () => {
    await using served = await serveFakeEngine({ limits: { answerTimeoutMs: 500, mostHeldBytes: 5_000_000 } });
    served.engine.nodes = [nodeNamed('large', large)];
    const socket = await connect(served.path);
    socket.pause();
    socket.write('GET /nodes HTTP/1.1\r\nhost: x\r\n\r\n');
    await vi.waitFor(() => expect(served.engine.asked).toHaveLength(1));
    expect((await served.ask('GET', '/nodes')).status).toBe(503);
    await vi.waitFor(async () => expect((await served.ask('GET', '/nodes')).status).toBe(200));
    let length = 0;
    await closed(socket.on('data', (chunk) => (length += chunk.length)).resume());
    expect(length).toBeLessThan(4_000_000);
  });

  it('may be as much as it likes, if nobody else waits', async () => {
    await using served = await serveFakeEngine({ limits: { mostHeldBytes: 1000 } });
    served.engine.nodes = [nodeNamed('large', large)];
    expect((await served.ask('GET', '/nodes')).body.length).toBeGreaterThan(4_000_000);
  });

  it('of a stream ends it', async () => {
    await using served = await serveFakeEngine({ limits: { mostQueuedBytes: 10_000 } });
    const { engine } = served;
    const socket = await connect(served.path);
    socket.pause();
    socket.write('GET /events HTTP/1.1\r\nhost: x\r\n\r\n');
    await vi.waitFor(() => expect(engine.listeners.size).toBe(1));
    const event = engineEvent.read({ Actor: { ID: 'x'.repeat(1000) } }, '');
    let told = 0;
    await vi.waitFor(() => {
      for (let count = 0; count < 1000 && engine.listeners.size > 0; count++, told++) engine.emit(event);
      expect(engine.listeners.size).toBe(0);
    });
    expect(told).toBeGreaterThan(9);
    socket.destroy();
    expect(served.errors).toEqual([]);
  });
});

describe('many clients', () => {
  it('have so many streams, and no more', async () => {
    await using served = await serveFakeEngine({ limits: { mostStreams: 2 } });
    const [first, second] = [await connect(served.path), await connect(served.path)];
    for (const socket of [first, second]) socket.write('GET /events HTTP/1.1\r\nhost: x\r\n\r\n');
    await vi.waitFor(() => expect(served.engine.listeners.size).toBe(2));
    const third = await served.ask('GET', '/events');
    expect([third.status, JSON.parse(third.body)]).toEqual([503, { message: 'too many streams at a time' }]);
    first.destroy();
    await vi.waitFor(() => expect(served.engine.listeners.size).toBe(1));
    const fourth = await connect(served.path);
    fourth.write('GET /events HTTP/1.1\r\nhost: x\r\n\r\n');
    await vi.waitFor(() => expect(served.engine.listeners.size).toBe(2));
  });

  it('are turned away when there are too many, and those that are there are served', async () => {
    await using served = await serveFakeEngine({ limits: { mostConnections: 20 } });
    const sockets = await Promise.all(Array.from({ length: 20 }, () => connect(served.path)));
    expect(await say(served.path, 'GET /_ping HTTP/1.1\r\nhost: x\r\n\r\n')).toBe('');
    sockets[0]?.write('GET /_ping HTTP/1.1\r\nhost: x\r\n\r\n');
    const [answer] = sockets[0] === undefined ? [] : await once(sockets[0], 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 200/);
    for (const socket of sockets) socket.destroy();
    await vi.waitFor(async () => expect((await served.ask('GET', '/_ping')).status).toBe(200));
  });

  it('may be a thousand at once', async () => {
    await using served = await serveFakeEngine();
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, async () => {
        const socket = await connect(served.path);
        socket.write('GET /_ping HTTP/1.1\r\nhost: x\r\n\r\n');
        const [answer] = await once(socket, 'data');
        return [socket, String(answer)] as const;
      }),
    );
    expect(answers.filter(([, answer]) => answer.startsWith('HTTP/1.1 200'))).toHaveLength(1_000);
    // Idle ones do not hold up the end.
    await served.server.close();
    for (const [socket] of answers) socket.destroy();
  });
});

describe('the end of a server', () => {
  it('ends streams, lets an answer that is under way go out, and waits for nobody for ever', async () => {
    await using served = await serveFakeEngine({ limits: { closeTimeoutMs: 50 } });
    const { engine, server, path } = served;
    const [silent, stuck, streaming] = [await connect(path), await connect(path), await connect(path)];
    const inTime = Promise.withResolvers<readonly Node[]>();
    const nodes = vi.spyOn(engine, 'listNodes').mockReturnValueOnce(inTime.promise);
    vi.spyOn(engine, 'inspectSwarm').mockReturnValueOnce(new Promise(() => undefined));
    const answer = served.ask('GET', '/nodes');
    stuck.write('GET /swarm HTTP/1.1\r\nhost: x\r\n\r\n');
    streaming.write('GET /events HTTP/1.1\r\nhost: x\r\n\r\n');
    await vi.waitFor(() => expect([nodes.mock.calls.length, engine.listeners.size]).toEqual([1, 1]));
    const ends = [silent, stuck, streaming].map((socket) => closed(socket.resume()));
    const closing = server.close();
    expect(server.close()).toBe(closing);
    inTime.resolve([]);
    expect(await answer).toMatchObject({ status: 200, body: '[]\n', headers: { connection: 'close' } });
    await Promise.all([closing, ...ends]);
    expect(engine.listeners.size).toBe(0);
    await expect(served.ask('GET', '/_ping')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(served.errors).toEqual([]);
  });
});
