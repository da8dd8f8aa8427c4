import { afterAll, beforeAll, describe, it } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { connectVerified } from '../../packages/core/src/node/connection.ts';
import { makeLeaf, makeRoot } from '../../packages/core/src/testing/certificates.ts';
import {
  CA,
  Dispatcher,
  Health,
  IssuanceStatus_State,
  LogBroker,
  NodeCA,
  RaftMembership,
} from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import { RpcError } from '../../packages/core/src/wire/grpc/status.ts';
import type { Channel } from '../../packages/core/src/wire/network.ts';
import { shownIdentity } from '../../packages/core/src/wire/shown-identity.ts';
import type { ShownIdentity } from '../../packages/core/src/wire/shown-identity.ts';
import { tlsNetwork } from '../../packages/core/src/wire/tls-network.ts';
import { readCertificates } from '../../packages/core/src/x509/certificate.ts';
import { createRequest } from '../../packages/core/src/x509/csr.ts';
import { dockerMissing } from '../tools/docker.ts';
import { joinOutside } from '../tools/swarm.ts';
import { dockerSwarm, labSwarm } from './beside.ts';
import type { SwarmBeside } from './beside.ts';
import { expectOnlyKnownDifferences } from './docker-20.10.ts';

const { issueNodeCertificate, nodeCertificateStatus } = NodeCA.method;
const { getRootCACertificate, getUnlockKey } = CA.method;
const { session, heartbeat, assignments } = Dispatcher.method;
const call = { timeoutMs: 10_000 };
const newRequest = (): Buffer => Buffer.from(createRequest(systemEntropy.newKey()));

/** Who calls. */
const callers = ['nobody', 'worker', 'manager', 'removed', 'stranger'] as const;
type Caller = (typeof callers)[number];

function nameOf(state: IssuanceStatus_State | undefined): string {
  return Object.entries(IssuanceStatus_State).find(([, value]) => value === state)?.[0] ?? '';
}

/** Makes the same calls to any swarm, and notes what is answered. */
class Questionnaire {
  readonly lines: string[] = [];
  readonly #swarm: SwarmBeside;
  readonly #channels: ReadonlyMap<Caller, Channel>;
  readonly #ids: ReadonlyMap<string, string>;

  static async of(swarm: SwarmBeside): Promise<Questionnaire> {
    const join = async (role: 'worker' | 'manager') => joinOutside(swarm.address, await swarm.joinToken(role));
    const [worker, removed, manager] = [await join('worker'), await join('worker'), await join('manager')];
    const now = Date.now();
    const leaf = await makeLeaf(await makeRoot(now), {}, { notBefore: now - 3_600_000, notAfter: now + 3_600_000 });
    const identities: Readonly<Record<Caller, ShownIdentity | undefined>> = {
      nobody: undefined,
      worker: worker.identity,
      manager: manager.identity,
      removed: removed.identity,
      stranger: shownIdentity([leaf.certificate], leaf.key),
    };
    const channels = new Map<Caller, Channel>();
    for (const caller of callers) {
      const identity = identities[caller];
      const channel = await connectVerified({
        network: tlsNetwork,
        address: swarm.address,
        roots: readCertificates(await swarm.read('manager', 'root')),
        clock: systemClock,
        signal: new AbortController().signal,
        ...(identity && { identity }),
      });
      channels.set(caller, channel);
    }
    const ids = new Map([
      [removed.identity.nodeId, '<removed>'],
      [swarm.clusterId, '<cluster>'],
    ]);
    await swarm.remove(removed.identity.nodeId);
    return new Questionnaire(swarm, channels, ids);
  }

  private constructor(swarm: SwarmBeside, channels: ReadonlyMap<Caller, Channel>, ids: ReadonlyMap<string, string>) {
    this.#swarm = swarm;
    this.#channels = channels;
    this.#ids = ids;
  }

  close(): void {
    for (const channel of this.#channels.values()) channel.destroy();
  }

  /** @param ask yields what of the answer is looked at */
  async #ask(what: string, caller: Caller, ask: (channel: Channel) => Promise<unknown>): Promise<void> {
    const channel = this.#channels.get(caller);
    if (channel === undefined) throw new Error(`${caller} has no channel`);
    const answer = await ask(channel).catch((error: unknown) => {
      if (!(error instanceof RpcError)) throw error;
      // Whose connection is ended learns it from the system, in words of its own.
      return caller === 'stranger' ? error.code : `${error.code} ${error.message}`;
    });
    let text = typeof answer === 'string' ? answer : JSON.stringify(answer);
    for (const [id, name] of this.#ids) text = text.replaceAll(id, name);
    this.lines.push(
      `${caller}, ${what}: ${text.replaceAll(/\b[0-9a-z]{25}\b/g, '<id>').replaceAll(this.#swarm.address, '<address>')}`,
    );
  }

  async #first(what: string, caller: Caller, open: (channel: Channel) => AsyncGenerator<unknown, void>): Promise<void> {
    await this.#ask(what, caller, async (channel) => {
      const stream = open(channel);
      const { value } = await stream.next();
      await stream.return(undefined);
      return value === undefined ? 'the stream ends' : 'a message';
    });
  }

  async answerAll(): Promise<readonly string[]> {
    await this.#ca();
    await this.#issuing();
    await this.#sessions();
    await this.#managers();
    await this.#forwarding();
    return this.lines;
  }

  async #ca(): Promise<void> {
    for (const caller of callers) {
      await this.#ask('the root', caller, async (channel) => {
        const { certificate } = await channel.unary(getRootCACertificate, {}, call);
        return Buffer.from(certificate).toString() === (await this.#swarm.read('manager', 'root'));
      });
      await this.#ask('the unlock key', caller, async (channel) => {
        const { unlockKey, version } = await channel.unary(getUnlockKey, {}, call);
        return [unlockKey.length, Number(version?.index) > 0];
      });
    }
  }

  async #issuing(): Promise<void> {
    const token = await this.#swarm.joinToken('worker');
    const wrong = {
      'no token': '',
      'a wrong token': 'wrong',
      'the secret of a token alone': token.slice(-25),
      'a token in capitals': token.toUpperCase(),
      'a token with a space': `${token} `,
      'the token of version 2': token.replace('-1-', '-2-0-'),
    };
    const issue = (channel: Channel, csr: Buffer, given = '') =>
      channel.unary(issueNodeCertificate, { csr, token: given }, call);
    for (const [what, given] of Object.entries(wrong)) {
      await this.#ask(what, 'nobody', (channel) => issue(channel, newRequest(), given));
    }
    for (const caller of callers) {
      await this.#ask('no request', caller, (channel) => issue(channel, Buffer.alloc(0), token));
      await this.#ask('a renewal', caller, async (channel) => {
        const { nodeMembership } = await issue(channel, newRequest());
        return nodeMembership;
      });
    }
    const requests = {
      rubbish: Buffer.from('random garbage'),
      'PEM of another kind': Buffer.from(newRequest().toString().replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE')),
      'PEM by its other name': Buffer.from(
        newRequest().toString().replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'),
      ),
      'PEM of nothing': Buffer.from('-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----\n'),
    };
    for (const [what, csr] of Object.entries(requests)) {
      await this.#ask(what, 'nobody', async (channel) => {
        const { nodeId } = await issue(channel, csr, token);
        const { status, certificate } = await channel.unary(nodeCertificateStatus, { nodeId }, call);
        return [nameOf(status?.state), status?.err, (certificate?.certificate.length ?? 0) > 0];
      });
    }
    const ids = {
      'status of nobody': '',
      'status of an unknown node': '123',
      'status of a removed node': [...this.#ids.keys()][0] ?? '',
    };
    for (const [what, nodeId] of Object.entries(ids)) {
      await this.#ask(what, 'nobody', (channel) => channel.unary(nodeCertificateStatus, { nodeId }, call));
    }
  }

  async #sessions(): Promise<void> {
    const beat = (sessionId: string) => (channel: Channel) => channel.unary(heartbeat, { sessionId }, call);
    await this.#ask('a heartbeat before any session', 'worker', beat(''));
    await this.#ask('a heartbeat with an invented session', 'worker', beat('x'));
    for (const caller of ['nobody', 'removed'] as const) {
      await this.#first('a session', caller, (channel) => channel.serverStream(session, {}, {}));
      await this.#ask('a heartbeat', caller, beat(''));
      await this.#first('assignments', caller, (channel) => channel.serverStream(assignments, { sessionId: '' }, {}));
      await this.#first('subscriptions', caller, (channel) =>
        channel.serverStream(LogBroker.method.listenSubscriptions, {}, {}),
      );
    }
    await this.#ask('sessions one after the other', 'worker', async (channel) => {
      const seen: string[] = [];
      for (let times = 0; times < 4; times++) {
        const stream = channel.serverStream(session, {}, {});
        const { value } = await stream.next();
        seen.push(value?.sessionId ?? '');
        await stream.return(undefined);
      }
      return new Set(seen).size;
    });
    await this.#first('a fifth session', 'worker', (channel) => channel.serverStream(session, {}, {}));
    await this.#ask('a heartbeat without its session', 'worker', beat(''));
    await this.#ask('a heartbeat with another session', 'worker', beat('x'));
    await this.#first('assignments of another session', 'worker', (channel) =>
      channel.serverStream(assignments, { sessionId: 'x' }, {}),
    );
  }

  async #managers(): Promise<void> {
    for (const caller of callers) {
      for (const service of ['', 'Raft', 'ControlAPI']) {
        await this.#ask(`health of ${service || 'all'}`, caller, async (channel) => {
          const { status } = await channel.unary(Health.method.check, { service }, call);
          return status;
        });
      }
      // A manager that asks this is not asked: a lab has no raft, and says so.
      if (caller === 'manager') continue;
      await this.#ask('to be a manager', caller, (channel) =>
        channel.unary(RaftMembership.method.join, { addr: '127.0.0.1:1' }, call),
      );
    }
  }

  async #forwarding(): Promise<void> {
    const good = {
      forwarded_cert: 'true',
      forwarded_cert_cn: 'x',
      forwarded_cert_ou: 'swarm-manager',
      forwarded_cert_org: this.#swarm.clusterId,
    };
    const all = {
      'for a manager': good,
      'for a worker': { ...good, forwarded_cert_ou: 'swarm-worker' },
      'for nobody': { ...good, forwarded_cert_cn: '', forwarded_cert_ou: '', forwarded_cert_org: '' },
      'for another swarm': { ...good, forwarded_cert_org: 'another' },
      'for nobody in particular': { ...good, forwarded_cert_cn: '' },
      'unless it is not': { ...good, forwarded_cert: 'false' },
    };
    for (const [what, metadata] of Object.entries(all)) {
      for (const caller of ['nobody', 'worker', 'manager'] as const) {
        await this.#ask(`the unlock key, ${what}`, caller, async (channel) => {
          const { unlockKey } = await channel.unary(getUnlockKey, {}, { ...call, metadata });
          return unlockKey.length;
        });
        await this.#ask(`health, ${what}`, caller, async (channel) => {
          const { status } = await channel.unary(Health.method.check, {}, { ...call, metadata });
          return status;
        });
      }
    }
  }
}

async function answersOf(swarm: SwarmBeside): Promise<readonly string[]> {
  const questionnaire = await Questionnaire.of(swarm);
  try {
    return await questionnaire.answerAll();
  } finally {
    questionnaire.close();
  }
}

describe.skipIf(dockerMissing)('answers of ours, beside those of a real manager', () => {
  let docker: SwarmBeside;
  let ours: SwarmBeside;
  beforeAll(async () => {
    [docker, ours] = await Promise.all([dockerSwarm(), labSwarm()]);
  });
  afterAll(async () => {
    await Promise.all([docker, ours].map((swarm) => swarm[Symbol.asyncDispose]()));
  });

  it('have its codes and its words, call by call', async () => {
    expectOnlyKnownDifferences('answers to calls', { ours: await answersOf(ours), docker: await answersOf(docker) });
  });
});
