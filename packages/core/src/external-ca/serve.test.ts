import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { nodeSigningRequest } from '../ca/cfssl/request.ts';
import { manualClock } from '../clock/manual-clock.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import { makeLeaf, makeRoot, noon, pkcs8Pem } from '../testing/certificates.ts';
import type { Authority } from '../testing/certificates.ts';
import { materialOf } from '../testing/tls.ts';
import { httpsClient } from '../wire/https/client.ts';
import { checkReachable } from '../wire/https/reachable.ts';
import { createRequest } from '../x509/csr.ts';
import { serveExternalCa } from './serve.ts';
import type { RunningCa, ServeOptions } from './serve.ts';

const hour = 3_600_000;
const organization = 'the-swarm';
const { signal } = new AbortController();

interface Served extends AsyncDisposable {
  readonly ca: RunningCa;
  readonly root: Authority;
  readonly lines: string[];
  readonly faults: unknown[];
}

async function serve(options: Partial<ServeOptions> = {}): Promise<Served> {
  const root = await makeRoot();
  const lines: string[] = [];
  const faults: unknown[] = [];
  const ca = await serveExternalCa({
    root: { caCert: root.pem, caKey: pkcs8Pem(root.key) },
    host: '127.0.0.1',
    port: 0,
    allowRemote: false,
    expiry: 48 * hour,
    organization: undefined,
    trusted: [],
    clock: manualClock(noon),
    entropy: systemEntropy,
    log: (line) => lines.push(line),
    onError: (error) => faults.push(error),
    ...options,
  });
  return { ca, root, lines, faults, [Symbol.asyncDispose]: () => ca[Symbol.asyncDispose]() };
}

/** Asks as a manager whose certificate was issued by a root. */
async function ask({ ca, root }: Served, issuer: Authority, swarm = organization): Promise<string> {
  const manager = await makeLeaf(issuer, { role: 'manager', nodeId: 'the-manager', organization: swarm });
  const post = httpsClient({
    roots: () => [root.certificate],
    material: () => materialOf(manager),
    now: () => noon,
  });
  const csr = createRequest(systemEntropy.newKey());
  const identity = { nodeId: 'the-node', organization: swarm, role: 'worker' } as const;
  const { body } = await post(new URL(ca.url), nodeSigningRequest({ csr, identity }), signal);
  return text(body);
}

describe('an external CA that serves', () => {
  it('signs for managers of its own root and of those that it trusts besides, and says so in a line', async () => {
    const before = await makeRoot();
    await using served = await serve({ trusted: [before.pem] });
    for (const issuer of [served.root, before]) expect(await ask(served, issuer)).toContain('"success":true');
    expect(served.lines).toEqual(
      Array(2).fill('signed swarm-worker the-node, valid until 2026-11-26 12:00 UTC, for manager the-manager'),
    );
    expect(served.faults).toEqual([]);
  });

  it('can be taken over by whoever dials it first, as managers do', async () => {
    await using served = await serve();
    const { root, ca } = served;
    const material = materialOf(await makeLeaf(root, { role: 'manager' }));
    await checkReachable(ca.url, { roots: [root.certificate], now: noon, material });
    await expect(
      checkReachable(ca.url, { roots: [(await makeRoot()).certificate], now: noon, material }),
    ).rejects.toMatchObject({ code: 'unknown-authority' });
  });

  it('refuses managers of another swarm than the one that it signs for', async () => {
    await using served = await serve({ organization });
    expect(await ask(served, served.root, 'another')).toContain(
      '"message":"client certificate is of swarm another, and this CA signs for another"',
    );
    expect(served.lines[0]).toMatch(/^refused: .*, for manager the-manager$/);
    expect(await ask(served, served.root)).toContain('"success":true');
  });

  it('says everything in one line, whatever those who ask are called', async () => {
    await using served = await serve({ organization });
    await ask(served, served.root, 'another\n2026-11-24T12:00:00.000Z signed swarm-manager mallory');
    expect(served.lines).toHaveLength(1);
    expect(served.lines[0]).toMatch(/^refused: client certificate is of swarm another 2026.* for manager the-manager$/);
  });

  it('asks whom to trust when a stranger comes, once at a time, and hears him the next time', async () => {
    const later = await makeRoot();
    const asked: PromiseWithResolvers<string>[] = [];
    const askAnew = (): Promise<string> => {
      const question = Promise.withResolvers<string>();
      asked.push(question);
      return question.promise;
    };
    await using served = await serve({ askAnew });
    for (let attempt = 0; attempt < 2; attempt++) await expect(ask(served, later)).rejects.toThrow();
    expect(asked).toHaveLength(1);
    asked[0]?.resolve(later.pem);
    await expect.poll(() => ask(served, later).catch(String)).toContain('"success":true');
    expect(served.lines[0]).toMatch(/^turned away 127\.0\.0\.1:\d+: .*certificate signed by unknown authority/);

    await expect(ask(served, await makeRoot())).rejects.toThrow();
    asked[1]?.reject(new Error('the engine is away'));
    await expect.poll(() => served.faults).toEqual([new Error('the engine is away')]);
  });

  it.each(['0.0.0.0', '', '10.0.0.1', 'ca.example'])('does not listen on %j unless it is told to', async (host) => {
    await expect(serve({ host })).rejects.toMatchObject({ code: 'not-loopback' });
  });

  it.each(['0.0.0.0', '::', ''])('never listens on %j, for which no certificate can be made out', async (host) => {
    await expect(serve({ host, allowRemote: true })).rejects.toMatchObject({ code: 'not-loopback' });
  });

  it('answers by a name as well as by an address', async () => {
    await using served = await serve({ host: 'localhost' });
    expect(served.ca.url).toMatch(/^https:\/\/localhost:\d+\/api\/v1\/cfssl\/sign$/);
    expect(await ask(served, served.root)).toContain('"success":true');
  });
});
