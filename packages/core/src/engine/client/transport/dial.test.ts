import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot, makeServer } from '../../../testing/certificates.ts';
import type { Authority } from '../../../testing/certificates.ts';
import { json, ping, playEngine } from '../../../testing/scripted-engine.ts';
import { materialOf } from '../../../testing/tls.ts';
import type { Endpoint, Environment, TlsFiles } from '../endpoint.ts';
import { HttpEngineClient } from '../http-engine-client.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'swarmpki-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const script = { 'GET /v1.41/info': json({ ID: 'a' }) };

async function askOnce(endpoint: Endpoint, environment: Environment = {}): Promise<string> {
  await using client = new HttpEngineClient(endpoint, environment);
  return (await client.info()).ID;
}

async function write(name: string, content: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

describe('a socket', () => {
  const at = (path: string): Endpoint => ({ address: { kind: 'unix', path } });

  it('that is not there is told in Docker’s words', async () => {
    const path = join(directory, 'none.sock');
    await expect(askOnce(at(path))).rejects.toMatchObject({
      code: 'no-engine',
      message: `Cannot connect to the Docker daemon at unix://${path}. Is the docker daemon running?`,
    });
  });

  it('at which nobody listens is told in Docker’s words', async () => {
    const path = await write('file', '');
    await expect(askOnce(at(path))).rejects.toMatchObject({
      code: 'refused-connection',
      message: expect.stringContaining('Is the docker daemon running?'),
    });
  });

  it('that belongs to others says to whom', async () => {
    await using engine = await playEngine(script);
    const { address } = engine.endpoint;
    const path = address.kind === 'unix' ? address.path : '';
    await chmod(path, 0o000);
    await chmod(dirname(path), 0o755);
    await as(nobody, () =>
      expect(askOnce(engine.endpoint)).rejects.toMatchObject({
        code: 'permission-denied',
        message: `permission denied while trying to connect to the Docker daemon socket at unix://${path}`,
        expected: expect.stringMatching(
          /^that you are \S+ or of the group \S+, to whom the socket belongs \(mode 0000\)$/,
        ),
        next: expect.any(String),
      }),
    );
  });
});

const nobody = 65_534;

/** Root may do everything: so it is somebody else for a while. */
async function as(user: number, work: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(user);
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('a port', () => {
  it('at which nobody listens is told in Docker’s words', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await expect(askOnce({ address: { kind: 'tcp', host: '127.0.0.1', port } })).rejects.toMatchObject({
      code: 'refused-connection',
      message: `Cannot connect to the Docker daemon at tcp://127.0.0.1:${port}. Is the docker daemon running?`,
    });
  });

  it('of a name that nobody can have is out of reach', async () => {
    await expect(askOnce({ address: { kind: 'tcp', host: 'a..b', port: 2375 } })).rejects.toMatchObject({
      code: 'unreachable',
    });
  });
});

describe('TLS', () => {
  // Node judges by the machine's time, and not by a test's.
  const now = Date.now();
  const times = { notBefore: now - 60_000, notAfter: now + 3_600_000 };
  let [root, other]: Authority[] = [];
  let files: Required<Pick<TlsFiles, 'ca' | 'cert' | 'key'>>;

  async function serve(hosts: readonly string[], wishes: object = times) {
    if (root === undefined) throw new Error('no root');
    const { certificatePem, keyPem } = materialOf(await makeServer(root, hosts, wishes));
    return playEngine(script, { cert: certificatePem, key: keyPem, ca: root.pem, requestCert: true });
  }

  beforeEach(async () => {
    [root, other] = await Promise.all([makeRoot(now), makeRoot(now)]);
    const { certificatePem, keyPem } = materialOf(await makeLeaf(root, {}, times));
    files = {
      ca: await write('ca.pem', root.pem),
      cert: await write('cert.pem', certificatePem),
      key: await write('key.pem', keyPem),
    };
  });

  it('is spoken with an engine whose certificate leads to the CA and carries the address', async () => {
    await using engine = await serve(['127.0.0.1']);
    expect(await askOnce({ ...engine.endpoint, tls: files })).toBe('a');
  });

  it('looks for another name if told so', async () => {
    await using engine = await serve(['engine.test']);
    expect(await askOnce({ ...engine.endpoint, tls: { ...files, serverName: 'engine.test' } })).toBe('a');
  });

  it.each<
    readonly [what: string, hosts: readonly string[], wishes: object, tls: () => Promise<TlsFiles>, problem: object]
  >([
    ['another name', ['engine.test'], times, async () => files, { next: expect.stringContaining('name') }],
    ['another CA', ['127.0.0.1'], times, async () => ({ ca: await write('o.pem', other?.pem ?? '') }), {}],
    ['no CA', ['127.0.0.1'], times, async () => ({}), { next: expect.stringContaining('ca.pem') }],
    ['an expired certificate', ['127.0.0.1'], { notBefore: now - 60_000, notAfter: now - 1000 }, async () => files, {}],
  ])('sends nothing to an engine with %s', async (_what, hosts, wishes, tls, problem) => {
    await using engine = await serve(hosts, wishes);
    await expect(askOnce({ ...engine.endpoint, tls: await tls() })).rejects.toMatchObject({ code: 'tls', ...problem });
    expect(engine.heard).toEqual([]);
  });

  it('takes anybody if told so', async () => {
    await using engine = await serve(['engine.test']);
    expect(await askOnce({ ...engine.endpoint, tls: { ...files, skipVerify: true } })).toBe('a');
  });

  it('says what an engine that does not accept a certificate says', async () => {
    if (root === undefined) throw new Error('no root');
    const { certificatePem, keyPem } = materialOf(await makeServer(root, ['127.0.0.1'], times));
    const options = { cert: certificatePem, key: keyPem, ca: root.pem, requestCert: true, rejectUnauthorized: true };
    await using engine = await playEngine(script, options);
    await expect(askOnce({ ...engine.endpoint, tls: { ca: files.ca } })).rejects.toMatchObject({
      code: 'tls',
      message: expect.stringMatching(/alert|certificate required/i),
      next: expect.stringContaining('client'),
    });
  });

  it('is not spoken with an engine that speaks in the open', async () => {
    const server = createServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await expect(askOnce({ address: { kind: 'tcp', host: '127.0.0.1', port }, tls: files })).rejects.toMatchObject({
      code: 'tls',
      next: expect.stringContaining('Leave TLS off'),
    });
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    ['a question', 0, (client: HttpEngineClient) => client.info()],
    ['a change', 1, (client: HttpEngineClient) => client.leaveSwarm(true)],
  ])('that nobody answers does not outlive the client: %s', async (_what, answered, call) => {
    if (root === undefined) throw new Error('no root');
    const { certificatePem, keyPem } = materialOf(await makeServer(root, ['127.0.0.1'], times));
    const tlsServer = createTlsServer({ cert: certificatePem, key: keyPem }, (socket) =>
      socket.on('error', () => undefined).once('data', () => socket.write(ping)),
    );
    let connections = 0;
    const silent = Promise.withResolvers<Socket>();
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      if (connections++ < answered) tlsServer.emit('connection', socket);
      else silent.resolve(socket.resume());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const client = new HttpEngineClient({ address: { kind: 'tcp', host: '127.0.0.1', port }, tls: { ca: files.ca } });
    const failure = expect(call(client)).rejects.toMatchObject({ code: 'aborted' });
    const socket = await silent.promise;
    const left = new Promise((resolve) => socket.once('close', resolve));
    await client[Symbol.asyncDispose]();
    await Promise.all([failure, left]);
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    ['is not there', async () => join(directory, 'none.pem'), 'there is no such file'],
    ['is no PEM', () => write('x.pem', 'secret nonsense'), ''],
    ['has no end', () => write('x.pem', 'x'.repeat(1024 * 1024 + 1)), 'more than'],
  ])('says so when a file %s', async (_what, path, message) => {
    await using engine = await serve(['127.0.0.1']);
    const failure = askOnce({ ...engine.endpoint, tls: { ...files, key: await path() } });
    await expect(failure).rejects.toMatchObject({ code: 'tls', message: expect.stringContaining(message) });
    await expect(failure).rejects.toMatchObject({ message: expect.not.stringContaining('secret') });
  });
});

describe('ssh', () => {
  /** A program named ssh that is run in its place. */
  async function fakeSsh(body: string): Promise<Environment> {
    const path = await write('ssh', `#!/bin/sh\n${body}\n`);
    await chmod(path, 0o755);
    return { PATH: `${directory}:/usr/bin:/bin` };
  }
  const endpoint: Endpoint = { address: { kind: 'ssh', user: 'me', host: 'far', port: 22 } };
  /** What `docker system dial-stdio` does. */
  const dialStdio = `const { connect } = require('node:net');
    const socket = connect(process.env.ENGINE);
    process.stdin.pipe(socket).pipe(process.stdout);`;

  it('is run as Docker runs it, and speaks with the engine behind it', async () => {
    await using engine = await playEngine(script);
    const { address } = engine.endpoint;
    await write('dial.cjs', dialStdio);
    const environment = {
      ...(await fakeSsh(`echo "$@" >> ${directory}/said; exec "${process.execPath}" ${directory}/dial.cjs`)),
      ENGINE: address.kind === 'unix' ? address.path : '',
    };
    {
      await using client = new HttpEngineClient(endpoint, environment);
      expect(client.name).toBe('ssh://me@far:22');
      await client.info();
      await client.info();
    }
    await engine.left();
    expect(await readFile(join(directory, 'said'), 'utf8')).toBe(
      '-o ConnectTimeout=10 -o BatchMode=yes -T -l me -p 22 -- far docker system dial-stdio\n',
    );
  });

  it('says what it has to say when it fails, and no more than its end', async () => {
    const environment = await fakeSsh(
      'i=0; while [ $i -lt 500 ]; do echo "line $i of many" >&2; i=$((i+1)); done; echo "Permission denied (publickey)." >&2; exit 255',
    );
    const failure = askOnce(endpoint, environment);
    await expect(failure).rejects.toMatchObject({
      code: 'ssh',
      message: expect.stringMatching(
        /^no connection to ssh:\/\/me@far:22: ssh ended with status 255: [^]*Permission denied/,
      ),
    });
    await expect(failure).rejects.toMatchObject({ message: expect.not.stringContaining('line 10 ') });
  });

  it('that ends without a word has closed the connection', async () => {
    await expect(askOnce(endpoint, await fakeSsh('exit 0'))).rejects.toMatchObject({ code: 'closed' });
  });

  it('that is not installed is told', async () => {
    await expect(askOnce(endpoint, { PATH: directory })).rejects.toMatchObject({
      code: 'ssh',
      message: expect.stringContaining('cannot be started'),
    });
  });

  it('ends with the client, whatever it does', async () => {
    const environment = await fakeSsh(
      `echo $$ > ${directory}/new; mv ${directory}/new ${directory}/pid; exec sleep 60`,
    );
    const client = new HttpEngineClient(endpoint, environment);
    const failure = expect(client.info()).rejects.toMatchObject({ code: 'aborted' });
    await expect.poll(() => existsSync(join(directory, 'pid')), { timeout: 4_000 }).toBe(true);
    const pid = Number(await readFile(join(directory, 'pid'), 'utf8'));
    await client[Symbol.asyncDispose]();
    await failure;
    await expect.poll(() => isRunning(pid), { timeout: 4_000 }).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
