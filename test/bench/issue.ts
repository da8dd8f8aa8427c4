import { createPublicKey, sign, verify } from 'node:crypto';
import type * as X509 from '@peculiar/x509';
import { LocalSigner } from '../../packages/core/src/ca/local-signer.ts';
import { generateRoot, rootCaOf } from '../../packages/core/src/ca/root-key.ts';
import type { RootWithKey } from '../../packages/core/src/ca/root-key.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { identifierFrom } from '../../packages/core/src/token/identifier.ts';
import { createRequest, readRequest } from '../../packages/core/src/x509/csr.ts';
import { LeafIssuer, serialNumberFrom } from '../../packages/core/src/x509/leaf.ts';
import { certificatePem } from '../../packages/core/src/x509/certificate.ts';
import { encodePem } from '../../packages/core/src/x509/pem.ts';
import { organizationalUnits } from '../../packages/core/src/x509/profile.ts';
import type { NodeIdentity } from '../../packages/core/src/x509/profile.ts';
import { signerOf } from '../../packages/core/src/x509/root-ca.ts';
import { defaultExpiry, leafValidity } from '../../packages/core/src/x509/time.ts';
import { compare, share, us } from './measure.ts';
import type { Benchmark, Contestant } from './measure.ts';

/** The work: a request in PEM comes in, a certificate in PEM goes out. */
const newId = (): string => identifierFrom(systemEntropy.bytes(17));
const identity: NodeIdentity = { nodeId: newId(), organization: newId(), role: 'worker' };

/** Requests with a key of its own each, over and over: more than are remembered at any time. */
function requests(): () => string {
  const made = Array.from({ length: 500 }, () => createRequest(systemEntropy.newKey()));
  let next = 0;
  return () => made[next++ % made.length] ?? '';
}

/** One signature checked and one made, with keys that are at hand: less is not possible. */
function verifyAndSign(): Contestant {
  const keys = systemEntropy.newKey();
  const data = systemEntropy.bytes(500);
  const signature = sign('sha256', data, keys.privateKey);
  return (times) => {
    for (let done = 0; done < times; done++) {
      verify('sha256', data, keys.publicKey, signature);
      sign('sha256', data, keys.privateKey);
    }
  };
}

function ours(root: RootWithKey): Contestant {
  const signer = new LocalSigner(
    { rootCa: rootCaOf(root, systemClock.now()), expiry: defaultExpiry },
    systemClock,
    systemEntropy,
  );
  const request = requests();
  return async (times) => {
    for (let done = 0; done < times; done++) await signer.sign({ csr: request(), identity });
  };
}

/** The same certificate by the general library, as its documentation shows it. */
async function peculiar(root: RootWithKey): Promise<Contestant> {
  await import('reflect-metadata');
  const x509: typeof X509 = await import('@peculiar/x509');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const { key } = signerOf(rootCaOf(root, systemClock.now()));
  const signingKey = key.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
  const issuer = new x509.X509Certificate(root.caCert);
  const pem = createRequest(systemEntropy.newKey());
  const unit = organizationalUnits[identity.role];
  return async (times) => {
    for (let done = 0; done < times; done++) {
      const csr = new x509.Pkcs10CertificateRequest(pem);
      if (!(await csr.verify())) throw new Error('the request is not signed by its key');
      const { notBefore, notAfter } = leafValidity(Date.now(), defaultExpiry);
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: Buffer.from(serialNumberFrom(systemEntropy.bytes(20))).toString('hex'),
        issuer: issuer.subjectName,
        subject: [{ O: [identity.organization] }, { OU: [unit] }, { CN: [identity.nodeId] }],
        notBefore: new Date(notBefore),
        notAfter: new Date(notAfter),
        publicKey: csr.publicKey,
        signingKey,
        signingAlgorithm: algorithm,
        extensions: [
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
          new x509.BasicConstraintsExtension(false, undefined, true),
          await x509.SubjectKeyIdentifierExtension.create(csr.publicKey),
          await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
          new x509.SubjectAlternativeNameExtension([
            { type: 'dns', value: unit },
            { type: 'dns', value: identity.nodeId },
          ]),
        ],
      });
      certificate.toString('pem');
    }
  };
}

/** The parts of our own way, each by itself. */
function parts(
  root: RootWithKey,
): Readonly<Record<'read' | 'import' | 'verify' | 'fill' | 'sign' | 'write', Contestant>> {
  const issuer = signerOf(rootCaOf(root, systemClock.now()));
  const template = new LeafIssuer(issuer);
  const keys = systemEntropy.newKey();
  const csr = requests();
  const { spki } = readRequest(csr());
  const data = systemEntropy.bytes(500);
  const signature = sign('sha256', data, keys.privateKey);
  const serialNumber = serialNumberFrom(systemEntropy.bytes(20));
  const request = { identity, spki, serialNumber, ...leafValidity(Date.now(), defaultExpiry) };
  const leaf = template.issue(request);
  const repeat =
    (work: () => unknown): Contestant =>
    (times) => {
      for (let done = 0; done < times; done++) work();
    };
  return {
    read: repeat(() => readRequest(csr())),
    import: repeat(() => createPublicKey(encodePem('PUBLIC KEY', spki))),
    verify: repeat(() => verify('sha256', data, keys.publicKey, signature)),
    fill: repeat(() => template.tbs(request)),
    sign: repeat(() => sign('sha256', data, issuer.key)),
    write: repeat(() => certificatePem(leaf)),
  };
}

export const issueFloor: Benchmark = {
  name: 'issue/floor',
  run: async () => {
    const root = await generateRoot(systemClock, systemEntropy);
    const contestants = { floor: verifyAndSign(), ours: ours(root), ...parts(root) };
    const each = 400;
    const cost = await compare(contestants, {
      times: { floor: each, ours: each, read: each, import: each, verify: each, fill: each, sign: each, write: each },
    });
    // Reading the request checks its signature with a key that has to be imported first.
    const own = cost.read - cost.import - cost.verify;
    const other = cost.ours - cost.read - cost.fill - cost.sign - cost.write;
    const shares = [
      `check the request's signature ${share(cost.verify, cost.ours)}`,
      `import its key ${share(cost.import, cost.ours)}`,
      `read it ${share(own, cost.ours)}`,
      `fill the template ${share(cost.fill, cost.ours)}`,
      `sign ${share(cost.sign, cost.ours)}`,
      `write PEM ${share(cost.write, cost.ours)}`,
      `the rest ${share(other, cost.ours)}`,
    ];
    return {
      name: 'issue/floor',
      ratio: cost.ours / cost.floor,
      goal: 2.1,
      detail: `one certificate ${us(cost.ours)}, verify and sign ${us(cost.floor)}\n${shares.join(', ')}`,
    };
  },
};

export const issuePeculiar: Benchmark = {
  name: 'issue/peculiar',
  run: async () => {
    const root = await generateRoot(systemClock, systemEntropy);
    const contestants = { ours: ours(root), peculiar: await peculiar(root) };
    const cost = await compare(contestants, { times: { ours: 400, peculiar: 100 } });
    return {
      name: 'issue/peculiar',
      ratio: cost.ours / cost.peculiar,
      goal: 1 / 15,
      detail: `one certificate ${us(cost.ours)}, by @peculiar/x509 ${us(cost.peculiar)}`,
    };
  },
};
