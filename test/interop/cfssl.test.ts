import { describe, expect, it } from 'vitest';
import { ExternalCa } from '../../packages/core/src/ca/cfssl/client.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import type { Authority } from '../../packages/core/src/testing/certificates.ts';
import { httpsClient } from '../../packages/core/src/wire/https/client.ts';
import { checkReachable } from '../../packages/core/src/wire/https/reachable.ts';
import type { TlsMaterial } from '../../packages/core/src/wire/shown-identity.ts';
import { readCertificates } from '../../packages/core/src/x509/certificate.ts';
import { validateChain } from '../../packages/core/src/x509/chain.ts';
import { createRequest } from '../../packages/core/src/x509/csr.ts';
import { readName } from '../../packages/core/src/x509/name.ts';
import { managerMaterial, ownRoot } from '../tools/authorities.ts';
import { cfsslMissing, startCfssl } from '../tools/cfssl.ts';
import type { Cfssl } from '../tools/cfssl.ts';

const nodeId = 'n'.repeat(25);
const organization = 'o'.repeat(25);

async function clientOf(cfssl: Cfssl, root: Authority, material?: TlsMaterial): Promise<ExternalCa> {
  const shown = material ?? (await managerMaterial(root, 'a-manager', organization));
  const post = httpsClient({ roots: () => [root.certificate], material: () => shown, now: () => Date.now() });
  return new ExternalCa({ urls: [cfssl.url], intermediates: '', post, realTime: systemClock });
}

const requestFor = (role: 'worker' | 'manager') => ({
  csr: createRequest(systemEntropy.newKey()),
  identity: { nodeId, organization, role },
});

describe.skipIf(cfsslMissing)('Debian’s cfssl as an external CA of ours', () => {
  it.each(['P-256', 'P-384', 'rsa-2048'] as const)(
    'signs for nodes as it is asked to, with a %s root',
    async (kind) => {
      const root = await ownRoot(kind);
      await using cfssl = await startCfssl(root);
      const client = await clientOf(cfssl, root);
      for (const [role, names] of [
        ['worker', ['swarm-worker', nodeId]],
        ['manager', ['swarm-manager', nodeId, 'swarm-ca']],
      ] as const) {
        const [leaf] = validateChain(await client.sign(requestFor(role)), [root.certificate], Date.now()).certificates;
        expect(readName(leaf.subject).map(({ value }) => value)).toEqual([organization, `swarm-${role}`, nodeId]);
        expect(leaf.facts.dnsNames).toEqual(names);
      }
    },
  );

  it.each([
    ['P-256', 'P-256'],
    ['P-384', 'rsa-2048'],
    ['rsa-2048', 'P-256'],
  ] as const)('vouches with a root of %s for one of %s, by its profile CA', async (presentKind, successorKind) => {
    const [present, successor] = [await ownRoot(presentKind), await ownRoot(successorKind)];
    await using cfssl = await startCfssl(present);
    await using successorCfssl = await startCfssl(successor);
    const client = await clientOf(cfssl, present);
    const crossSigned = await client.crossSign(successor, [present.certificate], Date.now());
    const leaf = await (await clientOf(successorCfssl, successor)).sign(requestFor('worker'));
    const { chains } = validateChain(leaf + crossSigned, [present.certificate], Date.now());
    expect(chains[0]).toHaveLength(3);
  });

  it('without that profile yields what no chain can run through, which is told before it does harm', async () => {
    const [present, successor] = [await ownRoot(), await ownRoot()];
    await using cfssl = await startCfssl(present, { signsCas: false });
    const crossSigning = (await clientOf(cfssl, present)).crossSign(successor, [present.certificate], Date.now());
    await expect(crossSigning).rejects.toMatchObject({
      code: 'not-cross-signed',
      message: 'the external CA did not cross-sign the new root: it may not sign',
      next: expect.stringContaining('a signing profile named CA'),
    });
  });

  it('refuses in its own way, by a status: that may pass by itself', async () => {
    const root = await ownRoot();
    await using cfssl = await startCfssl(root);
    const signing = (await clientOf(cfssl, root)).sign({ ...requestFor('worker'), csr: 'rubbish' });
    await expect(signing).rejects.toMatchObject({
      code: 'recoverable',
      message: expect.stringMatching(/^unexpected status code in CSR response: 400 - \{"success":false/),
    });
  });

  it('accepts by mutual TLS a manager of ours, and nobody else', async () => {
    const [own, swarm] = [await ownRoot(), await ownRoot('rsa-2048')];
    const mutualTls = { roots: own.pem + swarm.pem, commonName: '^[a-z]-manager$' };
    await using cfssl = await startCfssl(own, { mutualTls });
    const manager = await managerMaterial(swarm, 'a-manager', organization);
    const signed = await (await clientOf(cfssl, own, manager)).sign(requestFor('worker'));
    expect(readCertificates(signed)).toHaveLength(1);

    const other = await managerMaterial(swarm, 'somebody', organization);
    await expect((await clientOf(cfssl, own, other)).sign(requestFor('worker'))).rejects.toMatchObject({
      code: 'recoverable',
      message: expect.stringMatching(/^unexpected status code in CSR response: 4\d\d /),
    });
    const stranger = await managerMaterial(await ownRoot(), 'a-manager', organization);
    await expect((await clientOf(cfssl, own, stranger)).sign(requestFor('worker'))).rejects.toMatchObject({
      code: 'recoverable',
      message: expect.stringContaining('unable to perform certificate signing request'),
    });
    await checkReachable(cfssl.url, { roots: [own.certificate], now: Date.now(), material: manager });
    await expect(
      checkReachable(cfssl.url, { roots: [swarm.certificate], now: Date.now(), material: manager }),
    ).rejects.toMatchObject({ code: 'unknown-authority' });
  });
});
