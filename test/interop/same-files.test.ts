import { describe, it } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { connectVerified } from '../../packages/core/src/node/connection.ts';
import { NodeCA } from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import { tlsNetwork } from '../../packages/core/src/wire/tls-network.ts';
import { readCertificates } from '../../packages/core/src/x509/certificate.ts';
import type { Role } from '../../packages/core/src/x509/profile.ts';
import { dockerMissing } from '../tools/docker.ts';
import { opensslMissing, opensslRequestText, opensslText } from '../tools/openssl.ts';
import { splitPem } from '../tools/pem.ts';
import { bothSwarms } from './beside.ts';
import type { BothSwarms, SwarmBeside } from './beside.ts';
import type { Subject } from './docker-20.10.ts';

/** What differs from one to the next, taken out of openssl's words. A signature's length varies, and ends the text. */
function shapeOf(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.indexOf('    Signature Value:') + 1).map((line) =>
    line
      .replace(/^(\s*)(?:[0-9A-Fa-f]{2}:)+(?:[0-9A-Fa-f]{2})?$/, '$1<bytes>')
      .replace(/(Not Before|Not After ): .*GMT/, '$1: <time>')
      .replace(/\b[0-9a-z]{25}\b/g, '<id>'),
  );
}

const minute = 60_000;

/** One certificate in openssl's words, with its place in time. */
async function certificateLines(pem: string, issuedAt: number): Promise<readonly string[]> {
  const [certificate] = readCertificates(pem);
  if (certificate === undefined) return [];
  const { notBefore, notAfter } = certificate;
  const isOfNow = Math.abs(notBefore + 60 * minute - issuedAt) < 2 * minute;
  const isOfRoot = Math.abs(notBefore + 5 * minute - issuedAt) < 2 * minute;
  return [
    `begins: ${isOfNow ? 'an hour' : isOfRoot ? 'five minutes' : 'otherwise'} back, at second ${(notBefore / 1000) % 60}`,
    `lasts: ${(notAfter - notBefore) / 1000} s`,
    ...shapeOf(await opensslText(pem)),
  ];
}

/** A key file with nothing random left but how long it is. */
function keyFileLines(pem: string): readonly string[] {
  return pem
    .replace(/^(kek-version: )[1-9]\d*$/m, '$1<version>')
    .replaceAll(/[A-Za-z0-9+/=]{40,}/g, (base64) => `<${base64.length}>`)
    .split('\n');
}

/** The request that the worker has sent, as its manager tells anyone who asks. */
async function requestLines({ address, workerId, read }: SwarmBeside): Promise<readonly string[]> {
  const channel = await connectVerified({
    network: tlsNetwork,
    address,
    roots: readCertificates(await read('manager', 'root')),
    clock: systemClock,
    signal: AbortSignal.timeout(10_000),
  });
  const { certificate } = await channel.unary(NodeCA.method.nodeCertificateStatus, { nodeId: workerId });
  channel.close();
  return shapeOf(await opensslRequestText(Buffer.from(certificate?.csr ?? []).toString('latin1')));
}

/** Each certificate of a file. */
async function compareFile(
  { compare }: BothSwarms,
  whose: Role,
  name: 'root' | 'certificate',
  subjects: readonly Subject[],
): Promise<void> {
  for (const [index, subject] of subjects.entries()) {
    await compare(subject, async ({ read }) => {
      const blocks = splitPem(await read(whose, name));
      return [`one of ${blocks.length}`, ...(await certificateLines(blocks[index] ?? '', Date.now()))];
    });
  }
}

describe.skipIf(dockerMissing ?? opensslMissing)('what a swarm of ours has on its disks, beside a real one', () => {
  it('differs in values, and in what the table says: certificates, requests, key files, tokens', async () => {
    await using swarms = await bothSwarms();
    await compareFile(swarms, 'worker', 'root', ['root']);
    await compareFile(swarms, 'manager', 'certificate', ['manager certificate']);
    await compareFile(swarms, 'worker', 'certificate', ['worker certificate']);
    await swarms.compare('certificate request', requestLines);
    await swarms.compare('manager key file', async ({ read }) => keyFileLines(await read('manager', 'key')));
    await swarms.compare('worker key file', async ({ read }) => keyFileLines(await read('worker', 'key')));
    await swarms.compare('join tokens', async ({ joinToken }) =>
      [await joinToken('worker'), await joinToken('manager')].map((token) =>
        token.replaceAll(/[0-9a-z]{25,}/g, (part) => `<${part.length}>`),
      ),
    );

    await swarms.rotate();
    await compareFile(swarms, 'worker', 'root', ['root']);
    await compareFile(swarms, 'manager', 'certificate', ['manager certificate after a rotation', 'cross-signed root']);
    await compareFile(swarms, 'worker', 'certificate', ['worker certificate after a rotation', 'cross-signed root']);
    await swarms.compare('manager key file', async ({ read }) => keyFileLines(await read('manager', 'key')));
    await swarms.compare('worker key file', async ({ read }) => keyFileLines(await read('worker', 'key')));
  });
});
