import { beforeEach, describe, expect, it } from 'vitest';
import { SigningProblem } from '../ca/problem.ts';
import { manualClock } from '../clock/manual-clock.ts';
import type { ManualClock } from '../clock/manual-clock.ts';
import { newNode } from '../swarm/found.ts';
import type { Node } from '../swarm/state.ts';
import { TestSwarm } from '../testing/swarm.ts';
import { CaServer } from './ca-server.ts';

const away = (): SigningProblem => new SigningProblem('recoverable', 'the external CA is away');

let swarm: TestSwarm;
let realTime: ManualClock;
let server: CaServer;
/** Requests that came to the signer, in order. */
let asked: string[];
let errors: unknown[];
/** What the signer does with a request. */
let sign: (csr: string) => Promise<string>;
let update: () => void;
let disk: () => void;

beforeEach(async () => {
  swarm = await TestSwarm.found();
  realTime = manualClock(0);
  [asked, errors] = [[], []];
  sign = async (csr) => `certificate for ${csr}`;
  update = () => undefined;
  disk = () => undefined;
  server = new CaServer({
    swarm: {
      get state() {
        return swarm.view;
      },
      perform: async (decide) => {
        disk();
        return swarm.perform(decide);
      },
      request: () => Promise.reject(new Error('not asked for')),
    },
    signing: {
      isExternal: true,
      get root() {
        return swarm.view.cluster.rootCa.caCert;
      },
      update: () => update(),
      sign: ({ csr }) => {
        asked.push(csr);
        return sign(csr);
      },
    },
    realTime,
    onError: (error) => errors.push(error),
  });
});

/** Lets everything happen that needs no time. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

function ask(id: string, csr = id): void {
  const certificate = { role: 'worker', csr, state: 'pending', error: '', pem: '', awaitedIssuer: undefined } as const;
  swarm.put(newNode(id, 'worker', 0, certificate));
  server.evaluate(id);
}

const certificateOf = (id: string): Node['certificate'] => swarm.node(id).certificate;

describe('CaServer', () => {
  it('tries again after ten seconds what may pass by itself, and whenever what signs has changed', async () => {
    sign = () => Promise.reject(away());
    ask('a');
    await turns();
    expect(certificateOf('a').state).toBe('pending');
    realTime.advance(9_999);
    await turns();
    expect(asked).toEqual(['a']);
    realTime.advance(1);
    await turns();
    expect(asked).toEqual(['a', 'a']);
    sign = async () => 'the certificate';
    server.reload();
    await turns();
    expect(certificateOf('a')).toMatchObject({ state: 'issued', pem: 'the certificate' });
    realTime.advance(60_000);
    await turns();
    expect(asked).toEqual(['a', 'a', 'a']);
    expect([errors, realTime.pending]).toEqual([[], 0]);
  });

  it('lets one go ahead of those that wait, each time another one, and all follow where it was signed', async () => {
    sign = () => Promise.reject(away());
    for (const id of ['a', 'b', 'c']) ask(id);
    await turns();
    asked = [];
    for (let round = 0; round < 3; round++) {
      realTime.advance(10_000);
      await turns();
    }
    expect(asked).toEqual(['a', 'b', 'c']);
    asked = [];
    // A node whose request alone the external CA cannot take holds nobody up for long.
    sign = (csr) => (csr === 'a' ? Promise.reject(away()) : Promise.resolve('the certificate'));
    realTime.advance(10_000);
    await turns();
    expect(asked).toEqual(['a']);
    realTime.advance(10_000);
    await turns();
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
    expect([certificateOf('b').state, certificateOf('c').state]).toEqual(['issued', 'issued']);
  });

  it('leaves whoever signed before in place when the root in the store cannot be used, and says so', async () => {
    const invalid = new Error('invalid Root CA object in cluster: …');
    update = () => {
      throw invalid;
    };
    server.start();
    server.reload();
    ask('a');
    await turns();
    expect(errors).toEqual([invalid, invalid]);
    expect(certificateOf('a').state).toBe('issued');
  });

  it('looks at the root again with every retry: it may have become valid since', async () => {
    sign = () => Promise.reject(away());
    ask('a');
    await turns();
    let updates = 0;
    update = () => void updates++;
    realTime.advance(10_000);
    expect(updates).toBe(1);
  });

  it('records why a certificate failed for good, a fault of the signer’s own too, which it also reports', async () => {
    sign = (csr) => Promise.reject(csr === 'a' ? new SigningProblem('failed', 'no key in it') : new TypeError('a bug'));
    ask('a');
    ask('b');
    await turns();
    expect(certificateOf('a')).toMatchObject({ state: 'failed', error: 'no key in it' });
    expect(certificateOf('b')).toMatchObject({ state: 'failed', error: 'a bug' });
    expect(errors).toEqual([new TypeError('a bug')]);
  });

  it('signs again later what the disk refused', async () => {
    disk = () => {
      throw new Error('the disk is full');
    };
    ask('a');
    await turns();
    expect(errors).toEqual([new Error('the disk is full')]);
    disk = () => undefined;
    realTime.advance(10_000);
    await turns();
    expect(certificateOf('a').state).toBe('issued');
  });

  it('keeps the first certificate for a request that is signed twice', async () => {
    const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()] as const;
    sign = () => (asked.length === 1 ? answers[0] : answers[1]).promise;
    ask('a');
    server.evaluate('a');
    await turns();
    answers[1].resolve('the first');
    await turns();
    answers[0].reject(new SigningProblem('failed', 'too late'));
    await turns();
    expect(asked).toEqual(['a', 'a']);
    expect(certificateOf('a')).toMatchObject({ state: 'issued', pem: 'the first', error: '' });
  });

  it('has sixteen requests at a time with external CAs, and asks them nothing once it is stopped', async () => {
    const answers: PromiseWithResolvers<string>[] = [];
    sign = () => {
      const answer = Promise.withResolvers<string>();
      answers.push(answer);
      return answer.promise;
    };
    for (let count = 0; count < 20; count++) ask(`node-${count}`);
    await turns();
    expect(asked).toHaveLength(16);
    server.stop();
    for (const { resolve } of answers) resolve('too late');
    await turns();
    realTime.advance(60_000);
    await turns();
    expect([asked.length, realTime.pending]).toEqual([16, 0]);
    expect(certificateOf('node-0').state).toBe('pending');
  });
});
