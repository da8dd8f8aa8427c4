import { createServer as createTcp } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import type { TlsOptions } from 'node:tls';
import { describe, expect, it, vi } from 'vitest';
import { crossSignAsDocker, makeLeaf, makeRoot, makeServer, noon } from '../../testing/certificates.ts';
import type { Authority } from '../../testing/certificates.ts';
import { issuedLately } from '../../testing/data-root.ts';
import { openNetworkPort, shown } from '../../testing/network-port.ts';
import { materialOf } from '../../testing/tls.ts';
import { formatJoinToken } from '../../token/join-token.ts';
import { CA } from '../../wire/gen/swarmkit_pb.ts';
import { tlsNetwork } from '../../wire/tls-network.ts';
import { certificatePem } from '../../x509/certificate.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { clientCertificateAsked } from './handshake.ts';
import { judgeEndpoint } from './judge-endpoint.ts';
import { readEndpoint } from './read-endpoint.ts';
import { toldDigest } from './token.ts';

interface Answering extends AsyncDisposable {
  readonly address: string;
}

async function answering(server: Server): Promise<Answering> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function serveTls(leaf: Authority, options: TlsOptions = {}): Promise<Answering> {
  const { certificatePem: cert, keyPem: key } = materialOf(leaf);
  const server = createTls({ cert, key, ...options }, (socket) => socket.on('error', () => undefined));
  return answering(server.on('tlsClientError', () => undefined));
}

async function diagnosed(
  address: string,
  { token, now = noon, timeoutMs = 2_000 }: { token?: string; now?: number; timeoutMs?: number } = {},
) {
  const endpoint = await readEndpoint(address, { signal: new AbortController().signal, timeoutMs });
  return judgeEndpoint(endpoint, { now, token });
}

const codes = ({ findings }: Diagnosis): readonly string[] =>
  findings.map(({ severity, code }) => `${severity} ${code}`);
const facts = ({ about }: Diagnosis) => Object.fromEntries(about.map(({ key, text, value = text }) => [key, value]));

/** A manager's port that tells this root. */
async function serveManager(leaf: Authority, root: Authority, more: readonly Authority[] = []) {
  return openNetworkPort(
    tlsNetwork,
    (services) =>
      services.implement(CA, {
        getRootCACertificate: async () => ({ certificate: Buffer.from(root.pem) }),
        getUnlockKey: () => Promise.reject(new Error('nobody asks for that')),
      }),
    { identity: shown(leaf, ...more) },
  );
}

const tokenOf = (root: Authority): string =>
  formatJoinToken(Buffer.from(toldDigest(root.pem), 'hex'), new Uint8Array(16).fill(8));

describe('an endpoint', () => {
  it('that is a manager’s says who it is, what it speaks, and of which root a token is', async () => {
    const root = await makeRoot();
    await using manager = await serveManager(await makeLeaf(root, { role: 'manager' }, issuedLately), root);
    const { address } = manager.port;
    const diagnosis = await diagnosed(address, { token: tokenOf(root) });
    expect(codes(diagnosis)).toEqual([]);
    expect(facts(diagnosis)).toMatchObject({
      tlsVersions: ['TLSv1.2', 'TLSv1.3'],
      alpn: 'h2',
      clientCertificate: 'asked',
      role: 'manager',
      nodeId: 'n'.repeat(25),
      rootDigest: toldDigest(root.pem),
      tokenFits: true,
    });
    const other = await makeRoot();
    const refused = await diagnosed(address, { token: tokenOf(other) });
    expect(codes(refused)).toEqual(['error token-of-other-root']);
    expect(refused.findings[0]?.reason).toContain(toldDigest(root.pem));
    expect(refused.findings[0]?.reason).toContain(toldDigest(other.pem));
    expect(codes(await diagnosed(address, { token: 'SWMTKN-1-x' }))).toEqual(['error token-malformed']);
    expect(JSON.stringify(refused)).not.toContain(tokenOf(other).slice(-25));
    // No certificate was shown to it, and nothing made it complain.
    expect(manager.errors).toEqual([]);
  });

  it('that is a manager’s in a rotation, or of another root than it tells, says so', async () => {
    const [old, successor] = [await makeRoot(), await makeRoot()];
    const leaf = await makeLeaf(successor, { role: 'manager' }, issuedLately);
    const cross = await crossSignAsDocker(successor, old);
    const bridge = { ...successor, certificate: cross, pem: certificatePem(cross) };
    await using rotating = await serveManager(leaf, old, [bridge]);
    expect(codes(await diagnosed(rotating.port.address))).toEqual(['information issued-in-rotation']);
    await using mixed = await serveManager(leaf, old);
    expect(codes(await diagnosed(mixed.port.address))).toEqual(['error refused-by-own-root']);
  });

  it('whose manager’s clock is ahead, or whose certificate has ended, says so', async () => {
    const root = await makeRoot(noon - 86_400_000);
    const ahead = { notBefore: noon - 600_000, notAfter: noon + 86_400_000 };
    await using manager = await serveManager(await makeLeaf(root, { role: 'manager' }, ahead), root);
    expect(codes(await diagnosed(manager.port.address))).toEqual(['warning clock-ahead']);
    const later = await diagnosed(manager.port.address, { now: noon + 2 * 86_400_000 });
    expect(codes(later)).toEqual(['error expired']);
    expect(codes(await diagnosed(manager.port.address, { now: noon - 3_600_000 }))).toEqual(['error clock-skew']);
  });

  it('that shows a manager’s certificate and is something else is seen through', async () => {
    const leaf = await makeLeaf(await makeRoot(), { role: 'manager' }, issuedLately);
    await using proxy = await serveTls(leaf);
    const diagnosis = await diagnosed(proxy.address, { timeoutMs: 300 });
    expect(codes(diagnosis)).toEqual(['error proxy-between', 'warning root-not-told']);
    expect(facts(diagnosis)).toMatchObject({ alpn: 'none', clientCertificate: 'not-asked' });
  });

  it('whose root cannot be asked for by a fault of ours is not said to be at fault', async () => {
    const root = await makeRoot();
    await using manager = await serveManager(await makeLeaf(root, { role: 'manager' }, issuedLately), root);
    const asking = vi.spyOn(tlsNetwork, 'connect').mockRejectedValue(new TypeError('a fault'));
    try {
      await expect(diagnosed(manager.port.address)).rejects.toThrow('a fault');
    } finally {
      asking.mockRestore();
    }
  });

  it('that is no manager’s is told by what it shows, and asked nothing', async () => {
    const root = await makeRoot();
    await using server = await serveTls(await makeServer(root, ['web.example'], { subject: 'web.example' }), {
      ALPNProtocols: ['http/1.1'],
      requestCert: true,
      rejectUnauthorized: false,
      ca: [root.pem],
    });
    const diagnosis = await diagnosed(server.address);
    expect(codes(diagnosis)).toEqual(['error no-manager']);
    expect(diagnosis.findings[0]?.reason).toContain('“web.example”');
    expect(facts(diagnosis)).toMatchObject({ alpn: 'http/1.1', clientCertificate: 'asked' });
    expect(diagnosis.about.find(({ key }) => key === 'clientCertificate')?.text).toContain('“swarm-ca”');
  });

  it.each([
    ['TLSv1.2', 'TLSv1.2', ['TLSv1.2'], 'not-asked'],
    ['TLSv1.3', 'TLSv1.3', ['TLSv1.3'], 'unknown'],
    ['TLSv1.1', 'TLSv1.3', ['TLSv1.1', 'TLSv1.2', 'TLSv1.3'], 'not-asked'],
    ['TLSv1.1', 'TLSv1.1', ['TLSv1.1'], 'unknown'],
  ] as const)(
    'that takes TLS from %s to %s says so',
    async (minVersion, maxVersion, tlsVersions, clientCertificate) => {
      const leaf = await makeServer(await makeRoot(), ['web.example']);
      await using server = await serveTls(leaf, { minVersion, maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' });
      const diagnosis = await diagnosed(server.address);
      expect(facts(diagnosis)).toMatchObject({ tlsVersions, clientCertificate });
      expect(codes(diagnosis).includes('warning old-tls')).toBe(minVersion === 'TLSv1.1');
    },
  );

  it('where nobody listens, or nobody says a word, has no answer', async () => {
    const server = createTcp();
    await using silent = await answering(server);
    const mute = await diagnosed(silent.address, { timeoutMs: 200 });
    expect(codes(mute)).toEqual(['error not-tls']);
    const gone = await answering(createTcp());
    await gone[Symbol.asyncDispose]();
    const refused = await diagnosed(gone.address);
    expect(codes(refused)).toEqual(['error no-answer']);
    expect(refused.findings[0]).toMatchObject({ facts: { why: 'refused' } });
    expect(codes(await diagnosed('nowhere.invalid:2377'))).toEqual(['error no-answer']);
  });

  it.each([
    ['HTTP/1.1 400 Bad Request\r\n\r\n', 'an HTTP server'],
    ['SSH-2.0-OpenSSH_9.2\r\n', 'an SSH server'],
    ['220 mail.example ESMTP\r\n', 'a mail or FTP server'],
    ['hello\u001b[31m\r\n', 'somebody who speaks something else'],
    ['\u0015\u0003\u0001\u0000\u0002\u0002\u0028', 'versions and ciphers'],
  ])('that says %j in place of TLS is told by that', async (greeting, what) => {
    await using server = await answering(
      createTcp((socket) => void socket.once('data', () => socket.end(Buffer.from(greeting, 'latin1')))),
    );
    const diagnosis = await diagnosed(server.address);
    expect(codes(diagnosis)).toEqual(['error not-tls']);
    expect(diagnosis.findings[0]?.reason).toContain(what);
    expect(diagnosis.findings[0]?.reason).not.toContain('\u001b');
  });

  it('that waits for nothing to be said is heard, and a flood is bounded', async () => {
    await using server = await answering(createTcp((socket) => socket.write('SSH-2.0-x\r\n')));
    expect((await diagnosed(server.address)).findings[0]?.reason).toContain('an SSH server');
    const flood = Buffer.alloc(1024 * 1024, 0x16);
    await using wild = await answering(createTcp((socket) => void socket.on('data', () => socket.write(flood))));
    expect(codes(await diagnosed(wild.address, { timeoutMs: 500 }))).toEqual(['error not-tls']);
  });

  it('is given up when somebody no longer wants it', async () => {
    await using silent = await answering(createTcp());
    const ending = new AbortController();
    const reading = readEndpoint(silent.address, { signal: ending.signal, timeoutMs: 30_000 });
    setImmediate(() => ending.abort(new Error('enough')));
    await expect(reading).rejects.toThrow('enough');
  });
});

describe('a handshake of TLS 1.2', () => {
  const record = (body: Buffer): Buffer =>
    Buffer.concat([Buffer.from([22, 3, 3, body.length >> 8, body.length & 255]), body]);
  const message = (type: number, body: Buffer): Buffer =>
    Buffer.concat([Buffer.from([type, 0, body.length >> 8, body.length & 255]), body]);
  const request = message(13, Buffer.from('0201400004040305030009000730053003310100', 'hex').subarray(0, 19));
  const done = message(14, Buffer.alloc(0));

  it('is looked into across its records', () => {
    const all = Buffer.concat([message(2, Buffer.alloc(70)), request, done]);
    const whole = clientCertificateAsked(record(all));
    expect(whole).not.toBe('not-asked');
    for (let at = 1; at < all.length; at += 7) {
      expect(clientCertificateAsked(Buffer.concat([record(all.subarray(0, at)), record(all.subarray(at))]))).toEqual(
        whole,
      );
    }
    expect(clientCertificateAsked(record(done))).toBe('not-asked');
  });

  it('that is cut short, or is none, tells nothing', () => {
    const all = record(Buffer.concat([message(2, Buffer.alloc(70)), request, done]));
    for (let length = 0; length < all.length; length++) {
      expect(clientCertificateAsked(all.subarray(0, length))).toBeUndefined();
    }
    for (let at = 0; at < all.length; at++) {
      const changed = Buffer.from(all);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      expect(() => clientCertificateAsked(changed)).not.toThrow();
    }
  });
});
