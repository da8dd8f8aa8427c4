import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import type { Lab } from '../../packages/core/src/lab/lab.ts';
import { Refusal } from '../../packages/core/src/swarm/refusal.ts';
import { pkcs8Pem } from '../../packages/core/src/testing/certificates.ts';
import { encodePem } from '../../packages/core/src/x509/pem.ts';
import { ownRoot } from '../tools/authorities.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { opensslMissing } from '../tools/openssl.ts';
import { makeRootWithOpenssl, openssl, opensslRoots } from '../tools/openssl-roots.ts';
import { startLab, temporaryDirectory } from '../tools/swarm.ts';
import { expectOnlyKnownDifferences } from './docker-20.10.ts';

interface GivenRoot {
  readonly what: string;
  readonly pem: string;
  /** Empty for none. */
  readonly key: string;
}

/** Roots that a user may come with; those that are accepted last, each a rotation upon the one before. */
async function rootsOfUsers(directory: string): Promise<readonly GivenRoot[]> {
  const p256 = ['EC', 'ec_paramgen_curve:P-256'];
  const make = (flags: readonly string[] = []) => makeRootWithOpenssl(directory, p256, flags);
  const [good, other, soon] = [await make(), await make(), await make(['-days', '364'])];
  const noCa = await make(['-addext', 'basicConstraints=critical,CA:FALSE']);
  // Of what is no PEM at all the docker command takes care.
  const rubbish = (type: string): string => encodePem(type, Buffer.from('rubbish'));
  const encrypted = async (path = join(directory, 'plain.pem')): Promise<string> => {
    await writeFile(path, good.key);
    return openssl('ec', '-in', path, '-aes256', '-passout', 'pass:secret');
  };
  const refused: GivenRoot[] = [
    { what: 'a certificate that is none', pem: rubbish('CERTIFICATE'), key: good.key },
    { what: 'a key that is none', pem: good.pem, key: rubbish('EC PRIVATE KEY') },
    { what: 'the key of another', pem: good.pem, key: other.key },
    { what: 'an encrypted key', pem: good.pem, key: await encrypted() },
    { what: 'two certificates', pem: good.pem + other.pem, key: good.key },
    { what: 'the same twice', pem: good.pem + good.pem, key: good.key },
    { what: 'one that ends within a year', ...soon },
    { what: 'one that is no CA', ...noCa },
  ];
  const accepted: GivenRoot[] = [];
  for (const [what, key, flags, message] of opensslRoots) {
    const given = { what, ...(await makeRootWithOpenssl(directory, key, flags)) };
    (message === undefined ? accepted : refused).push(given);
  }
  return [...refused, ...accepted];
}

/** @returns `accepted`, or why not */
async function giveToDocker(engine: Engine, { pem, key }: GivenRoot): Promise<string> {
  const [certificate, keyFile] = [join(engine.directory, 'given.pem'), join(engine.directory, 'given-key.pem')];
  await writeFile(certificate, pem);
  await writeFile(keyFile, key, { mode: 0o600 });
  const parameters = ['swarm', 'ca', '--rotate', '--detach', '--ca-cert', certificate, '--ca-key', keyFile];
  const { code, stderr } = await engine.docker(...parameters);
  return code === 0 ? 'accepted' : stderr.trim().replace('Error response from daemon: ', '');
}

/** @returns as {@link giveToDocker} */
async function giveToLab(lab: Lab, { pem, key }: GivenRoot): Promise<string> {
  try {
    await lab.update({ signingCaCert: pem, signingCaKey: key });
    return 'accepted';
  } catch (error) {
    if (error instanceof Refusal) return `rpc error: code = ${error.code} desc = ${error.message}`;
    throw error;
  }
}

const wholeText = (lines: readonly string[]): readonly string[] => lines.map((line) => line.replaceAll('\n', ' '));

describe.skipIf(dockerMissing ?? opensslMissing)('roots that users give', () => {
  it('are accepted by us if a real engine accepts them, and refused in its words', async () => {
    await using directory = await temporaryDirectory();
    await using engine = await Engine.start('roots');
    await using test = await startLab();
    await engine.init();
    const [ours, docker]: [string[], string[]] = [[], []];
    const give = async (given: GivenRoot): Promise<void> => {
      ours.push(`${given.what}: ${await giveToLab(test.lab, given)}`);
      docker.push(`${given.what}: ${await giveToDocker(engine, given)}`);
    };
    for (const given of await rootsOfUsers(directory.path)) await give(given);

    const own = await ownRoot();
    const key = pkcs8Pem(own.key);
    await give({ what: 'one of our own', pem: own.pem, key });
    await test.lab.until('the rotation has ended', ({ isSettled }) => isSettled);
    await eventually('the engine’s rotation has ended', async () => {
      const isRotating = await engine.output('info', '--format', '{{.Swarm.Cluster.RootRotationInProgress}}');
      return isRotating === 'false' || undefined;
    });
    // An engine of 20.10 accepts this, and can be updated no more: so it comes last.
    await give({ what: 'another certificate for the present key', pem: (await ownRoot('P-256', own.keys)).pem, key });
    await give({ what: 'anything after that', pem: own.pem, key });
    expectOnlyKnownDifferences('roots that users give', { ours: wholeText(ours), docker: wholeText(docker) });
  });
});
