import { createSign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import { crossSignAsDocker, hex, makeAuthority, makeRoot, noon, otherKey } from '../testing/certificates.ts';
import type { Authority } from '../testing/certificates.ts';
import { certificatePem, readCertificates } from '../x509/certificate.ts';
import { validateChain } from '../x509/chain.ts';
import { createRequest } from '../x509/csr.ts';
import { bitString, der, explicit, integer, octetString, oid, raw, sequence, set, tlv } from '../x509/der-writer.ts';
import { Tag } from '../x509/der-reader.ts';
import { firstOf, readName } from '../x509/name.ts';
import { Oid } from '../x509/oid.ts';
import { decodePem, encodePem } from '../x509/pem.ts';
import type { Role } from '../x509/profile.ts';
import { signerOf } from '../x509/root-ca.ts';
import { readTrustBundle } from '../x509/trust-bundle.ts';
import { LocalSigner } from './local-signer.ts';
import { crossSignRoot, generateRoot, loadRoot } from './root-key.ts';

const clock = { ...systemClock, now: () => noon };
const hour = 3_600_000;
const identity = { nodeId: 'the-node', organization: 'the-swarm', role: 'worker' as Role };

function signerBy(issuer: Authority, intermediates = '', expiry = 2160 * hour): LocalSigner {
  const root = { trust: readTrustBundle(issuer.pem, noon), signer: issuer, intermediates };
  return new LocalSigner(root, expiry, clock, systemEntropy);
}

const newRequest = (): string => createRequest(systemEntropy.newKey());

describe('LocalSigner', () => {
  it('AC-035 AC-037 names the node as it was told, and nothing else', async () => {
    const root = await makeRoot();
    for (const [role, names] of [
      ['worker', ['swarm-worker', 'the-node']],
      ['manager', ['swarm-manager', 'the-node', 'swarm-ca']],
    ] as const) {
      const [leaf] = readCertificates(
        await signerBy(root).sign({ csr: newRequest(), identity: { ...identity, role } }),
      );
      const subject = readName(leaf?.subject ?? new Uint8Array());
      expect(firstOf(subject, Oid.commonName)).toBe('the-node');
      expect(firstOf(subject, Oid.organizationalUnit)).toBe(`swarm-${role}`);
      expect(firstOf(subject, Oid.organization)).toBe('the-swarm');
      expect(leaf?.facts.dnsNames).toEqual(names);
      expect(hex(leaf?.issuer)).toBe(hex(root.certificate.subject));
    }
  });

  it('AC-036 grants nothing of what a request asks for', async () => {
    const root = await makeRoot();
    const pem = await signerBy(root).sign({ csr: greedyRequest(), identity });
    const [leaf] = readCertificates(pem);
    expect(readName(leaf?.subject ?? new Uint8Array()).map(({ value }) => value)).toEqual([
      'the-swarm',
      'swarm-worker',
      'the-node',
    ]);
    expect(leaf?.facts.dnsNames).toEqual(['swarm-worker', 'the-node']);
    expect(leaf?.facts.basicConstraints).toEqual({ ca: false, pathLength: undefined });
    expect(Buffer.from(leaf?.der ?? []).includes('docker.com')).toBe(false);
  });

  it('AC-011 gives a certificate the life that it was told', async () => {
    const [leaf] = readCertificates(await signerBy(await makeRoot(), '', hour).sign({ csr: newRequest(), identity }));
    expect(leaf?.notAfter).toBe(noon + hour);
  });

  it('AC-010 signs with the first of two roots that everybody trusts', async () => {
    const [first, second] = [await makeRoot(), await makeRoot()];
    const trust = readTrustBundle(first.pem + second.pem, noon);
    const caKey = first.key.export({ format: 'pem', type: 'pkcs8' }).toString();
    const root = loadRoot({ caCert: trust.pem, caKey }, noon);
    const pem = await new LocalSigner(root, hour, clock, systemEntropy).sign({
      csr: newRequest(),
      identity,
    });
    const { certificates, chains } = validateChain(pem, trust.certificates, noon);
    expect(trust.certificates).toHaveLength(2);
    expect(certificates).toHaveLength(1);
    expect(chains.map((chain) => hex(chain[1]?.der))).toEqual([hex(first.certificate.der)]);
  });

  it.each(['worker', 'manager'] as const)(
    'AC-033 AC-038 puts the intermediate behind the leaf of a %s, and it is the issuer',
    async (role) => {
      const [old, fresh] = [await makeRoot(), await makeRoot()];
      const crossSigned = await crossSignAsDocker(fresh, old);
      const signer = signerBy({ ...fresh, certificate: crossSigned }, certificatePem(crossSigned));
      const pem = await signer.sign({ csr: newRequest(), identity: { ...identity, role } });
      const { certificates, chains } = validateChain(pem, [old.certificate], noon);
      expect(certificates.map(certificatePem).join('')).toBe(pem);
      expect(certificates).toHaveLength(2);
      expect(chains[0]?.slice(0, -1)).toEqual(certificates);
      expect(hex(chains[0]?.[1]?.spki)).toBe(hex(crossSigned.spki));
    },
  );

  it.each(['rsa-2048', 'P-384', 'P-521'] as const)('signs with a %s root, and for such a key', async (kind) => {
    const root = await makeAuthority({ keys: otherKey(kind) });
    const forP256 = await signerBy(root).sign({ csr: newRequest(), identity });
    expect(validateChain(forP256, [root.certificate], noon).certificates).toHaveLength(1);
    const p256 = await makeRoot();
    const forOther = await signerBy(p256).sign({ csr: requestFor(kind), identity });
    expect(validateChain(forOther, [p256.certificate], noon).certificates).toHaveLength(1);
  });

  it('AC-054 says in cfssl’s words what is wrong with a request', async () => {
    await expect(signerBy(await makeRoot()).sign({ csr: 'random garbage', identity })).rejects.toMatchObject({
      code: 'failed',
      message: 'failed to sign node certificate: {"code":9002,"message":"CSR Decode failed"}',
    });
  });
});

describe('loadRoot', () => {
  it('AC-018 AC-021 wants the key of the certificate', async () => {
    const root = await generateRoot(clock, systemEntropy);
    const other = await generateRoot(clock, systemEntropy);
    expect(loadRoot(root, noon).signer?.certificate.version).toBe(3);
    expect(() => loadRoot({ ...root, caKey: 'rubbish' }, noon)).toThrow(
      'malformed private key: {"code":2002,"message":"Failed to decode private key"}',
    );
    expect(() => loadRoot({ ...root, caKey: encodePem('PRIVATE KEY', Uint8Array.of(1, 2)) }, noon)).toThrow(
      '{"code":2003,"message":"Failed to parse private key"}',
    );
    expect(() => loadRoot({ ...root, caKey: other.caKey }, noon)).toThrow('certificate key mismatch');
    expect(() => loadRoot({ caCert: '', caKey: root.caKey }, noon)).toThrow('no valid root CA certificates found');
  });

  it.each([
    ['AC-019', 'rsa-1024', 'unsupported RSA key parameters'],
    ['AC-020', 'P-224', 'unsupported ECDSA key parameters'],
  ] as const)('%s refuses a %s key', async (_number, kind, message) => {
    const root = await generateRoot(clock, systemEntropy);
    const caKey = otherKey(kind).privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    expect(() => loadRoot({ ...root, caKey }, noon)).toThrow(message);
  });

  it('does not take an encrypted key, and never repeats one', async () => {
    const root = await generateRoot(clock, systemEntropy);
    const caKey = signerOf(loadRoot(root, noon))
      .key.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' })
      .toString();
    expect(() => loadRoot({ ...root, caKey }, noon)).toThrow(
      'malformed private key: {"code":2100,"message":"Private key is encrypted."}',
    );
  });
});

describe('crossSignRoot', () => {
  it('yields a new root with its key, and the certificate by which the present root vouches for it', async () => {
    const present = await generateRoot(clock, systemEntropy);
    const successor = await generateRoot(clock, systemEntropy);
    const { certificate } = signerOf(loadRoot(successor, noon));
    const crossSignedCaCert = await crossSignRoot(successor.caCert, present, noon);
    const [crossSigned] = readCertificates(crossSignedCaCert);
    expect(hex(crossSigned?.spki)).toBe(hex(certificate.spki));
    expect(
      validateChain(crossSignedCaCert, readTrustBundle(present.caCert, noon).certificates, noon).chains,
    ).toHaveLength(1);
    expect(successor.caKey).toMatch(/^-----BEGIN EC PRIVATE KEY-----/);
    expect(decodePem(successor.caCert).blocks).toHaveLength(1);
  });
});

/** A request that would like to be a CA by the name of docker.com. */
function greedyRequest(): string {
  const keys = systemEntropy.newKey();
  const attribute = (type: string, value: string) => set(sequence(oid(type), tlv(Tag.utf8String, Buffer.from(value))));
  const extension = (type: string, value: Uint8Array) => sequence(oid(type), octetString([value]));
  const wanted = sequence(
    extension(Oid.basicConstraints, der(sequence(tlv(Tag.boolean, Uint8Array.of(0xff))))),
    extension(Oid.subjectAltName, der(sequence(tlv(Tag.context(2), Buffer.from('docker.com'))))),
  );
  const subject = sequence(
    attribute(Oid.commonName, 'docker.com'),
    attribute(Oid.organization, 'another'),
    attribute('2.5.4.7', 'a place'),
  );
  const spki = keys.publicKey.export({ format: 'der', type: 'spki' });
  const attributes = explicit(0, sequence(oid(Oid.extensionRequest), set(wanted)));
  const info = der(sequence(integer(Uint8Array.of(0)), subject, raw(spki), attributes));
  const signature = createSign('sha256').update(info).sign(keys.privateKey);
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
  return encodePem('CERTIFICATE REQUEST', der(sequence(raw(info), algorithm, bitString([signature]))));
}

/** A request with a key that nodes of ours do not make. */
function requestFor(kind: 'rsa-2048' | 'P-384' | 'P-521'): string {
  const keys = otherKey(kind);
  const spki = keys.publicKey.export({ format: 'der', type: 'spki' });
  const info = der(sequence(integer(Uint8Array.of(0)), sequence(), raw(spki), explicit(0)));
  const signature = createSign('sha256').update(info).sign(keys.privateKey);
  const algorithm =
    kind === 'rsa-2048' ? sequence(oid('1.2.840.113549.1.1.11'), tlv(Tag.null)) : sequence(oid('1.2.840.10045.4.3.2'));
  return encodePem('CERTIFICATE REQUEST', der(sequence(raw(info), algorithm, bitString([signature]))));
}
