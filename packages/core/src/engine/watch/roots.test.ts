import { X509Certificate, hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { swarmOf } from '../../testing/engine-double.ts';
import { rootsOf, signingCas } from './roots.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../../../test/fixtures/docker/${name}/swarm-root-ca.crt`, import.meta.url), 'utf8');
const keyOf = (pem: string): Buffer => new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' });
const digest = (bytes: Buffer | string): string => `sha256:${hash('sha256', bytes, 'hex')}`;

const endOf = (pem: string): number => Date.parse(new X509Certificate(pem).validTo);

const [older, newer] = [fixture('before-rotation'), fixture('after-rotation')];

/** What an engine tells of a swarm of that root, in which certificates are signed by the key of the other. */
function told(trusted: string, signs: string, isRotating: boolean) {
  const CertIssuerPublicKey = keyOf(signs).toString('base64');
  const TLSInfo = { TrustRoot: trusted, CertIssuerSubject: '', CertIssuerPublicKey };
  return { swarm: swarmOf({ TLSInfo, RootRotationInProgress: isRotating }), lab: undefined };
}

describe('the roots of a real swarm', () => {
  it('is the one that it shows, by its bundle and by its key, while none is on its way in', () => {
    const roots = rootsOf(told(older, older, false));
    expect(roots).toEqual({
      trusted: { digest: digest(older), issuer: digest(keyOf(older)), notAfter: endOf(older) },
      coming: undefined,
    });
  });

  it('are two during a rotation: the one that all trust, and the one whose key signs', () => {
    expect(rootsOf(told(older, newer, true))).toEqual({
      trusted: { digest: digest(older), issuer: digest(keyOf(older)), notAfter: endOf(older) },
      coming: { digest: undefined, issuer: digest(keyOf(newer)), notAfter: undefined },
    });
  });

  it('have no names where what the engine shows is no certificate', () => {
    const junk = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    expect(rootsOf(told(junk, newer, true))?.trusted).toEqual({
      digest: digest(junk),
      issuer: undefined,
      notAfter: undefined,
    });
    const empty = { TrustRoot: '', CertIssuerSubject: '', CertIssuerPublicKey: '' };
    expect(rootsOf({ swarm: swarmOf({ TLSInfo: empty }), lab: undefined })).toEqual({
      trusted: { digest: undefined, issuer: undefined, notAfter: undefined },
      coming: undefined,
    });
    expect(rootsOf({ swarm: undefined, lab: undefined })).toBeUndefined();
  });
});

describe('the external CAs that sign', () => {
  const ca = (name: string, CACert: string) => ({ Protocol: 'cfssl', URL: `https://${name}`, Options: {}, CACert });
  const [present, same, other] = [ca('present', ''), ca('same', `\n${older}`), ca('other', newer)];
  const signing = (trusted: string, signs: string, isRotating: boolean, cas: readonly ReturnType<typeof ca>[]) => {
    const { swarm, lab } = told(trusted, signs, isRotating);
    const CAConfig = { ...swarm.Spec.CAConfig, ExternalCAs: cas };
    return signingCas({ swarm: { ...swarm, Spec: { ...swarm.Spec, CAConfig } }, lab }).map(({ URL: url }) => url);
  };

  it('are those for the present root, and none for another', () => {
    expect(signing(older, older, false, [present, same, other])).toEqual(['https://present', 'https://same']);
    expect(signing(older, older, false, [other])).toEqual([]);
    expect(signing(older, older, false, [])).toEqual([]);
  });

  it('are those for the new root alone during a rotation', () => {
    expect(signing(older, newer, true, [present, same, other])).toEqual(['https://other']);
    expect(signing(older, newer, true, [present])).toEqual([]);
  });
});
