import { once } from 'node:events';
import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askSocket } from '../../packages/core/src/testing/engine.ts';
import { eventually } from '../tools/eventually.ts';
import { startCrew } from '../tools/swarm.ts';
import { inside, malformed, outside } from './bad-requests.ts';
import { answerTo, expectAnswers } from './expect-answers.ts';
import { HostProcess, testUser } from './hosts.ts';
import type { TestUser } from './hosts.ts';

const MiB = 1024 * 1024;
/** Of values; bodies as they arrive come besides. */
const heap = 112 * MiB;
/** So many together, with what a lab needs anyway, are more than that. */
const mostNames = 100;

interface Node {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly Status: { readonly State: string };
  readonly Description: { readonly TLSInfo: object };
  readonly ManagerStatus?: { readonly Addr: string };
}

interface Swarm {
  readonly Version: { readonly Index: number };
  readonly Spec: { readonly Labels: object; readonly CAConfig: { readonly ForceRotate?: number } };
  readonly TLSInfo: { readonly TrustRoot: string };
  readonly JoinTokens: { readonly Worker: string };
  readonly RootRotationInProgress: boolean;
}

describe('a host with a lab, asked by whoever means no good', () => {
  let user: TestUser;
  let host: HostProcess;
  let socket: string;

  beforeAll(async () => {
    user = await testUser();
    // What it kept beyond that would be its end.
    host = new HostProcess(join(user.path, 'lab'), user, undefined, [`--max-old-space-size=${heap / MiB}`]);
    ({ socket = '' } = await host.word());
  });
  afterAll(async () => {
    await host[Symbol.asyncDispose]();
    await user[Symbol.asyncDispose]();
  });

  const get = async <Body>(path: string): Promise<Body> => {
    const { status, body } = await askSocket(socket, 'GET', path);
    expect(status, body).toBe(200);
    return JSON.parse(body) as Body;
  };
  const post = (path: string, body: unknown) =>
    askSocket(socket, 'POST', path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  const swarm = (): Promise<Swarm> => get('/swarm');
  const manager = async (): Promise<Node> => {
    const nodes = await get<readonly Node[]>('/nodes');
    return nodes.find(({ ManagerStatus }) => ManagerStatus !== undefined) ?? expect.fail('there is no manager');
  };

  async function beginRotation(): Promise<void> {
    const { Version, Spec } = await swarm();
    const CAConfig = { ...Spec.CAConfig, ForceRotate: (Spec.CAConfig.ForceRotate ?? 0) + 1 };
    const { status, body } = await post(`/swarm/update?version=${Version.Index}`, { ...Spec, CAConfig });
    expect(status, body).toBe(200);
  }

  /** A node joins by TLS, and with it the root is rotated to the end. */
  async function proveThatItGoesOn(): Promise<void> {
    const { Addr = '' } = (await manager()).ManagerStatus ?? {};
    const before = await swarm();
    await using crew = await startCrew(Addr, before.JoinTokens.Worker, 1);
    const id = crew.nodes[0]?.id ?? '';
    const node = () => get<Node>(`/nodes/${id}`);
    await eventually('it is ready', async () => (await node()).Status.State === 'ready' || undefined);
    await beginRotation();
    await eventually('the rotation has ended, with the node', async () => {
      const { RootRotationInProgress, TLSInfo } = await swarm();
      const isNew = !RootRotationInProgress && TLSInfo.TrustRoot !== before.TLSInfo.TrustRoot;
      return (isNew && JSON.stringify((await node()).Description.TLSInfo) === JSON.stringify(TLSInfo)) || undefined;
    });
    // The next rotation would wait for a node that is gone.
    expect((await askSocket(socket, 'DELETE', `/nodes/${id}?force=1`)).status).toBe(200);
  }

  async function connect(words = ''): Promise<Socket> {
    const client = createConnection(socket);
    client.on('error', () => undefined);
    await once(client, 'connect');
    if (words !== '') client.write(words);
    return client;
  }

  it('answers everything clearly, with a bounded memory, and the lab goes on', async () => {
    await expectAnswers(socket, outside);
    expect((await post('/swarm/init', { ListenAddr: '127.0.0.1:0' })).status).toBe(200);
    await proveThatItGoesOn();
    const before = await host.memory();

    await expectAnswers(socket, [...inside, ...malformed]);
    await pollute();
    await stretch();
    await flood();
    await crowd();
    const after = await host.memory();
    const shown = (bytes: number): string => `${(bytes / MiB).toFixed(0)} MiB`;
    process.stdout.write(
      `the host's memory: ${shown(before.now)} before, ${shown(after.now)} after, ${shown(after.most)} at most\n`,
    );
    expect(after.most - before.now).toBeLessThan(heap + 2 * 128 * MiB);
    expect(host.complaints).toBe('');
  });

  /** Names that mean something to JavaScript are names like any other, also as labels. */
  async function pollute(): Promise<void> {
    const Labels = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c","":"d"}') as object;
    const { Version, Spec } = await swarm();
    const withLabels = `{"__proto__":{"Name":"x"},"constructor":{"prototype":{"Name":"x"}},${JSON.stringify({ ...Spec, Labels }).slice(1)}`;
    const headers = { 'content-type': 'application/json' };
    const { status, body } = await askSocket(socket, 'POST', `/swarm/update?version=${Version.Index}`, {
      body: withLabels,
      headers,
    });
    expect(status, body).toBe(200);
    expect(JSON.stringify((await swarm()).Spec.Labels)).toBe(JSON.stringify(Labels));
    expect((await post(`/swarm/update?version=${(await swarm()).Version.Index}`, Spec)).status).toBe(200);
    expect((await swarm()).Spec).toEqual(Spec);
  }

  /** Lengths of time as long as they can be told, and as short. */
  async function stretch(): Promise<void> {
    const { Spec } = await swarm();
    const change = async (spec: object): Promise<void> => {
      const answer = await post(`/swarm/update?version=${(await swarm()).Version.Index}`, { ...Spec, ...spec });
      expect(answer.status, answer.body).toBe(200);
    };
    const most = 2 ** 63 - 2 ** 10;
    await change({ CAConfig: { ...Spec.CAConfig, NodeCertExpiry: most }, Dispatcher: { HeartbeatPeriod: most } });
    await proveThatItGoesOn();
    await change({ Dispatcher: { HeartbeatPeriod: 1 } });
    await proveThatItGoesOn();
    await change({ CAConfig: (await swarm()).Spec.CAConfig });
  }

  /** Bodies that are too long, many that are as long as may be, and what is kept of them. */
  async function flood(): Promise<void> {
    const long = { call: 'POST /swarm/unlock', body: { UnlockKey: 'x'.repeat(4 * MiB) } };
    expect(await answerTo(socket, long)).toEqual({ status: 413, message: `the body is longer than ${MiB} bytes` });
    const large = { UnlockKey: 'x'.repeat(MiB - 100) };
    const answers = await Promise.all(Array.from({ length: 200 }, () => post('/swarm/unlock', large)));
    for (const answer of answers) expect([409, 503]).toContain(answer.status);

    const { ID } = await manager();
    for (let times = 0; times < mostNames; times++) {
      const { Version } = await get<Node>(`/nodes/${ID}`);
      const Name = `${times}`.padEnd(MiB - 200, 'x');
      const spec = { Role: 'manager', Availability: 'active', Name: times === mostNames - 1 ? '' : Name };
      const answer = await post(`/nodes/${ID}/update?version=${Version.Index}`, spec);
      expect([200, 400]).toContain(answer.status);
    }
  }

  /** A thousand connections: silent ones, slow ones, ones that follow and do not read. The lab goes on meanwhile. */
  async function crowd(): Promise<void> {
    const head = (call: string): string => `${call} HTTP/1.1\r\nhost: x\r\n`;
    const words = [
      '',
      head('POST /swarm/init'),
      `${head('POST /swarm/update?version=1')}content-type: application/json\r\ncontent-length: 500000\r\n\r\n{`,
      `${head('GET /events')}\r\n`,
      `${head('GET /lab/v1/changes')}\r\n`,
      head('GET /nodes').repeat(2),
    ];
    const clients = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => connect(words[index % words.length])),
    );
    for (const client of clients) client.pause();
    try {
      await proveThatItGoesOn();
    } finally {
      for (const client of clients) client.destroy();
    }
    await eventually('there is room again', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => askSocket(socket, 'GET', '/_ping')));
      return answers.every(({ status }) => status === 200) || undefined;
    });
    await proveThatItGoesOn();
  }
});
