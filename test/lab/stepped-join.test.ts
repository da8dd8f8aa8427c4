import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LabClient } from '../../packages/core/src/engine/client/lab-client.ts';
import { joinOrder, joinSteps } from '../../packages/core/src/engine/shapes/extension/join.ts';
import type { JoinLine, JoinOrder, LabJoinEnding } from '../../packages/core/src/engine/shapes/extension/join.ts';
import { manualClock } from '../../packages/core/src/clock/manual-clock.ts';
import { Roster } from '../../packages/core/src/lab/extension/roster.ts';
import { SteppedJoins } from '../../packages/core/src/lab/extension/stepped-joins.ts';
import { eventually } from '../tools/eventually.ts';
import { Hosted } from '../tools/hosted-lab.ts';

/** A join that is watched, and steered by whoever watches. */
class Watched {
  readonly lines: JoinLine[] = [];
  readonly leaving = new AbortController();
  readonly read: Promise<void>;
  readonly #lab: LabClient;

  constructor(lab: LabClient, order: Partial<JoinOrder>) {
    this.#lab = lab;
    this.read = this.#follow(order);
    this.read.catch(() => undefined);
  }

  async #follow(order: Partial<JoinOrder>): Promise<void> {
    for await (const line of this.#lab.join(order, { signal: this.leaving.signal })) this.lines.push(line);
  }

  get steps(): readonly string[] {
    return this.lines.flatMap(({ Step }) => (Step === undefined ? [] : [Step.Step]));
  }

  get ending(): LabJoinEnding | undefined {
    return this.lines.at(-1)?.Ended;
  }

  get messages(): readonly string[] {
    return this.lines.flatMap(({ Message: said }) => (said ? [`${said.Way} ${said.Method} ${said.Text}`] : []));
  }

  stopsAt(step: string): Promise<JoinLine> {
    return eventually(`it stops at ${step}`, () => {
      const last = this.lines.findLast(({ Step }) => Step !== undefined);
      return last?.Step?.Step === step && last.Stopped ? last : undefined;
    });
  }

  steer(what: 'next' | 'continue' | 'abort'): Promise<void> {
    return this.#lab.steerJoin(this.lines[0]?.ID ?? '', what);
  }

  /** Step by step until it stops there. */
  async walkTo(step: (typeof joinSteps)[number]): Promise<void> {
    for (const each of joinSteps.slice(0, joinSteps.indexOf(step))) {
      await this.stopsAt(each);
      await this.steer('next');
    }
    await this.stopsAt(step);
  }

  async ended(): Promise<LabJoinEnding> {
    await this.read;
    return this.ending ?? expect.fail('it has not ended');
  }
}

describe('a join, step by step', () => {
  it('stops at each step, and tells what it has found out there', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    const join = new Watched(lab, {});
    await join.walkTo('request');
    // The manager knows it by then, and nobody has signed anything.
    expect(join.steps).toEqual(['token', 'root', 'digest', 'key', 'request']);
    expect(hosted.lab.nodes.has('worker-1')).toBe(false);
    await join.steer('continue');
    expect((await join.ended()).Outcome).toBe('joined');
    expect(join.steps).toEqual(joinSteps);

    const node = hosted.lab.nodes.get('worker-1')?.node ?? expect.fail('it does not run');
    const { identity, trust } = node.credentials;
    const [token, root, digest, key, request, signature, answer, session] = join.lines.flatMap(
      ({ Step }) => Step ?? [],
    );
    const [leaf] = identity.certificates;
    const { address } = hosted.lab.manager;
    const tls = { Version: 'TLSv1.3', Suite: expect.stringMatching(/^TLS_/) as string };
    expect(token).toMatchObject({ TokenVersion: 1, Digest: trust.digest });
    expect(root).toMatchObject({ Address: address, Protection: tls, Digest: trust.digest, Bytes: trust.pem.length });
    expect(digest).toMatchObject({ Digest: trust.digest, Certificates: 1 });
    expect(key).toMatchObject({ Key: hash('sha256', leaf.spki) });
    const leader = hosted.lab.manager.credentials.identity;
    expect(request).toMatchObject({ Server: { ID: leader.nodeId }, NodeID: node.id, Membership: 'accepted' });
    expect(signature?.Questions).toBeGreaterThan(0);
    expect(answer).toMatchObject({
      Subject: { ID: node.id, Units: ['swarm-worker'], Swarm: identity.organization },
      NotAfter: leaf.notAfter,
      Serial: Buffer.from(leaf.serialNumber).toString('hex'),
    });
    expect(session).toMatchObject({ Address: address, Protection: tls });
    expect(session?.Session).not.toBe('');
    for (const { Step } of join.lines) if (Step !== undefined) expect(Step.Microseconds).toBeGreaterThan(0);
  });

  it('tells what is said on the wire, without the token', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    const join = new Watched(lab, { FullSpeed: true });
    expect((await join.ended()).Outcome).toBe('joined');
    const nodeId = hosted.lab.nodes.get('worker-1')?.node.id ?? '';
    expect(join.messages.slice(0, 4)).toEqual([
      'sent GetRootCACertificate {}',
      expect.stringMatching(/^received GetRootCACertificate \{certificate: CERTIFICATE, \d+ bytes\}$/),
      expect.stringMatching(/^sent IssueNodeCertificate \{csr: CERTIFICATE REQUEST, \d+ bytes; token: ••••\}$/),
      `received IssueNodeCertificate {node_id: "${nodeId}"; node_membership: ACCEPTED}`,
    ]);
    expect(join.messages.at(-1)).toContain('received NodeCertificateStatus {status: {state: ISSUED}; certificate: {');
    const secret = hosted.lab.joinToken('worker').split('-').at(-1) ?? '';
    expect(JSON.stringify(join.lines)).not.toContain(secret);
  });

  it('ends at the digest with a token of another root', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    const [prefix, version, , secret = ''] = hosted.lab.joinToken('worker').split('-');
    const join = new Watched(lab, { Token: [prefix, version, '1'.repeat(50), secret].join('-'), FullSpeed: true });
    expect(await join.ended()).toMatchObject({
      Outcome: 'refused',
      Step: 'digest',
      Code: 'fingerprint',
      Message: expect.stringContaining('remote CA does not match fingerprint. Expected: ') as string,
      Left: '',
    });
    // Nothing secret was sent: there was only the question for the root.
    expect(join.messages.filter((said) => said.startsWith('sent'))).toEqual(['sent GetRootCACertificate {}']);
    expect(hosted.lab.state.nodes.size).toBe(1);
  });

  it('ends at the request with a token of another secret, and at the token with what is none', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    const parts = hosted.lab.joinToken('worker').split('-');
    const Token = [...parts.slice(0, 3), '0'.repeat(25)].join('-');
    const join = new Watched(lab, { Token, FullSpeed: true });
    expect(await join.ended()).toMatchObject({
      Outcome: 'refused',
      Step: 'request',
      Code: 'InvalidArgument',
      Message: 'A valid join token is necessary to join this cluster',
    });
    expect(join.messages.at(-1)).toContain('code = InvalidArgument');
    const none = new Watched(lab, { Token: 'nonsense', FullSpeed: true });
    expect(await none.ended()).toMatchObject({ Step: 'token', Code: 'invalid-join-token' });
    expect(hosted.lab.state.nodes.size).toBe(1);
  });

  it('leaves a node behind when it is given up after the request, and says which', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    const join = new Watched(lab, { Name: 'half' });
    await join.walkTo('request');
    await join.steer('abort');
    const { Outcome, Step, Left } = await join.ended();
    expect({ Outcome, Step }).toEqual({ Outcome: 'aborted', Step: 'signature' });
    expect(hosted.lab.state.nodes.has(Left)).toBe(true);
    expect(hosted.lab.nodes.has('half')).toBe(false);
    // What people do not expect: a node that nobody is holds up every root rotation until it is removed.
    await hosted.lab.rotateRoot();
    await eventually('the rotation waits for it alone', async () => {
      const awaited = (await lab.rotation()).Standings.filter(({ Why }) => Why !== '');
      return awaited.length === 1 && awaited[0]?.ID === Left && awaited[0].Why === 'never-reported' ? true : undefined;
    });
    await hosted.client.removeNode(Left, true);
    await hosted.lab.until('it goes on', ({ state }) => state.cluster.rootCa.rotation === undefined);
    // Its machine is as if it had never been: the name can be taken again.
    const again = new Watched(lab, { Name: 'half', FullSpeed: true });
    expect((await again.ended()).Outcome).toBe('joined');
  });

  it('ends when whoever watches has left, or the lab ends', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    const left = new Watched(lab, { Name: 'left' });
    await left.walkTo('key');
    left.leaving.abort();
    const other = new Watched(lab, { Name: 'other' });
    await other.walkTo('answer');
    await eventually('the name is free again', () =>
      lab
        .join({ Name: 'left', FullSpeed: true }, { signal: AbortSignal.timeout(5_000) })
        .next()
        .then(
          ({ value }) => value,
          () => undefined,
        ),
    );
    await hosted.client.leaveSwarm(true);
    expect((await other.ended()).Outcome).toBe('aborted');
  });

  it('ends by itself when nobody lets it go on for four minutes', async () => {
    await using hosted = await Hosted.start();
    await hosted.found();
    const clock = manualClock(0);
    const faults: unknown[] = [];
    const joins = new SteppedJoins(clock, (error) => faults.push(error));
    const lines: JoinLine[] = [];
    const ended = Promise.withResolvers<void>();
    const to = { isRead: true, send: (line: JoinLine) => lines.push(line), end: () => ended.resolve() };
    const { signal } = new AbortController();
    joins.begin(hosted.lab, new Roster(hosted.lab), signal, { ...joinOrder.zero, Name: 'alone' })(to);
    const stop = await eventually('it is stopped', () => lines.find(({ Stopped }) => Stopped));
    expect(stop.StandsMs).toBe(240_000);
    clock.advance(239_000);
    joins.steer('1', { Do: 'next' });
    await eventually('it is stopped again', () => lines.find(({ Step, Stopped }) => Step?.Step === 'root' && Stopped));
    // It was let go on in time, and has four minutes more.
    clock.advance(239_000);
    expect(lines.at(-1)?.Ended).toBeUndefined();
    clock.advance(1_000);
    await ended.promise;
    expect(lines.at(-1)?.Ended).toMatchObject({ Outcome: 'abandoned', Step: 'digest', Left: '' });
    expect(() => joins.steer('1', { Do: 'next' })).toThrow('there is no join "1" under way');
    expect(clock.pending).toBe(0);
    expect(faults).toEqual([]);
  });

  it('refuses what is out of bounds', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    const begin = (order: Partial<JoinOrder>): Promise<unknown> =>
      lab.join(order, { signal: AbortSignal.timeout(10_000) }).next();
    await expect(begin({ Name: 'manager-1' })).rejects.toMatchObject({ status: 400 });
    await expect(begin({ Name: 'no name' })).rejects.toMatchObject({ status: 400 });
    await expect(begin({ Role: 'king' })).rejects.toMatchObject({ status: 400 });
    await expect(lab.steerJoin('77', 'next')).rejects.toMatchObject({ status: 404 });
    const joins = Array.from({ length: 8 }, () => new Watched(lab, {}));
    await Promise.all(joins.map((join) => join.stopsAt('token')));
    expect(new Set(joins.map(({ lines }) => lines[0]?.Name)).size).toBe(8);
    await expect(begin({})).rejects.toMatchObject({ status: 409 });
    await joins[0]?.steer('abort');
    await joins[0]?.ended();
    const fast = new Watched(lab, { FullSpeed: true });
    await fast.ended();
    for (const join of joins) join.leaving.abort();
  });
});
