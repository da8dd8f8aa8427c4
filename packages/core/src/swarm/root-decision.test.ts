import { beforeEach, describe, expect, it } from 'vitest';
import { makeAuthority, noon, otherKey } from '../testing/certificates.ts';
import type { Authority } from '../testing/certificates.ts';
import { TestSwarm } from '../testing/swarm.ts';
import type { Outside } from '../testing/swarm.ts';
import { readCertificates } from '../x509/certificate.ts';
import { sec1Pem } from '../x509/private-key.ts';
import { readTrustBundle } from '../x509/trust-bundle.ts';
import { verifyChain } from '../x509/verify.ts';
import type { ExternalCaEntry } from './state.ts';

const day = 24 * 3_600_000;
const years = 365 * day;

let swarm: TestSwarm;
/** The root of the swarm, with its key. */
let own: { readonly caCert: string; readonly caKey: string };
/** Another root, with its key. */
let other: Authority;
beforeEach(async () => {
  swarm = await TestSwarm.found();
  own = { caCert: swarm.cluster.rootCa.caCert, caKey: swarm.view.secrets.rootKey ?? '' };
  other = await makeRootFor({});
});

function makeRootFor(wishes: Parameters<typeof makeAuthority>[0]): Promise<Authority> {
  return makeAuthority({ notAfter: noon + 10 * years, ...wishes });
}

const keyOf = ({ keys }: Authority): string => sec1Pem(keys.privateKey);
const entry = (url: string, caCert = ''): ExternalCaEntry => ({ protocol: 'cfssl', url, options: {}, caCert });
const reachable = (...cas: readonly (readonly [url: string, caCert: string])[]): Outside => ({
  reachable: new Map(cas),
});
const invalid = (message: string): Error =>
  expect.objectContaining({ code: 'InvalidArgument', message: expect.stringContaining(message) }) as Error;
const missing = (whose: string): Error =>
  invalid(`there must be at least one valid, reachable external CA corresponding to the ${whose} CA certificate`);

/** The swarm gives its key away to an external CA. */
async function makeExternal(): Promise<void> {
  await swarm.update(
    { signingCaCert: own.caCert, externalCas: [entry('https://own')] },
    { outside: reachable(['https://own', own.caCert]) },
  );
}

function decorated(pem: string): string {
  return `\n some words \n${pem.replace('-----\n', '-----\nName: value\n\n')}\n\n`;
}

describe('the CA in an update of the swarm', () => {
  it('rule 1 · AC-063 AC-070 refuses a key without a certificate, and one whose certificate is no PEM', async () => {
    const refused = invalid('the signing CA cert must also be provided');
    await expect(swarm.update({ signingCaKey: own.caKey })).rejects.toThrow(refused);
    await expect(swarm.update({ signingCaKey: own.caKey, signingCaCert: 'no PEM' })).rejects.toThrow(refused);
  });

  it('rule 2 · AC-072 takes the key of an external root back, with no external CA at hand', async () => {
    await makeExternal();
    expect(swarm.view.secrets.rootKey).toBeUndefined();
    await swarm.update({ signingCaCert: own.caCert, signingCaKey: own.caKey, forceRotate: 5 });
    expect(swarm.view.secrets.rootKey).toBe(own.caKey);
    expect(swarm.cluster.rootCa).toEqual({ caCert: own.caCert, rotation: undefined, lastForcedRotation: 5 });
    expect([swarm.entry?.event, swarm.needs]).toEqual(['root-key-stored', []]);
  });

  it('rule 2 hands on as it is that the key is not the root’s', async () => {
    await makeExternal();
    await expect(swarm.update({ signingCaCert: own.caCert, signingCaKey: keyOf(other) })).rejects.toMatchObject({
      code: 'Unknown',
      message: 'certificate key mismatch',
    });
  });

  it('rule 3 · AC-064 AC-070 demands an external CA for a root without key, for whatever is updated', async () => {
    await makeExternal();
    await expect(swarm.update({ externalCas: [] })).rejects.toThrow(missing('current'));
    await expect(swarm.update({ labels: { a: '1' } })).rejects.toThrow(missing('current'));
    await swarm.update({ labels: { a: '1' } }, { outside: reachable(['https://own', own.caCert]) });
    expect(swarm.needs).toEqual(['reachable-ca']);
  });

  it('rule 4 · AC-075 starts a rotation to a new root for another counter, a lower one too', async () => {
    await swarm.update({ forceRotate: 7 });
    await swarm.update({ forceRotate: 3 });
    const { rotation, lastForcedRotation } = swarm.cluster.rootCa;
    expect([lastForcedRotation, swarm.entry?.event]).toEqual([3, 'rotation-replaced']);
    expect(swarm.view.secrets.rotationKey).toContain('EC PRIVATE KEY');
    const [crossSigned] = readCertificates(rotation?.crossSignedCaCert ?? '');
    const roots = readTrustBundle(own.caCert, noon).certificates;
    expect(
      crossSigned && verifyChain(crossSigned, { roots, intermediates: [], now: noon, purpose: 'any' }),
    ).toHaveLength(1);
    expect(swarm.cluster.rootCa.caCert).toBe(own.caCert);
  });

  it('rule 4 has an external root cross-sign the new one, whose key the swarm has', async () => {
    await makeExternal();
    const asked: unknown[] = [];
    const outside: Outside = {
      ...reachable(['https://own', own.caCert]),
      crossSign: (need) => {
        asked.push(need.by);
        return Promise.resolve('cross-signed');
      },
    };
    await swarm.update({ forceRotate: 1 }, { outside });
    expect(asked).toEqual([{ urls: ['https://own'] }]);
    expect(swarm.needs).toEqual(['reachable-ca', 'generated-root', 'cross-signed-root']);
    expect(swarm.cluster.rootCa.rotation?.crossSignedCaCert).toBe('cross-signed');
  });

  it('rule 5 demands an external CA for a rotation to a root without key, for whatever is updated', async () => {
    await swarm.update(
      { signingCaCert: other.pem, externalCas: [entry('https://other', other.pem)] },
      { outside: reachable(['https://other', other.pem]) },
    );
    await expect(swarm.update({ labels: { a: '1' } })).rejects.toThrow(missing('next'));
    await swarm.update({ labels: { a: '1' } }, { outside: reachable(['https://other', other.pem]) });
    expect(swarm.cluster.rootCa.rotation?.caCert).toBe(other.pem);
  });

  it('rule 6 · AC-076 leaves the root alone where nothing is said of it, amid a rotation too', async () => {
    const before = swarm.cluster.rootCa;
    await swarm.update({ labels: { a: '1' } });
    expect(swarm.cluster.rootCa).toEqual(before);
    await swarm.rotate();
    const amid = [swarm.cluster.rootCa, swarm.view.secrets];
    await swarm.update({ labels: { a: '2' } });
    expect([swarm.cluster.rootCa, swarm.view.secrets]).toEqual(amid);
  });

  it.each<[string, () => Promise<{ signingCaCert: string; signingCaKey: string }>, string]>([
    [
      'with the key of another',
      async () => ({ signingCaCert: own.caCert, signingCaKey: keyOf(other) }),
      'certificate key mismatch',
    ],
    [
      'that has expired',
      async () => {
        const expired = await makeRootFor({ notAfter: noon - 1 });
        return { signingCaCert: expired.pem, signingCaKey: keyOf(expired) };
      },
      'expired',
    ],
    [
      'with an RSA key of 1024 bits',
      async () => {
        const weak = await makeRootFor({ keys: otherKey('rsa-2048') });
        return { signingCaCert: weak.pem, signingCaKey: 'no key' };
      },
      'malformed private key',
    ],
    [
      'that is none',
      async () => ({ signingCaCert: pemOf('AAAA'), signingCaKey: own.caKey }),
      'invalid root certificates',
    ],
  ])('rule 7 · AC-069 AC-070 refuses a root %s', async (_what, wishes, message) => {
    await expect(wishes().then((wish) => swarm.update(wish))).rejects.toThrow(invalid(message));
  });

  it('rule 8 · AC-068 AC-070 refuses two certificates', async () => {
    await expect(swarm.update({ signingCaCert: other.pem + own.caCert, signingCaKey: keyOf(other) })).rejects.toThrow(
      invalid('the desired CA certificate cannot contain multiple certificates'),
    );
  });

  it('rule 9 refuses the same certificate twice', async () => {
    await expect(swarm.update({ signingCaCert: other.pem + other.pem, signingCaKey: keyOf(other) })).rejects.toThrow(
      invalid('could not parse the desired CA certificate'),
    );
  });

  it('rule 10 refuses a root with less than a year left, and takes one with a year', async () => {
    const short = await makeRootFor({ notAfter: noon + years - 1000 });
    await expect(swarm.update({ signingCaCert: short.pem, signingCaKey: keyOf(short) })).rejects.toThrow(
      invalid('CA certificate expires too soon'),
    );
    const enough = await makeRootFor({ notAfter: noon + years });
    await swarm.update({ signingCaCert: enough.pem, signingCaKey: keyOf(enough) });
    expect(swarm.entry?.event).toBe('rotation-started');
  });

  it('rule 11 · AC-065 AC-070 refuses a root without key that no external CA stands for', async () => {
    for (const externalCas of [[], [entry('https://other')], [entry('https://other', own.caCert)]]) {
      await expect(
        swarm.update({ signingCaCert: other.pem, externalCas }, { outside: reachable(['https://other', other.pem]) }),
      ).rejects.toThrow(missing('desired'));
    }
    const unreachable = { signingCaCert: other.pem, externalCas: [entry('https://other', other.pem)] };
    await expect(swarm.update(unreachable)).rejects.toThrow(missing('desired'));
  });

  it('rule 12 · AC-073 aborts a rotation, the tokens as they were', async () => {
    const tokens = swarm.view.secrets;
    await swarm.rotate();
    await swarm.update({ signingCaCert: decorated(own.caCert), signingCaKey: own.caKey });
    expect(swarm.cluster.rootCa).toMatchObject({ caCert: own.caCert, rotation: undefined });
    expect(swarm.view.secrets).toEqual(tokens);
    expect([swarm.entry?.event, swarm.effects]).toEqual(['rotation-aborted', ['reload-issuer', 'reconcile']]);
  });

  it('rule 12 · AC-071 copies the counter and does nothing else for the present root with its key', async () => {
    await swarm.update({ signingCaCert: decorated(own.caCert), signingCaKey: own.caKey, forceRotate: 4 });
    expect(swarm.cluster.rootCa).toEqual({ caCert: own.caCert, rotation: undefined, lastForcedRotation: 4 });
    expect(swarm.view.secrets.rootKey).toBe(own.caKey);
  });

  it('rule 12 forgets the key of the present root when an external CA stands for it', async () => {
    await makeExternal();
    expect('rootKey' in swarm.view.secrets).toBe(false);
    expect(swarm.entry?.event).toBe('root-key-forgotten');
  });

  it('rule 13 refuses another certificate with the very key of the root', async () => {
    const [certificate] = readCertificates(own.caCert);
    const again = await makeRootFor({
      keys: {
        privateKey: other.keys.privateKey,
        publicKey: other.keys.publicKey,
      },
      subject: 'renamed',
    });
    expect(certificate).toBeDefined();
    await swarm.update({ signingCaCert: other.pem, signingCaKey: keyOf(other) });
    const { rotation } = swarm.cluster.rootCa;
    // The rotation ends; the swarm's root now has the key of `other`.
    swarm.view.apply([
      {
        kind: 'cluster',
        cluster: {
          ...swarm.cluster,
          rootCa: { ...swarm.cluster.rootCa, caCert: rotation?.caCert ?? '', rotation: undefined },
        },
      },
      { kind: 'secret', name: 'rootKey', value: keyOf(other) },
      { kind: 'secret', name: 'rotationKey', value: undefined },
    ]);
    await expect(swarm.update({ signingCaCert: again.pem, signingCaKey: keyOf(other) })).rejects.toThrow(
      invalid('Cannot update to a cert with an identical key'),
    );
  });

  it('rule 14 · AC-074 keeps the cross-signed certificate when the rotation’s own root is given again', async () => {
    await swarm.update({ signingCaCert: other.pem, signingCaKey: keyOf(other) });
    const { rotation } = swarm.cluster.rootCa;
    await swarm.update({ signingCaCert: decorated(other.pem), signingCaKey: keyOf(other), forceRotate: 9 });
    expect(swarm.cluster.rootCa).toEqual({ caCert: own.caCert, rotation, lastForcedRotation: 9 });
    expect(swarm.view.secrets.rotationKey).toBe(keyOf(other));
    expect([swarm.entry?.event, swarm.needs]).toEqual(['rotation-key-replaced', []]);
  });

  it('rule 14 gives the key of the rotation’s root away to an external CA', async () => {
    await swarm.update({ signingCaCert: other.pem, signingCaKey: keyOf(other) });
    await swarm.update(
      { signingCaCert: other.pem, externalCas: [entry('https://other', other.pem)] },
      { outside: reachable(['https://other', other.pem]) },
    );
    expect('rotationKey' in swarm.view.secrets).toBe(false);
    expect(swarm.effects).toEqual(['reload-issuer', 'reconcile']);
  });

  it('rule 15 rotates to a root that is given, and to one that an external CA has', async () => {
    await swarm.update({ signingCaCert: other.pem, signingCaKey: keyOf(other) });
    expect(swarm.cluster.rootCa.rotation?.caCert).toBe(other.pem);
    const third = await makeRootFor({});
    await swarm.update(
      { signingCaCert: third.pem, externalCas: [entry('https://third', third.pem)] },
      { outside: reachable(['https://third', third.pem]) },
    );
    expect(swarm.cluster.rootCa.rotation?.caCert).toBe(third.pem);
    expect('rotationKey' in swarm.view.secrets).toBe(false);
    expect(swarm.entry?.event).toBe('rotation-replaced');
  });

  it.each([
    ['with its certificate', () => own.caCert],
    ['without', () => ''],
  ])(
    'rule 15 · AC-066 AC-067 refuses to go from one external CA to another, the first named %s',
    async (_how, certificate) => {
      await makeExternal();
      await expect(
        swarm.update(
          {
            signingCaCert: other.pem,
            externalCas: [entry('https://own', certificate()), entry('https://other', other.pem)],
          },
          { outside: reachable(['https://own', own.caCert], ['https://other', other.pem]) },
        ),
      ).rejects.toThrow(invalid('rotating from one external CA to a different external CA is not supported'));
    },
  );

  it('says no more than that the new root could not be cross-signed, and changes nothing', async () => {
    const before = [swarm.cluster, swarm.view.secrets];
    await expect(
      swarm.update(
        { signingCaCert: other.pem, signingCaKey: keyOf(other) },
        { outside: { crossSign: () => Promise.resolve(undefined) } },
      ),
    ).rejects.toMatchObject({
      code: 'Internal',
      message: 'unable to generate a cross-signed certificate for root rotation',
    });
    expect([swarm.cluster, swarm.view.secrets]).toEqual(before);
  });
});

function pemOf(base64: string): string {
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}
