import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRoot, pkcs8Pem } from '../../packages/core/src/testing/certificates.ts';
import { readCertificates } from '../../packages/core/src/x509/certificate.ts';
import { ownRoot } from '../tools/authorities.ts';
import { dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { ExternalCaServer } from '../tools/external-ca.ts';
import { LabsAndEngines } from './lab-and-engine.ts';
import type { Transcript } from './lab-and-engine.ts';

const anotherKey = 'SWMKEY-1-QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE';
const tls = ['node', 'ls', '--format', '{{.TLSStatus}} {{.ManagerStatus}}'];

/** Runs a command with files in it, which have names in the table. */
function withFiles(docker: Transcript, files: Readonly<Record<string, string>>) {
  return (command: string) =>
    docker.run(
      command
        .split(' ')
        .map((word) => Object.entries(files).reduce((text, [name, path]) => text.replace(name, path), word)),
      { as: command, besides: Object.entries(files).map(([name, path]) => [new RegExp(path, 'g'), name] as const) },
    );
}

async function file(docker: Transcript, name: string, text: string): Promise<string> {
  const path = join(docker.side.directory, `${name}-${docker.docker.version}`);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

/** Restarts until it is locked: when a key file is encrypted is an engine's own affair. */
async function lock(docker: Transcript): Promise<void> {
  await eventually('it starts locked', async () => {
    await docker.side.restart();
    return (await docker.quietly('info', '--format', '{{.Swarm.LocalNodeState}}')) === 'locked' || undefined;
  });
}

describe.skipIf(dockerMissing)('an unmodified docker, pointed at a lab and at a real engine', () => {
  let both: LabsAndEngines;

  beforeAll(async () => {
    both = await LabsAndEngines.start();
  });
  afterAll(() => both?.[Symbol.asyncDispose]());

  it('rotates the root and waits for it', async () => {
    await both.compare('rotation', async (docker) => {
      await docker.init();
      await docker.addNode();
      await docker.untilSettled();
      const before = await docker.run('swarm ca');
      expect((await docker.run('swarm ca --rotate')).endsWith(await docker.run('swarm ca'))).toBe(true);
      expect(await docker.run('swarm ca')).not.toBe(before);
      await docker.untilSettled();
      await docker.run(tls, { inAnyOrder: true });
      await docker.runOnTerminal('swarm ca --rotate');
      await docker.run('swarm ca --rotate --detach --cert-expiry 3h');
      await docker.untilSettled();
      await docker.run(['info', '--format', '{{json .Swarm.Cluster.Spec.CAConfig}}']);
      await docker.run(['info', '--format', '{{.Swarm.Cluster.RootRotationInProgress}}']);

      const [own, other] = [await makeRoot(), await makeRoot()];
      const run = withFiles(docker, {
        OWN_CERT: await file(docker, 'own.crt', own.pem),
        OWN_KEY: await file(docker, 'own.key', pkcs8Pem(own.key)),
        OTHER_KEY: await file(docker, 'other.key', pkcs8Pem(other.key)),
        NO_PEM: await file(docker, 'no.pem', 'nothing\n'),
      });
      await run('swarm ca --rotate --ca-cert OWN_CERT');
      await run('swarm ca --rotate --ca-key OWN_KEY');
      await run('swarm ca --rotate --ca-cert OWN_CERT --ca-key OTHER_KEY');
      await run('swarm ca --rotate --ca-cert NO_PEM --ca-key OWN_KEY');
      await run('swarm ca --rotate --ca-cert /nowhere --ca-key OWN_KEY');
      await run('swarm ca --rotate --ca-cert OWN_KEY --ca-key OWN_KEY');
      await run('swarm ca --rotate --quiet --ca-cert OWN_CERT --ca-key OWN_KEY');
      expect(`${await docker.run('swarm ca')}\n`).toBe(own.pem);
    });
  });

  it('gives the root to an external CA and takes it back', async () => {
    await both.compare('external CA', async (docker) => {
      await docker.init();
      await docker.addNode();
      await docker.untilSettled();
      await using ca = new ExternalCaServer(await ownRoot());
      ca.trusted.push(...readCertificates(await docker.quietly('swarm', 'ca')));
      await ca.start();
      const run = withFiles(docker, {
        CA_URL: ca.url,
        CA_CERT: await file(docker, 'ca.crt', ca.root.pem),
        NO_PEM: await file(docker, 'no.pem', 'nothing\n'),
      });
      await run('swarm ca --rotate --external-ca protocol=cfssl,url=CA_URL');
      await run('swarm ca --external-ca protocol=cfssl,url=CA_URL');
      await run('swarm ca --rotate --ca-cert CA_CERT --external-ca url=CA_URL');
      await run('swarm ca --rotate --ca-cert CA_CERT --external-ca protocol=foo,url=CA_URL');
      await run('swarm ca --rotate --ca-cert CA_CERT --external-ca protocol=cfssl,url=CA_URL,cacert=NO_PEM');
      await run('swarm ca --rotate --ca-cert CA_CERT --external-ca protocol=cfssl,url=https://127.0.0.1:1');
      await run('swarm ca --rotate --ca-cert CA_CERT --external-ca protocol=cfssl,url=CA_URL');
      expect(`${await docker.run('swarm ca')}\n`).toBe(ca.root.pem);
      await docker.addNode();
      await docker.untilSettled();
      await docker.run(['info', '--format', '{{len .Swarm.Cluster.Spec.CAConfig.ExternalCAs}} {{.Swarm.Nodes}}']);
      await docker.run(tls, { inAnyOrder: true });
      ca.signsCas = false;
      await docker.run('swarm ca --rotate', { as: 'swarm ca --rotate (which it does not sign)' });
      ca.signsCas = true;
      await docker.run('swarm ca --rotate');
      await docker.untilSettled();
      expect(ca.faults).toEqual([]);
    });
  });

  it('locks managers and unlocks them', async () => {
    await both.compare('lock', async (docker) => {
      const unlock = (key: string, as: string) =>
        docker.run('swarm unlock', { input: `${key}\n`, as: `swarm unlock (${as})` });
      await docker.init('--autolock');
      const key = await docker.quietly('swarm', 'unlock-key', '--quiet');
      await unlock(key, 'which is open');
      await lock(docker);
      await docker.look('node ls', 'swarm ca', 'swarm unlock-key', 'swarm join-token worker', 'swarm leave');
      await docker.run(['swarm', 'init', ...docker.side.listening], { as: 'swarm init' });
      await docker.run(['info', '--format', '{{.Swarm.LocalNodeState}} {{.Swarm.NodeID}} {{.Swarm.Error}}']);
      await unlock('rubbish', 'with rubbish');
      await unlock(anotherKey, 'with another key');
      await unlock(key, 'with the key');
      await docker.untilSettled();
      await docker.run('node ls');
      await unlock(key, 'again');

      const next = await docker.quietly('swarm', 'unlock-key', '--rotate', '--quiet');
      expect(next === key, 'it is another key').toBe(false);
      await eventually('the key file is encrypted with the next key', async () => {
        await lock(docker);
        const { code } = await docker.docker.run(['swarm', 'unlock'], { input: `${next}\n` });
        return code === 0 || undefined;
      });
      await docker.untilSettled();
      await lock(docker);
      await unlock(key, 'with the former key');
      await docker.run('swarm leave --force');
      await docker.run('node ls', { as: 'node ls (left)' });
    });
  });

  it('hears of nodes by events', async () => {
    await both.compare('events', async (docker) => {
      await docker.init();
      const since = ['--since', (Date.now() / 1000).toFixed(3)];
      const { program, env } = docker.docker;
      const events = spawn(program, ['events', ...since, '--filter', 'type=node'], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [heard, ended] = [new Set<string>(), new Promise((resolve) => events.once('close', resolve))];
      createInterface({ input: events.stdout }).on('line', (line) => heard.add(line));
      const untilHeard = (words: string): Promise<true> =>
        eventually(`${words} is told`, (note) => note([...heard]).some((line) => line.includes(words)) || undefined);
      try {
        const worker = await docker.addNode();
        await docker.quietly('swarm', 'ca', '--rotate', '--quiet');
        await docker.quietly('node', 'update', '--availability', 'drain', '--label-add', 'a=b', worker);
        await docker.quietly('node', 'promote', worker);
        await docker.untilManager(worker);
        await docker.quietly('node', 'demote', worker);
        await untilHeard('role.old=manager');
        await docker.quietly('node', 'rm', '--force', worker);
        await untilHeard('node remove');
      } finally {
        events.kill('SIGKILL');
        await ended;
      }
      docker.noteKinds('events', [...heard]);
    });
  });
});
