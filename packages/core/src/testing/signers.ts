import { randomBytes } from 'node:crypto';
import { createSign } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Signer } from '../ca/signer.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import { NodeFiles, fileNames } from '../keyfile/node-files.ts';
import { certificatePem, readCertificates } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';
import { validateChain } from '../x509/chain.ts';
import { createRequest } from '../x509/csr.ts';
import { Tag } from '../x509/der-reader.ts';
import { bitString, der, explicit, integer, octetString, oid, raw, sequence, set, tlv } from '../x509/der-writer.ts';
import { firstOf, readName } from '../x509/name.ts';
import { Oid } from '../x509/oid.ts';
import { encodePem, normalisePem } from '../x509/pem.ts';
import type { Role } from '../x509/profile.ts';
import { hex } from './certificates.ts';

/** A signer, and what its leaves have to come to. */
interface SignerUnderTest extends AsyncDisposable {
  readonly signer: Signer;
  /** What nodes trust. */
  readonly roots: readonly Certificate[];
  /** What nodes find the issuer of their certificates to be. */
  readonly issuer: Certificate;
  /** ms since epoch, at which the leaves are looked at */
  readonly now: number;
}

/** Starts a signer whose leaves are issued by the root itself, or by an intermediate that follows each of them. */
export type StartSigner = (through: 'root' | 'intermediate') => Promise<SignerUnderTest>;

const identity = { nodeId: 'the-node', organization: 'the-swarm' };
const newRequest = (): string => createRequest(systemEntropy.newKey());

/**
 * What the leaves of any signer have in common, be it this process or an external CA (docs/protocol.md §3.1, §9.2).
 *
 * @param name for the titles of the tests
 */
export function describeLeavesOf(name: string, start: StartSigner): void {
  describe(`the leaves of ${name}`, () => {
    it('AC-035 name the node, its role and its swarm as the signer was told', async () => {
      await using test = await start('root');
      const leaf = await signed(test, 'worker');
      const subject = readName(leaf.subject);
      expect(firstOf(readName(leaf.issuer), Oid.commonName)).toBe(
        firstOf(readName(test.issuer.subject), Oid.commonName),
      );
      expect(hex(leaf.issuer)).toBe(hex(test.issuer.subject));
      expect(firstOf(subject, Oid.commonName)).toBe('the-node');
      expect(firstOf(subject, Oid.organizationalUnit)).toBe('swarm-worker');
      expect(firstOf(subject, Oid.organization)).toBe('the-swarm');
      expect(leaf.facts.dnsNames.toSorted()).toEqual(['swarm-worker', 'the-node']);
    });

    it('AC-036 grant nothing of what a request asks for', async () => {
      await using test = await start('root');
      const leaf = await signed(test, 'worker', greedyRequest());
      expect(readName(leaf.subject).map(({ value }) => value)).toEqual(['the-swarm', 'swarm-worker', 'the-node']);
      expect(leaf.facts.dnsNames.toSorted()).toEqual(['swarm-worker', 'the-node']);
      expect(leaf.facts.basicConstraints?.ca ?? false).toBe(false);
      expect(Buffer.from(leaf.der).includes('docker.com')).toBe(false);
    });

    it.each([
      ['worker', ['swarm-worker', 'the-node']],
      ['manager', ['swarm-ca', 'swarm-manager', 'the-node']],
    ] as const)('AC-037 name a %s by these names', async (role, names) => {
      await using test = await start('root');
      expect((await signed(test, role)).facts.dnsNames.toSorted()).toEqual(names);
    });

    it.each(['worker', 'manager'] as const)(
      'AC-033 AC-038 are followed by the intermediate, which is the issuer a %s reports',
      async (role) => {
        await using test = await start('intermediate');
        const pem = await test.signer.sign({ csr: newRequest(), identity: { ...identity, role } });
        const { certificates, chains } = validateChain(pem, test.roots, test.now);
        expect(certificates).toHaveLength(2);
        expect(chains[0].slice(0, -1).map(certificatePem).join('')).toBe(pem);
        expect(hex(chains[0][1]?.subject)).toBe(hex(test.issuer.subject));
        expect(hex(chains[0][1]?.spki)).toBe(hex(test.issuer.spki));
      },
    );

    it.each(['worker', 'manager'] as const)(
      'AC-039 AC-040 are kept by a %s in a file of its own with one certificate, beside a key that nothing locks',
      async (role) => {
        await using test = await start('root');
        await using directory = await temporary();
        const keys = systemEntropy.newKey();
        const pem = await test.signer.sign({ csr: createRequest(keys), identity: { ...identity, role } });
        const files = new NodeFiles(directory.path, randomBytes);
        await files.writeIdentity({ certificatePem: pem, key: keys.privateKey });

        const path = join(directory.path, fileNames.certificate);
        const kept = await readFile(path, 'latin1');
        expect(kept).toBe(normalisePem(kept));
        expect((await stat(path)).mode & 0o022).toBe(0);
        const { certificates, chains } = validateChain(kept, test.roots, test.now);
        expect(certificates).toHaveLength(1);
        expect(hex(chains[0][1]?.subject)).toBe(hex(test.issuer.subject));
        expect((await files.readIdentity()).key.equals(keys.privateKey)).toBe(true);
      },
    );
  });
}

async function signed({ signer, roots, now }: SignerUnderTest, role: Role, csr = newRequest()): Promise<Certificate> {
  const pem = await signer.sign({ csr, identity: { ...identity, role } });
  validateChain(pem, roots, now);
  const [leaf] = readCertificates(pem);
  if (leaf === undefined) throw new Error('the signer answered without a certificate');
  return leaf;
}

async function temporary(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'swarmpki-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

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
    attribute(Oid.organizationalUnit, 'swarm-manager'),
    attribute('2.5.4.7', 'a place'),
  );
  const spki = keys.publicKey.export({ format: 'der', type: 'spki' });
  const attributes = explicit(0, sequence(oid(Oid.extensionRequest), set(wanted)));
  const info = der(sequence(integer(Uint8Array.of(0)), subject, raw(spki), attributes));
  const signature = createSign('sha256').update(info).sign(keys.privateKey);
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
  return encodePem('CERTIFICATE REQUEST', der(sequence(raw(info), algorithm, bitString([signature]))));
}
