import { describe, expect, it } from 'vitest';
import { EngineRefusal } from '../../packages/core/src/engine/shapes/refused.ts';
import type { CaConfig, ExternalCa, Swarm } from '../../packages/core/src/engine/shapes/swarm.ts';
import { keyPem } from '../../packages/core/src/keyfile/node-key.ts';
import { makeAuthority } from '../../packages/core/src/testing/certificates.ts';
import { ownRoot } from '../tools/authorities.ts';
import { ExternalCaServer } from '../tools/external-ca.ts';
import { change } from '../tools/engine-suite.ts';
import { Hosted } from '../tools/hosted-lab.ts';
import { joinLab } from '../tools/lab-engines.ts';

const hour = 3_600_000;

/** Asks for another root. @returns the refusal */
async function wish({ client }: Hosted, wished: Partial<CaConfig>): Promise<EngineRefusal | undefined> {
  try {
    await change(client, ({ CAConfig }) => ({ CAConfig: { ...CAConfig, ...wished } }));
    return undefined;
  } catch (error) {
    if (error instanceof EngineRefusal) return error;
    throw error;
  }
}

/** A refusal of the swarm's, whose text ends so. */
function invalid(end: string): unknown {
  const pattern = new RegExp(`^rpc error: code = InvalidArgument desc = .*${end}$`, 's');
  return expect.objectContaining({ status: 400, message: expect.stringMatching(pattern) });
}

/** An external CA as a specification names it. */
function externalCa({ url }: ExternalCaServer, CACert = ''): ExternalCa {
  return { Protocol: 'cfssl', URL: url, Options: {}, CACert };
}

async function settled({ client, lab }: Hosted): Promise<Swarm> {
  await lab.until('the rotation has ended', ({ isSettled }) => isSettled);
  return client.inspectSwarm();
}

function ownKey({ lab }: Hosted): string {
  return lab.readSecrets().rootKey ?? expect.fail('the lab has no key');
}

/** A lab in which rotations come to no end until its worker is woken. */
async function heldUp(): Promise<Hosted> {
  const host = await Hosted.start();
  await host.found();
  await joinLab(host.engine, 'worker-1');
  await host.lab.silence('worker-1');
  return host;
}

describe('the root of a lab, asked for through its socket', () => {
  it('AC-063 AC-065 AC-068 AC-069 AC-070 is not what nobody can sign for, and says why', async () => {
    await using host = await Hosted.start();
    await host.found();
    const { TLSInfo, Version } = await host.client.inspectSwarm();
    const [root, other] = [await ownRoot(), await ownRoot()];
    const expired = await makeAuthority({ notBefore: Date.now() - 3 * hour, notAfter: Date.now() - hour });
    const SigningCAKey = keyPem(root.key);
    expect(await wish(host, { SigningCAKey })).toEqual(invalid('the signing CA cert must also be provided'));
    expect(await wish(host, { SigningCACert: root.pem })).toEqual(invalid('the desired CA certificate'));
    const nowhere = { Protocol: 'cfssl', URL: 'https://127.0.0.1:1', Options: {}, CACert: '' };
    const unreachable = { SigningCACert: root.pem, ExternalCAs: [nowhere] };
    expect(await wish(host, unreachable)).toEqual(invalid('the desired CA certificate'));
    expect(await wish(host, { SigningCACert: root.pem + other.pem, SigningCAKey })).toEqual(
      invalid('cannot contain multiple certificates'),
    );
    expect(await wish(host, { SigningCACert: TLSInfo.TrustRoot, SigningCAKey })).toEqual(
      invalid('certificate key mismatch'),
    );
    expect(await wish(host, { SigningCACert: expired.pem, SigningCAKey: keyPem(expired.key) })).toMatchObject({
      status: 400,
      message: expect.stringContaining('expired'),
    });
    expect(await host.client.inspectSwarm()).toMatchObject({ Version, TLSInfo, RootRotationInProgress: false });
  });

  it('AC-071 AC-076 stays what it is when it is given again, or nothing is asked for', async () => {
    await using host = await heldUp();
    const { TLSInfo, JoinTokens } = await host.client.inspectSwarm();
    const padded = TLSInfo.TrustRoot.replace('CERTIFICATE-----\n', 'CERTIFICATE-----\nA-Header: 1\n\n');
    const given = { SigningCACert: `\n\n${padded}\n\n`, SigningCAKey: ownKey(host), ForceRotate: 7 };
    expect(await wish(host, given)).toBeUndefined();
    // The counter was taken over: as it is, it asks for nothing.
    expect(await wish(host, {})).toBeUndefined();
    const after = await host.client.inspectSwarm();
    expect(after).toMatchObject({ TLSInfo, JoinTokens, RootRotationInProgress: false });
    expect(after.Spec.CAConfig.ForceRotate).toBe(7);
  });

  it('AC-073 AC-075 AC-077 is on its way after another counter, and given up when the present one is given', async () => {
    await using host = await heldUp();
    const { TLSInfo, JoinTokens } = await host.client.inspectSwarm();
    const key = ownKey(host);
    expect(await wish(host, { ForceRotate: 1 })).toBeUndefined();
    const during = await host.client.inspectSwarm();
    expect(during.RootRotationInProgress).toBe(true);
    expect(during.TLSInfo.CertIssuerPublicKey).not.toBe(TLSInfo.CertIssuerPublicKey);
    const { Cluster } = (await host.client.info()).Swarm;
    for (const shown of [during, Cluster]) expect(JSON.stringify(shown)).not.toContain('PRIVATE KEY');
    expect(await wish(host, { SigningCACert: TLSInfo.TrustRoot, SigningCAKey: key })).toBeUndefined();
    expect(await host.client.inspectSwarm()).toMatchObject({ TLSInfo, JoinTokens, RootRotationInProgress: false });
  });

  it('AC-074 is cross-signed once, when it is given twice', async () => {
    await using host = await heldUp();
    const root = await ownRoot();
    const given = { SigningCACert: root.pem, SigningCAKey: keyPem(root.key) };
    expect(await wish(host, given)).toBeUndefined();
    const { rotation } = host.lab.state.cluster.rootCa;
    expect(rotation).toBeDefined();
    expect(await wish(host, { ...given, ForceRotate: 3 })).toBeUndefined();
    expect(host.lab.state.cluster.rootCa).toMatchObject({ rotation, lastForcedRotation: 3 });
    await host.lab.wake('worker-1');
    const after = await settled(host);
    expect(after.TLSInfo.TrustRoot).toBe(root.pem);
    expect(after.Spec.CAConfig).toMatchObject({ SigningCACert: '', SigningCAKey: '' });
  });

  it('AC-064 AC-066 AC-067 AC-072 may be an external CA’s, which has to be there, until its key is given', async () => {
    await using host = await Hosted.start();
    await host.found();
    const before = await host.client.inspectSwarm();
    await using first = new ExternalCaServer(await ownRoot());
    await using second = new ExternalCaServer(await ownRoot());
    for (const ca of [first, second]) await ca.start();
    const { certificates } = host.lab.nodes.get('manager-1')?.node.credentials.trust ?? expect.fail();
    first.trusted.push(...certificates);
    second.trusted.push(first.root.certificate);
    const own = externalCa(first, first.root.pem);
    expect(await wish(host, { SigningCACert: first.root.pem, ExternalCAs: [own] })).toBeUndefined();
    const external = await settled(host);
    expect(external.TLSInfo.TrustRoot).toBe(first.root.pem);
    expect(external.TLSInfo.TrustRoot).not.toBe(before.TLSInfo.TrustRoot);

    expect(await wish(host, { ExternalCAs: [] })).toEqual(
      invalid('reachable external CA corresponding to the current CA certificate'),
    );
    for (const present of [own, externalCa(first)]) {
      const both = [present, externalCa(second, second.root.pem)];
      expect(await wish(host, { SigningCACert: second.root.pem, ExternalCAs: both })).toEqual(
        invalid('rotating from one external CA to a different external CA is not supported'),
      );
    }
    const key = { SigningCACert: first.root.pem, SigningCAKey: keyPem(first.root.key), ExternalCAs: [] };
    expect(await wish(host, key)).toBeUndefined();
    expect(await host.client.inspectSwarm()).toMatchObject({
      TLSInfo: external.TLSInfo,
      RootRotationInProgress: false,
    });
    expect([...first.faults, ...second.faults]).toEqual([]);
  });
});
