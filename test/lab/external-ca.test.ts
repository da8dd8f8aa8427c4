import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { LabClock } from '../../packages/core/src/clock/lab-clock.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import type { Lab, LabOptions } from '../../packages/core/src/lab/lab.ts';
import type { Problem } from '../../packages/core/src/problem.ts';
import type { ExternalCaEntry } from '../../packages/core/src/swarm/state.ts';
import type { Authority } from '../../packages/core/src/testing/certificates.ts';
import { NodeCA } from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import { readCertificates } from '../../packages/core/src/x509/certificate.ts';
import { createRequest } from '../../packages/core/src/x509/csr.ts';
import { ownRoot } from '../tools/authorities.ts';
import { cfsslMissing, startCfssl } from '../tools/cfssl.ts';
import { ExternalCaServer } from '../tools/external-ca.ts';
import { channelToManager } from '../tools/managers.ts';
import { joinOutside, rotateToTheEnd, startLab } from '../tools/swarm.ts';

const hour = 3_600_000;
const entry = (url: string, caCert = ''): ExternalCaEntry => ({ protocol: 'cfssl', url, options: {}, caCert });
const unreachable = (whose: string) => ({
  code: 'InvalidArgument',
  message: `there must be at least one valid, reachable external CA corresponding to ${whose}`,
});

/** The root of a lab, with its key, as somebody has it who was given both. */
function rootOf(lab: Lab): Authority {
  const { rootKey = '' } = lab.readSecrets();
  const pem = lab.state.cluster.rootCa.caCert;
  const [certificate] = readCertificates(pem);
  if (certificate === undefined) throw new Error('a lab without a root');
  const privateKey = createPrivateKey(rootKey);
  return { pem, certificate, key: privateKey, keys: { privateKey, publicKey: createPublicKey(privateKey) } };
}

/** An external CA that hears the managers of a lab. */
async function startCa(lab: Lab, root: Authority): Promise<ExternalCaServer> {
  const ca = new ExternalCaServer(root);
  ca.trusted.push(...readCertificates(lab.state.cluster.rootCa.caCert));
  await ca.start();
  return ca;
}

/** A node that joins now. @returns its id */
async function join(lab: Lab, name: string): Promise<string> {
  const { node } = await lab.join(name, lab.joinToken('worker'));
  return node.id;
}

/** A lab whose root is an external CA's. */
async function startExternal(options: Partial<LabOptions> = {}) {
  const test = await startLab(options);
  const ca = await startCa(test.lab, await ownRoot());
  const externalCas = [entry(ca.url, ca.root.pem)];
  await test.lab.update({ signingCaCert: ca.root.pem, externalCas });
  await test.lab.until('the rotation has ended', ({ isSettled }) => isSettled);
  return {
    ...test,
    ca,
    [Symbol.asyncDispose]: async () => {
      await test[Symbol.asyncDispose]();
      await ca[Symbol.asyncDispose]();
      expect(ca.faults).toEqual([]);
    },
  };
}

describe('an external CA', () => {
  it('AC-062 signs for the present root from when it is named on, without a rotation, and the key stays unused', async () => {
    await using test = await startLab();
    const { lab } = test;
    await using ca = await startCa(lab, rootOf(lab));
    const { caCert } = lab.state.cluster.rootCa;
    await lab.update({ externalCas: [entry(ca.url)] });
    expect([...ca.asked.keys()], 'it is only seen whether it is there').toEqual([]);
    const id = await join(lab, 'worker');
    expect([...ca.asked.keys()]).toEqual([id]);
    expect(lab.state.cluster.rootCa.caCert).toBe(caCert);
    expect(lab.state.cluster.rootCa.rotation).toBeUndefined();
    expect(lab.readSecrets().rootKey).toBeDefined();

    await lab.update({ externalCas: [] });
    await join(lab, 'another');
    expect(ca.asked.size).toBe(1);
  });

  it('AC-171 lets the swarm forget its key, and gives way to it when it is taken back and the entry goes', async () => {
    await using test = await startLab();
    const { lab } = test;
    const root = rootOf(lab);
    const { rootKey = '' } = lab.readSecrets();
    await using ca = await startCa(lab, root);
    const wishes = { signingCaCert: root.pem, externalCas: [entry(ca.url, root.pem)] };
    await expect(lab.update({ signingCaCert: root.pem })).rejects.toMatchObject(
      unreachable('the desired CA certificate'),
    );
    await lab.update(wishes);
    expect(lab.readSecrets().rootKey).toBeUndefined();
    expect(lab.state.cluster.rootCa.rotation).toBeUndefined();
    const id = await join(lab, 'by-the-ca');
    expect([...ca.asked.keys()]).toEqual([id]);

    await expect(lab.update({ externalCas: [] })).rejects.toMatchObject(unreachable('the current CA certificate'));
    await ca.stop();
    await expect(lab.update({ labels: { a: 'b' } })).rejects.toMatchObject(unreachable('the current CA certificate'));
    await ca.start();

    await lab.update({ signingCaCert: root.pem, signingCaKey: rootKey, nodeCertExpiry: 2 * hour });
    expect(lab.readSecrets().rootKey).toBe(rootKey);
    await join(lab, 'still-by-the-ca');
    expect(ca.asked.size).toBe(2);
    await lab.update({ externalCas: [] });
    const { node } = await lab.join('by-the-key', lab.joinToken('worker'));
    expect(ca.asked.size).toBe(2);
    const [{ notAfter }] = node.credentials.identity.certificates;
    expect(Math.round((notAfter - Date.now()) / hour), 'the root was read anew, and the expiry with it').toBe(2);
  });

  it('takes a swarm over with a root of its own, vouches for the root after it, and is asked no more', async () => {
    await using test = await startExternal();
    const { lab, ca } = test;
    expect(lab.state.cluster.rootCa.caCert).toBe(ca.root.pem);
    expect(lab.readSecrets()).not.toHaveProperty('rootKey');
    expect([...ca.asked.keys()]).toEqual([lab.manager.nodeId]);
    const id = await join(lab, 'worker');
    expect([...ca.asked.keys()]).toContain(id);
    await lab.until('all are ready', ({ isSettled }) => isSettled);

    await rotateToTheEnd(lab);
    expect([...ca.asked.keys()].at(-1), 'of the new root it is asked last').toBe('CA');
    expect(lab.readSecrets().rootKey).toBeDefined();
    const asked = ca.asked.size;
    await join(lab, 'later');
    expect(ca.asked.size).toBe(asked);
    for (const { node } of lab.nodes.values()) expect(node.credentials.trust.pem).toBe(lab.state.cluster.rootCa.caCert);
  });

  it('does not vouch for a root that nobody has the key of, nor without a profile for CAs', async () => {
    const failures: Problem[] = [];
    await using test = await startExternal({ onFailure: (problem) => failures.push(problem) });
    const { lab, ca } = test;
    await using other = await startCa(lab, await ownRoot());
    const both = [entry(ca.url, ca.root.pem), entry(other.url, other.root.pem)];
    await expect(lab.update({ signingCaCert: other.root.pem, externalCas: both })).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: 'rotating from one external CA to a different external CA is not supported',
    });
    await expect(lab.update({ signingCaCert: other.root.pem, externalCas: both.slice(1) })).rejects.toMatchObject(
      unreachable('the current CA certificate'),
    );

    ca.signsCas = false;
    await expect(lab.rotateRoot()).rejects.toMatchObject({
      code: 'Internal',
      message: 'unable to generate a cross-signed certificate for root rotation',
    });
    expect(failures.at(-1)?.message).toContain('there is no profile');
    expect(lab.state.cluster.rootCa.rotation).toBeUndefined();
  });

  it('may be away: nodes wait for it, and are signed for when it is back and the swarm hears of it', async () => {
    await using test = await startExternal();
    const { lab, ca } = test;
    await ca.stop();
    const joining = join(lab, 'worker');
    await lab.until('the node is let in', ({ state }) => state.nodes.size === 2);
    const waiting = [...lab.state.nodes.values()].find(({ certificate }) => certificate.state === 'pending');
    await ca.start();
    // It would be tried again within ten seconds; at a change of the list it is at once.
    await lab.update({ externalCas: [entry(ca.url, ca.root.pem), entry(ca.url, ca.root.pem)] });
    expect(await joining).toBe(waiting?.id);
    await lab.until('all are ready', ({ isSettled }) => isSettled);
  });

  it('has the last word when it refuses: the certificate has failed, and its reason is told', async () => {
    await using test = await startExternal();
    const { lab, ca } = test;
    ca.isClosed = true;
    const reason = 'response errors: [{7100 must authenticate sign request with mutual TLS}]';
    await expect(join(lab, 'worker')).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining(reason),
    });
    const failed = [...lab.state.nodes.values()].filter(({ certificate }) => certificate.state === 'failed');
    expect(failed.map(({ certificate }) => certificate.error)).toEqual([expect.stringContaining(reason)]);
  });

  it.skipIf(cfsslMissing)('may be cfssl: it takes a swarm over, and gives it back', async () => {
    await using test = await startLab();
    const { lab } = test;
    const root = await ownRoot();
    const mutualTls = { roots: root.pem + lab.state.cluster.rootCa.caCert, commonName: '^[0-9a-z]{25}$' };
    await using cfssl = await startCfssl(root, { mutualTls });
    await lab.update({ signingCaCert: root.pem, externalCas: [entry(cfssl.url, root.pem)] });
    await lab.until('the rotation has ended', ({ isSettled }) => isSettled);
    await join(lab, 'worker');
    await lab.until('all are ready', ({ isSettled }) => isSettled);
    for (const { node } of lab.nodes.values()) expect(node.credentials.trust.pem).toBe(root.pem);

    await rotateToTheEnd(lab);
    expect(lab.readSecrets().rootKey).toBeDefined();
  });
});

describe('a lab whose clock is not real time', () => {
  it('asks no external CA and lets nobody in from outside, and says why', async () => {
    const failures: Problem[] = [];
    const onError = (error: unknown) => expect.fail(String(error));
    const clock = new LabClock({ at: Date.now(), speed: 1, paused: false }, { realTime: systemClock, onError });
    try {
      await using test = await startExternal({ clock, onFailure: (problem) => failures.push(problem) });
      const { lab, ca } = test;
      const token = lab.joinToken('worker');
      await expect(joinOutside(lab.manager.address, token), 'in real time').resolves.toBeDefined();
      const asked = ca.asked.size;

      await clock.jumpBy(3 * hour);
      const why = 'its clock is 3 hours ahead of it';
      await expect(lab.update({ labels: { a: 'b' } })).rejects.toMatchObject(unreachable('the current CA certificate'));
      expect(failures.at(-1)?.message).toBe(`external CAs live in real time, and this lab does not: ${why}`);
      await expect(joinOutside(lab.manager.address, token)).rejects.toMatchObject({
        code: 'FailedPrecondition',
        message: `this lab does not live in real time: ${why}`,
      });
      await using stranger = await channelToManager(lab, 'manager-1');
      const csr = Buffer.from(createRequest(systemEntropy.newKey()));
      await expect(stranger.unary(NodeCA.method.issueNodeCertificate, { csr, token })).rejects.toMatchObject({
        code: 'FailedPrecondition',
      });
      expect(ca.asked.size).toBe(asked);
    } finally {
      clock.close();
    }
  });

  it('goes on for its own nodes with a key of its own', async () => {
    const onError = (error: unknown) => expect.fail(String(error));
    const clock = new LabClock({ at: Date.now(), speed: 1, paused: false }, { realTime: systemClock, onError });
    try {
      await using test = await startLab({ clock });
      await clock.jumpBy(3 * 24 * hour);
      await join(test.lab, 'worker');
      await rotateToTheEnd(test.lab);
    } finally {
      clock.close();
    }
  });
});
