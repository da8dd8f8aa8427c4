import { createSign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import {
  crossSignAsDocker,
  hex,
  makeAuthority,
  makeRoot,
  noon,
  otherKey,
  pkcs8Pem,
  rootCaWith,
} from '../testing/certificates.ts';
import type { Authority } from '../testing/certificates.ts';
import { describeLeavesOf } from '../testing/signers.ts';
import { certificatePem, readCertificates } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';
import { validateChain } from '../x509/chain.ts';
import { createRequest } from '../x509/csr.ts';
import { bitString, der, explicit, integer, oid, raw, sequence, tlv } from '../x509/der-writer.ts';
import { Tag } from '../x509/der-reader.ts';
import { Oid } from '../x509/oid.ts';
import { decodePem, encodePem } from '../x509/pem.ts';
import { nodeProfile } from '../x509/profile.ts';
import { readRootCa, signerOf } from '../x509/root-ca.ts';
import type { RootCa } from '../x509/root-ca.ts';
import { SignatureMemory } from '../x509/signature-memory.ts';
import { readTrustBundle } from '../x509/trust-bundle.ts';
import { LocalSigner } from './local-signer.ts';
import { crossSignRoot, generateRoot, rootCaOf } from './root-key.ts';

const clock = { ...systemClock, now: () => noon };
const minute = 60_000;
const hour = 60 * minute;
const identity = { nodeId: 'the-node', organization: 'the-swarm', role: 'worker' as const };

function signerFor(rootCa: RootCa, expiry = 2160 * hour): LocalSigner {
  return new LocalSigner({ rootCa, expiry }, clock, systemEntropy);
}

async function leafOf(signer: LocalSigner, csr = newRequest()): Promise<Certificate> {
  const [leaf] = readCertificates(await signer.sign({ csr, identity }));
  if (leaf === undefined) throw new Error('no leaf');
  return leaf;
}

const newRequest = (): string => createRequest(systemEntropy.newKey());

/** The new root as it signs during a rotation from the old one. */
async function amidRotation(): Promise<{ readonly old: Authority; readonly crossSigned: Authority }> {
  const [old, fresh] = [await makeRoot(), await makeRoot()];
  const certificate = await crossSignAsDocker(fresh, old);
  return { old, crossSigned: { ...fresh, certificate, pem: certificatePem(certificate) } };
}

describeLeavesOf('a local signer', async (through) => {
  const { old, crossSigned } = await amidRotation();
  const rootCa = through === 'root' ? rootCaWith(old) : rootCaWith(crossSigned, old);
  return {
    signer: signerFor(rootCa),
    roots: rootCa.trust.certificates,
    issuer: signerOf(rootCa).certificate,
    now: noon,
    [Symbol.asyncDispose]: async () => {},
  };
});

describe('LocalSigner', () => {
  it('AC-004 needs a root with its key', async () => {
    const rootCa = readRootCa({ bundle: (await makeRoot()).pem }, noon);
    expect(() => signerFor(rootCa)).toThrow('no valid signer found');
  });

  it('AC-011 gives a certificate the life that it was told', async () => {
    const { notAfter } = await leafOf(signerFor(rootCaWith(await makeRoot()), hour));
    expect(notAfter).toBeGreaterThan(noon + 59 * minute);
    expect(notAfter).toBeLessThan(noon + 61 * minute);
  });

  it('leaves a note of what it has signed with whoever signs', async () => {
    const memory = new SignatureMemory();
    const rootCa = rootCaWith(await makeRoot());
    const leaf = await leafOf(new LocalSigner({ rootCa, expiry: hour, memory }, clock, systemEntropy));
    const unchecked = { ...leaf, signature: new Uint8Array(8) };
    expect(memory.isSignedBy(unchecked, signerOf(rootCa).certificate)).toBe(true);
  });

  it('AC-010 signs with the first of two roots that everybody trusts', async () => {
    const [first, second] = [await makeRoot(), await makeRoot()];
    const bundle = first.pem + second.pem;
    const rootCa = readRootCa({ bundle, signingCert: bundle, signingKey: pkcs8Pem(first.key) }, noon);
    const pem = await signerFor(rootCa).sign({ csr: newRequest(), identity });
    const { certificates, chains } = validateChain(pem, rootCa.trust.certificates, noon);
    expect(rootCa.trust.certificates).toHaveLength(2);
    expect(certificates).toHaveLength(1);
    expect(chains.map((chain) => hex(chain[1]?.der))).toEqual([hex(first.certificate.der)]);
  });

  it('AC-033 puts the intermediates behind the leaf as they were given, byte for byte', async () => {
    const { old, crossSigned } = await amidRotation();
    const intermediates = `the way to the new root\n${crossSigned.pem}\n`;
    const signingKey = pkcs8Pem(crossSigned.key);
    const rootCa = readRootCa({ bundle: old.pem, signingCert: crossSigned.pem, signingKey, intermediates }, noon);
    const pem = await signerFor(rootCa).sign({ csr: newRequest(), identity });
    expect(pem.slice(pem.indexOf('-----END CERTIFICATE-----\n') + 26)).toBe(intermediates);
  });

  it.each([
    ['P-256', 'P-256', 'ECDSA-SHA256'],
    ['P-384', 'P-384', 'ECDSA-SHA384'],
    ['P-521', 'P-521', 'ECDSA-SHA512'],
    ['RSA of 2048 bits', 'rsa-2048', 'SHA256-RSA'],
    ['RSA of 3072 bits', 'rsa-3072', 'SHA384-RSA'],
  ] as const)('signs with a CA key on %s, for requests with any key', async (_what, kind, algorithm) => {
    const root = await makeAuthority({ keys: otherKey(kind) });
    const signer = signerFor(rootCaWith(root));
    for (const csr of [newRequest(), requestFor('P-224'), requestFor('P-384'), requestFor('rsa-2048')]) {
      const leaf = await leafOf(signer, csr);
      expect(leaf.signatureAlgorithm.name).toBe(algorithm);
      validateChain(certificatePem(leaf), [root.certificate], noon);
    }
  });

  it.each(['P-256', 'P-384'] as const)(
    'names the key of its issuer in a leaf for a %s key, unless the issuer has no identifier, or the name of the leaf',
    async (kind) => {
      const csr = kind === 'P-256' ? newRequest() : requestFor(kind);
      const keyIdIn = async (root: Authority): Promise<string> => {
        const leaf = await leafOf(signerFor(rootCaWith(root)), csr);
        expect(leaf.extensions.some(({ oid: type }) => type === Oid.authorityKeyIdentifier)).toBe(
          leaf.facts.authorityKeyIdentifier !== undefined,
        );
        return hex(leaf.facts.authorityKeyIdentifier);
      };
      const root = await makeRoot();
      expect(await keyIdIn(root)).toBe(hex(root.certificate.facts.subjectKeyIdentifier));
      expect(await keyIdIn(await makeAuthority({ extensions: [{ kind: 'basicConstraints', ca: true }] }))).toBe('');
      const namesake = await makeAuthority({ name: nodeProfile(identity).subject });
      expect(await keyIdIn(namesake)).toBe('');
      const forBoth = signerFor(rootCaWith(namesake));
      for (const nodeId of ['node-two', identity.nodeId, 'node-two']) {
        const [leaf] = readCertificates(await forBoth.sign({ csr, identity: { ...identity, nodeId } }));
        expect(leaf?.facts.authorityKeyIdentifier === undefined).toBe(nodeId === identity.nodeId);
      }
      const halfNamesake = await makeAuthority({ subject: identity.nodeId });
      expect(await keyIdIn(halfNamesake)).toBe(hex(halfNamesake.certificate.facts.subjectKeyIdentifier));
    },
  );

  it('AC-054 says in cfssl’s words what is wrong with a request', async () => {
    await expect(
      signerFor(rootCaWith(await makeRoot())).sign({ csr: 'random garbage', identity }),
    ).rejects.toMatchObject({
      code: 'failed',
      message: 'failed to sign node certificate: {"code":9002,"message":"CSR Decode failed"}',
    });
  });
});

describe('crossSignRoot', () => {
  it('yields a new root with its key, and the certificate by which the present root vouches for it', async () => {
    const present = await generateRoot(clock, systemEntropy);
    const successor = await generateRoot(clock, systemEntropy);
    const crossSignedCaCert = await crossSignRoot(successor.caCert, present, noon);
    const { certificate } = signerOf(rootCaOf(successor, noon));
    const [crossSigned] = readCertificates(crossSignedCaCert);
    expect(hex(crossSigned?.spki)).toBe(hex(certificate.spki));
    expect(
      validateChain(crossSignedCaCert, readTrustBundle(present.caCert, noon).certificates, noon).chains,
    ).toHaveLength(1);
    expect(successor.caKey).toMatch(/^-----BEGIN EC PRIVATE KEY-----/);
    expect(decodePem(successor.caCert).blocks).toHaveLength(1);
  });
});

/** A request with a key that nodes of ours do not make. */
function requestFor(kind: 'rsa-2048' | 'P-224' | 'P-384'): string {
  const keys = otherKey(kind);
  const spki = keys.publicKey.export({ format: 'der', type: 'spki' });
  const info = der(sequence(integer(Uint8Array.of(0)), sequence(), raw(spki), explicit(0)));
  const signature = createSign('sha256').update(info).sign(keys.privateKey);
  const algorithm =
    kind === 'rsa-2048' ? sequence(oid('1.2.840.113549.1.1.11'), tlv(Tag.null)) : sequence(oid('1.2.840.10045.4.3.2'));
  return encodePem('CERTIFICATE REQUEST', der(sequence(raw(info), algorithm, bitString([signature]))));
}
