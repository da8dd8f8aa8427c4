import { describe, expect, it } from 'vitest';
import { ExternalCa } from '../../packages/core/src/ca/cfssl/client.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { readNodeFacts } from '../../packages/core/src/lab/evidence.ts';
import type { CertificateFacts } from '../../packages/core/src/lab/evidence.ts';
import type { Lab } from '../../packages/core/src/lab/lab.ts';
import type { ExternalCaEntry } from '../../packages/core/src/swarm/state.ts';
import { pkcs8Pem } from '../../packages/core/src/testing/certificates.ts';
import type { Authority } from '../../packages/core/src/testing/certificates.ts';
import { httpsClient } from '../../packages/core/src/wire/https/client.ts';
import { readCertificates } from '../../packages/core/src/x509/certificate.ts';
import { createRequest } from '../../packages/core/src/x509/csr.ts';
import { ownRoot } from '../tools/authorities.ts';
import { cfsslMissing, startCfssl } from '../tools/cfssl.ts';
import type { Cfssl } from '../tools/cfssl.ts';
import { ExternalCaServer } from '../tools/external-ca.ts';
import { rotateToTheEnd, startLab } from '../tools/swarm.ts';

const hour = 3_600_000;

function entryOf({ url }: Cfssl, { pem: caCert }: Authority): ExternalCaEntry {
  return { protocol: 'cfssl', url, options: {}, caCert };
}

/** Rotates a lab to a root that a cfssl signs for, to the end. */
async function rotateToCfssl(lab: Lab, cfssl: Cfssl, root: Authority): Promise<void> {
  await lab.update({ signingCaCert: root.pem, externalCas: [entryOf(cfssl, root)] });
  await lab.until('the rotation has ended', ({ isSettled }) => isSettled);
  expect(lab.state.cluster.rootCa.caCert).toBe(root.pem);
}

let count = 0;

/** The certificates of a node that joins, leaf first; they lead to the root. */
async function joined(lab: Lab): Promise<readonly CertificateFacts[]> {
  const { directory } = await lab.join(`node-${++count}`, lab.joinToken('worker'));
  return (await readNodeFacts(directory, systemClock)).certificates;
}

/** By whom a certificate was signed: ours are dated back by an hour, those of cfssl by five minutes. */
function signerOf([leaf]: readonly CertificateFacts[]): 'the lab' | 'cfssl' {
  return Date.now() - (leaf?.notBefore ?? 0) > hour / 2 ? 'the lab' : 'cfssl';
}

const missing = (whose: string): unknown =>
  expect.objectContaining({
    code: 'InvalidArgument',
    message: `there must be at least one valid, reachable external CA corresponding to the ${whose} CA certificate`,
  });

describe.skipIf(cfsslMissing)('a lab with Debian’s cfssl as its external CA', () => {
  it('rotates to its root, whatever key that has, lets it sign, and rotates back to a root of its own', async () => {
    for (const kind of ['P-256', 'rsa-2048'] as const) {
      const root = await ownRoot(kind);
      await using cfssl = await startCfssl(root);
      await using test = await startLab();
      const { lab } = test;
      expect(signerOf(await joined(lab))).toBe('the lab');
      await rotateToCfssl(lab, cfssl, root);
      expect(lab.readSecrets().rootKey).toBeUndefined();
      expect(signerOf(await joined(lab))).toBe('cfssl');

      await rotateToTheEnd(lab);
      expect(lab.state.cluster.rootCa.caCert).not.toBe(root.pem);
      for (const { directory } of lab.nodes.values()) {
        const [, crossSigned] = (await readNodeFacts(directory, systemClock)).certificates;
        expect(crossSigned?.keyId).toBe((await readNodeFacts(directory, systemClock)).roots[0]?.keyId);
      }
      expect(signerOf(await joined(lab))).toBe('the lab');
      expect(test.events.filter(({ event }) => 'error' in event)).toEqual([]);
    }
  });

  it('is refused a rotation back where that cfssl has no profile CA, and told what is missing', async () => {
    const root = await ownRoot();
    await using cfssl = await startCfssl(root, { signsCas: false });
    const failures: string[] = [];
    await using test = await startLab({ onFailure: ({ next }) => failures.push(next ?? '') });
    await rotateToCfssl(test.lab, cfssl, root);
    await expect(test.lab.rotateRoot()).rejects.toMatchObject({
      code: 'Internal',
      message: 'unable to generate a cross-signed certificate for root rotation',
    });
    expect(failures).toEqual([expect.stringContaining('a signing profile named CA')]);
    expect(test.lab.state.cluster.rootCa.rotation).toBeUndefined();
  });

  it('goes to another external CA by no way, the first in its list or not', async () => {
    const [root, other] = [await ownRoot(), await ownRoot()];
    await using cfssl = await startCfssl(root);
    await using otherCfssl = await startCfssl(other);
    await using test = await startLab();
    await rotateToCfssl(test.lab, cfssl, root);
    const entries = [entryOf(otherCfssl, other)];
    await expect(test.lab.update({ signingCaCert: other.pem, externalCas: entries })).rejects.toThrow(
      missing('current'),
    );
    entries.push(entryOf(cfssl, root));
    await expect(test.lab.update({ signingCaCert: other.pem, externalCas: entries })).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: 'rotating from one external CA to a different external CA is not supported',
    });
  });

  it('has it sign for the present root, drops the key, and takes it back: without a rotation each time', async () => {
    const root = await ownRoot();
    await using test = await startLab();
    const { lab } = test;
    const key = pkcs8Pem(root.key);
    await lab.update({ signingCaCert: root.pem, signingCaKey: key });
    await lab.until('the rotation has ended', ({ isSettled }) => isSettled);
    const tokens = [lab.joinToken('worker'), lab.joinToken('manager')];
    {
      await using cfssl = await startCfssl(root);
      // An entry that names no root is one for the present root.
      await lab.update({ externalCas: [{ ...entryOf(cfssl, root), caCert: '' }] });
      expect([signerOf(await joined(lab)), lab.readSecrets().rootKey]).toEqual(['cfssl', key]);

      await lab.update({ signingCaCert: root.pem });
      expect([signerOf(await joined(lab)), lab.readSecrets().rootKey]).toEqual(['cfssl', undefined]);
    }
    await expect(lab.update({ labels: { a: 'change' } })).rejects.toThrow(missing('current'));

    await lab.update({ signingCaCert: root.pem, signingCaKey: key, externalCas: [] });
    await lab.update({ labels: { a: 'change' } });
    expect([signerOf(await joined(lab)), lab.readSecrets().rootKey]).toEqual(['the lab', key]);
    expect([lab.joinToken('worker'), lab.joinToken('manager')]).toEqual(tokens);
  });

  it('waits with a rotation to it that hears none but its own, and goes on by itself when it hears others', async () => {
    const root = await ownRoot();
    const failures: string[] = [];
    await using test = await startLab({ onFailure: ({ message }) => failures.push(message) });
    const { lab } = test;
    const before = lab.state.cluster.rootCa.caCert;
    const commonName = `^${lab.manager.nodeId}$`;
    let address: string;
    {
      await using deaf = await startCfssl(root, { mutualTls: { roots: root.pem, commonName } });
      ({ address } = deaf);
      await lab.update({ signingCaCert: root.pem, externalCas: [entryOf(deaf, root)] });
      await lab.until('the manager is to renew', ({ state }) =>
        [...state.nodes.values()].every(({ certificate }) => certificate.state === 'renew'),
      );
      expect(lab.state.cluster.rootCa.rotation).toBeDefined();
    }
    await using hearing = await startCfssl(root, { address, mutualTls: { roots: root.pem + before, commonName } });
    await lab.until('the rotation has ended', ({ isSettled }) => isSettled);
    expect(lab.state.cluster.rootCa.caCert).toBe(root.pem);
    expect(hearing.address).toBe(address);
  });

  it('shows a manager’s certificate that cfssl accepts as our own external CA does', async () => {
    const root = await ownRoot();
    await using test = await startLab();
    const { lab } = test;
    const trusted = lab.state.cluster.rootCa.caCert;
    const { nodeId } = lab.manager;
    const mutualTls = { roots: root.pem + trusted, commonName: `^${nodeId}$` };
    await using cfssl = await startCfssl(root, { mutualTls });
    await using own = new ExternalCaServer(root);
    own.trusted.push(...readCertificates(trusted));
    await own.start();
    const { identity } = lab.nodes.get('manager-1')?.node.credentials ?? {};
    if (identity === undefined) throw new Error('the lab has no manager');
    for (const { url } of [cfssl, own]) {
      const post = httpsClient({
        roots: () => [root.certificate],
        material: () => identity.tls,
        now: () => Date.now(),
      });
      const client = new ExternalCa({ urls: [url], intermediates: '', post, realTime: systemClock });
      const csr = createRequest(systemEntropy.newKey());
      const organization = lab.state.cluster.id;
      const pem = await client.sign({ csr, identity: { nodeId: 'a-node', organization, role: 'worker' } });
      expect(readCertificates(pem)).toHaveLength(1);
    }
    await rotateToCfssl(lab, cfssl, root);
  });
});
