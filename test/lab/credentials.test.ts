import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readNodeKey } from '../../packages/core/src/keyfile/node-key.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { downloadRoot } from '../../packages/core/src/node/download-root.ts';
import { connectUnverified } from '../../packages/core/src/node/connection.ts';
import { requestCertificate } from '../../packages/core/src/node/request-certificate.ts';
import { createRequest } from '../../packages/core/src/x509/csr.ts';
import { sec1Pem } from '../../packages/core/src/x509/private-key.ts';
import { readTrustBundle } from '../../packages/core/src/x509/trust-bundle.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { Credentials } from '../../packages/core/src/wire/credentials.ts';
import type { CredentialsState } from '../../packages/core/src/wire/credentials.ts';
import { loadIdentity } from '../../packages/core/src/wire/identity.ts';
import { tlsNetwork } from '../../packages/core/src/wire/tls-network.ts';
import { callWithCertificate } from '../../packages/core/src/lab/evidence.ts';
import { bothSigners, channelTo, rotateToTheEnd, startLab } from '../tools/swarm.ts';
import type { TestLab } from '../tools/swarm.ts';

const { signal } = new AbortController();

let test: TestLab;
afterEach(() => test[Symbol.asyncDispose]());

describe.each(bothSigners)('credentials, the CA being %s,', (signedBy) => {
  beforeEach(async () => {
    test = await startLab({ signedBy });
  });

  it('AC-092 work with a key that was kept as SEC 1, and with one as PKCS #8', async () => {
    const { node } = await test.lab.join('worker', test.lab.joinToken('worker'));
    const { identity, trust } = node.credentials;
    const pkcs8 = identity.key.export({ format: 'pem', type: 'pkcs8' }).toString();
    for (const pem of [sec1Pem(identity.key), pkcs8]) {
      const loaded = loadIdentity(identity.tls.certificatePem, readNodeKey(pem).key, trust, Date.now());
      await expect(callWithCertificate(test.lab.manager.address, loaded.tls)).resolves.toBeUndefined();
    }
  });

  it('AC-093 of two swarms refuse each other until one of them trusts both roots', async () => {
    await using other = await startLab();
    const { node } = await other.lab.join('stranger', other.lab.joinToken('worker'));
    const { address } = test.lab.manager;
    await expect(callWithCertificate(address, node.credentials.identity.tls)).rejects.toMatchObject({
      code: 'Unavailable',
    });
    const manager = test.lab.nodes.get('manager-1');
    const both = test.lab.manager.state.cluster.rootCa.caCert + other.lab.manager.state.cluster.rootCa.caCert;
    manager?.node.credentials.replace({ trust: readTrustBundle(both, Date.now()) });
    await expect(callWithCertificate(address, node.credentials.identity.tls)).resolves.toBeUndefined();
  });

  it('AC-094 tell those who watch of every renewal and of every root, at once', async () => {
    const { node } = await test.lab.join('worker', test.lab.joinToken('worker'));
    await test.lab.until('it is ready', ({ isSettled }) => isSettled);
    const seen: CredentialsState[] = [];
    const stop = node.credentials.onChange((state) => seen.push(state));
    await node.renewNow();
    expect(seen).toHaveLength(1);
    await rotateToTheEnd(test.lab);
    expect(seen).toHaveLength(3);
    const [renewed, rotated, trusted] = seen;
    expect(rotated?.identity.issuer.spki).not.toEqual(renewed?.identity.issuer.spki);
    expect(trusted?.trust.pem).toBe(test.lab.manager.state.cluster.rootCa.caCert);
    stop();
    await node.renewNow();
    expect(seen).toHaveLength(3);
  });

  it('keep what they had where only one part is replaced', async () => {
    const { node } = await test.lab.join('worker', test.lab.joinToken('worker'));
    const { identity, trust } = node.credentials;
    const credentials = new Credentials({ identity, trust });
    credentials.replace({ trust: readTrustBundle(trust.pem + trust.pem, Date.now()) });
    expect(credentials.identity).toBe(identity);
  });
});

describe.each(bothSigners)('asking for a certificate, the CA being %s,', (signedBy) => {
  beforeEach(async () => {
    test = await startLab({ signedBy });
  });

  it('AC-041 AC-045 downloads the root without a token too, trusting the first that comes', async () => {
    const { channel } = await connectUnverified(tlsNetwork, test.lab.manager.address, signal);
    const trust = await downloadRoot(channel, systemClock, signal);
    expect(trust.pem).toBe(test.lab.manager.state.cluster.rootCa.caCert);
    channel.destroy();
  });

  it('AC-061 fails at once on a connection that has ended', async () => {
    const channel = await channelTo(test.lab);
    channel.destroy();
    const csr = createRequest(systemEntropy.newKey());
    const request = {
      channel,
      csr,
      token: test.lab.joinToken('worker'),
      realTime: systemClock,
      entropy: systemEntropy,
      signal,
    };
    await expect(requestCertificate(request)).rejects.toMatchObject({ code: 'Unavailable' });
  });

  it('says that the CA refused for good, where Docker’s nodes would ask for ever', async () => {
    const channel = await channelTo(test.lab);
    const request = {
      channel,
      csr: 'rubbish',
      token: test.lab.joinToken('worker'),
      realTime: systemClock,
      entropy: systemEntropy,
      signal,
    };
    await expect(requestCertificate(request)).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('CSR Decode failed'),
    });
    channel.destroy();
  });
});
