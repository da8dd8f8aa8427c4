import { describe, expect, it } from 'vitest';
import { systemEntropy } from '../../entropy/entropy.ts';
import { altNames, hex, makeAuthority, makeRoot, otherKey } from '../../testing/certificates.ts';
import { der } from '../../x509/der-writer.ts';
import { createRequest, readRequest } from '../../x509/csr.ts';
import { readGeneralNames } from '../../x509/general-names.ts';
import { encodeName } from '../../x509/name.ts';
import type { NameAttribute } from '../../x509/name.ts';
import { encodeProfile, issueGeneral } from '../../x509/general.ts';
import { rootProfile } from '../../x509/profile.ts';
import { algorithmForKey } from '../../x509/algorithms.ts';
import { readCertificate } from '../../x509/certificate.ts';
import type { Issuer } from '../../x509/leaf.ts';
import { crossSigningRequest, nodeSigningRequest } from './request.ts';

const csr = createRequest(systemEntropy.newKey());
const identity = { nodeId: 'the-node', organization: 'the-swarm' } as const;
const times = '"NotBefore":"0001-01-01T00:00:00Z","NotAfter":"0001-01-01T00:00:00Z"';

interface Read {
  readonly certificate_request: string;
  readonly subject: { readonly CN: string; readonly names: readonly unknown[] };
  readonly extensions?: readonly unknown[];
}
const read = (json: string): Read => JSON.parse(json) as Read;

/** A root with a subject of several attributes. */
async function rootNamed(subject: readonly NameAttribute[]): Promise<Issuer> {
  const keys = systemEntropy.newKey();
  const spki = keys.publicKey.export({ format: 'der', type: 'spki' });
  const name = der(encodeName(subject));
  const bytes = await issueGeneral({
    issuer: name,
    subject: name,
    spki,
    serialNumber: Uint8Array.of(7),
    notBefore: 0,
    notAfter: 1e12,
    extensions: (await encodeProfile(rootProfile, spki)).extensions,
    signingKey: keys.privateKey,
    algorithm: algorithmForKey(keys.privateKey),
  });
  return { certificate: readCertificate(bytes), key: keys.privateKey };
}

describe('nodeSigningRequest', () => {
  it('is for a worker, byte for byte, what Docker sends', () => {
    expect(nodeSigningRequest({ csr, identity: { ...identity, role: 'worker' } })).toBe(
      `{"hosts":["swarm-worker","the-node"],"certificate_request":${JSON.stringify(csr)},` +
        '"subject":{"CN":"the-node","names":[{"O":"the-swarm","OU":"swarm-worker"}],"SerialNumber":""},' +
        `"profile":"","crl_override":"","label":"",${times},"ReturnPrecert":false,"metadata":null}`,
    );
  });

  it('names for a manager the CA as well', () => {
    expect(nodeSigningRequest({ csr, identity: { ...identity, role: 'manager' } })).toContain(
      '"hosts":["swarm-manager","the-node","swarm-ca"]',
    );
  });

  it('escapes what Go escapes', () => {
    const json = nodeSigningRequest({ csr, identity: { ...identity, organization: 'a<b>&\u2028"', role: 'worker' } });
    expect(json).toContain(String.raw`"O":"a\u003cb\u003e\u0026\u2028\""`);
  });
});

describe('crossSigningRequest', () => {
  it('is for a generated root, byte for byte, what Docker sends', async () => {
    const json = crossSigningRequest(await makeRoot());
    const request = read(json).certificate_request;
    expect(json).toBe(
      `{"hosts":null,"certificate_request":${JSON.stringify(request)},` +
        '"subject":{"CN":"swarm-ca","names":[],"SerialNumber":""},"profile":"CA","crl_override":"","label":"",' +
        `"extensions":[{"id":"2.5.29.19","critical":true,"value":"30030101ff"}],${times},` +
        '"ReturnPrecert":false,"metadata":null}',
    );
  });

  it.each(['rsa-2048', 'P-384', 'P-521'] as const)(
    'carries a request made with the new root’s %s key, name and host names',
    async (kind) => {
      const more = [altNames(['https://dropped.example', '10.0.0.7', 'ca@a.example', 'ca.example'])];
      const root = await makeAuthority({ keys: otherKey(kind), subject: 'my own', more });
      const request = readRequest(read(crossSigningRequest(root)).certificate_request);
      expect(hex(request.subject)).toBe(hex(root.certificate.subject));
      expect(hex(request.spki)).toBe(hex(root.certificate.spki));
      expect(request.extensions.map(({ value }) => readGeneralNames(value).map((name) => name.value))).toEqual([
        ['ca.example', 'ca@a.example', '10.0.0.7'],
      ]);
    },
  );

  it('spreads a name over as many entries as it has values of a kind', async () => {
    const root = await rootNamed([
      { type: '2.5.4.6', value: 'DE' },
      { type: '2.5.4.10', value: 'one' },
      { type: '2.5.4.10', value: 'two' },
      { type: '2.5.4.11', value: 'unit' },
      { type: '2.5.4.7', value: 'place' },
      { type: '2.5.4.8', value: 'state' },
      { type: '2.5.4.5', value: 'a number that Docker forgets' },
      { type: '2.5.4.3', value: 'root' },
    ]);
    expect(read(crossSigningRequest(root)).subject).toEqual({
      CN: 'root',
      names: [{ C: 'DE', ST: 'state', L: 'place', O: 'one', OU: 'unit' }, { O: 'two' }],
      SerialNumber: '',
    });
  });

  it('asks for no extension when the root has no basicConstraints', async () => {
    const root = await makeAuthority({ extensions: [{ kind: 'subjectKeyIdentifier' }] });
    expect(read(crossSigningRequest(root))).not.toHaveProperty('extensions');
  });
});
