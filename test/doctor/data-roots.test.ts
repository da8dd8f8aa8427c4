import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, readFile, rename, rm, symlink, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeDataRoot } from '../../packages/core/src/doctor/data-root/judge-data-root.ts';
import { readDataRoot } from '../../packages/core/src/doctor/data-root/read-data-root.ts';
import type { Diagnosis } from '../../packages/core/src/doctor/diagnosis.ts';
import { readCertificates } from '../../packages/core/src/x509/certificate.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { run } from '../tools/run.ts';
import { temporaryDirectory } from '../tools/swarm.ts';
import { treeHash } from '../tools/tree-hash.ts';

const program = fileURLToPath(new URL('../../packages/tui/src/cli/main.ts', import.meta.url));
const missing = dockerMissing ?? whyNoFaketime();
const day = 86_400_000;
const crt = 'certificates/swarm-node.crt';
const key = 'certificates/swarm-node.key';

function whyNoFaketime(): string | undefined {
  return spawnSync('faketime', ['-f', '+1d', 'true']).status === 0
    ? undefined
    : 'there is no faketime (Debian: faketime)';
}

/** Folder → what is said of it, exactly. */
const table = {
  'healthy-manager': [],
  'healthy-worker': [],
  'rotating-manager': ['information issued-in-rotation swarm-node.crt'],
  'rotating-worker': ['information issued-in-rotation swarm-node.crt'],
  autolocked: ['information locked-node-key swarm-node.key'],
  'expired-manager': ['error expired swarm-node.crt'],
  'expired-worker': ['error expired swarm-node.crt'],
  'torn-old-key': ['error torn-write swarm-node.key', 'information issued-in-rotation swarm-node.crt'],
  'torn-healing': ['warning torn-write swarm-node.key'],
  'cut-short': ['error state-damaged swarm-node.crt'],
  'without-certificate': ['error node-files-missing swarm-node.crt'],
  'without-key': ['error node-files-missing swarm-node.key'],
  'without-root': ['error node-files-missing swarm-root-ca.crt'],
  'without-raft': ['error raft-missing raft'],
  'without-managers': ['warning no-managers-known state.json'],
  'empty-managers': ['error state-damaged state.json'],
  'other-root': ['error refused-by-own-root swarm-node.crt'],
  'no-swarm': ['information no-swarm swarm'],
  foreign: ['warning no-swarm foreign'],
  symlinked: ['warning symbolic-link swarm-node.key'],
  'key-readable-by-others': ['error key-readable-by-others swarm-node.key'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type Name = keyof typeof table;

const codes = ({ findings }: Diagnosis): readonly string[] =>
  findings.map(({ severity, code, place }) => `${severity} ${code} ${place.source.split('/').at(-1)}`);

/** The moment by which a folder is judged: some are old. */
const momentOf = (name: string): number => Date.now() + (name.startsWith('expired') ? 100 * day : 0);

describe.skipIf(missing)('data roots of a real Docker Engine', () => {
  let folder: Awaited<ReturnType<typeof temporaryDirectory>>;
  const engines: Engine[] = [];
  const at = (name: Name, ...below: readonly string[]): string => join(folder.path, name, ...below);
  const swarmOf = (engine: Engine): string => dirname(engine.certificates);

  /** As `cp -a`, and so without what raft has only reserved. */
  const copy = async (from: string, name: Name): Promise<void> => {
    const { code, stderr } = await run('cp', ['-a', '--sparse=always', from, at(name)]);
    if (code !== 0) throw new Error(stderr);
  };
  const chainLength = async (engine: Engine): Promise<number> =>
    readCertificates(await engine.readCertificate('swarm-node.crt')).length;

  beforeAll(async () => {
    folder = await temporaryDirectory();
    for (const label of ['dm', 'dw', 'dg']) engines.push(await Engine.start(label));
    const [manager, worker, gone] = engines as [Engine, Engine, Engine];
    await copy(swarmOf(gone), 'no-swarm');
    // It is found below the data root.
    await mkdir(at('no-swarm', 'swarm'), { mode: 0o700 });

    const address = await manager.init();
    const token = await manager.joinToken('worker');
    for (const engine of [worker, gone]) expect(await engine.join(address, token)).toMatchObject({ code: 0 });
    await copy(swarmOf(manager), 'healthy-manager');
    await copy(swarmOf(worker), 'healthy-worker');
    await copy(at('healthy-manager'), 'expired-manager');
    await copy(at('healthy-worker'), 'expired-worker');

    // Nobody waits for whoever is not there: so the rotation does not end.
    await gone.stop();
    await manager.output('swarm', 'ca', '--rotate', '--detach');
    await eventually('both have renewed', async (note) => {
      const lengths = note([await chainLength(manager), await chainLength(worker)]);
      return lengths.every((length) => length === 2) || undefined;
    });
    await copy(swarmOf(manager), 'rotating-manager');
    await copy(swarmOf(worker), 'rotating-worker');

    await manager.output('node', 'rm', '--force', await idOfTheSilent(manager));
    await eventually('the rotation ends', async () => {
      const { body } = await manager.api('GET', '/v1.41/swarm');
      return JSON.stringify(body).includes('"RootRotationInProgress":false') || undefined;
    });
    await manager.output('swarm', 'update', '--autolock=true');
    await eventually('it is locked, and has renewed', async (note) => {
      const [pem, length] = [await manager.readCertificate('swarm-node.key'), await chainLength(manager)];
      return note([pem.includes('ENCRYPTED'), length]) && pem.includes('ENCRYPTED') && length === 1 ? true : undefined;
    });
    await copy(swarmOf(manager), 'autolocked');
    await makeBroken();
  }, 180_000);

  async function makeBroken(): Promise<void> {
    const broken: Partial<Record<Name, () => Promise<unknown>>> = {
      'torn-old-key': () => cp(at('healthy-worker', key), at('torn-old-key', key)),
      'torn-healing': async () => {
        await rename(at('torn-healing', crt), at('torn-healing', 'certificates/.swarm-node.crt'));
        await cp(at('healthy-worker', crt), at('torn-healing', crt));
      },
      'cut-short': () => truncate(at('cut-short', crt), 0),
      'without-certificate': () => rm(at('without-certificate', crt)),
      'without-key': () => rm(at('without-key', key)),
      'without-root': () => rm(at('without-root', 'certificates/swarm-root-ca.crt')),
      'without-raft': () => rm(at('without-raft', 'raft'), { recursive: true }),
      'without-managers': () => rm(at('without-managers', 'state.json')),
      'empty-managers': () => truncate(at('empty-managers', 'state.json'), 0),
      'other-root': () =>
        cp(at('autolocked', 'certificates/swarm-root-ca.crt'), at('other-root', 'certificates/swarm-root-ca.crt')),
      symlinked: async () => {
        await rename(at('symlinked', key), join(folder.path, 'elsewhere.key'));
        await symlink(join(folder.path, 'elsewhere.key'), at('symlinked', key));
      },
      'key-readable-by-others': () => chmod(at('key-readable-by-others', key), 0o644),
    };
    for (const [name, damage] of Object.entries(broken) as [Name, () => Promise<unknown>][]) {
      const source = name.startsWith('torn')
        ? 'rotating-worker'
        : name === 'without-raft'
          ? 'healthy-manager'
          : 'healthy-worker';
      await copy(at(source), name);
      await damage();
    }
    await mkdir(at('foreign', 'something', 'else'), { recursive: true });
  }

  afterAll(async () => {
    await Promise.all(engines.map((engine) => engine.remove()));
    await folder?.[Symbol.asyncDispose]();
  });

  it.each(Object.keys(table) as Name[])(
    '%s: what is wrong with it, exactly, and nothing of it is changed',
    async (name) => {
      const before = await treeHash(at(name));
      const diagnosis = judgeDataRoot(await readDataRoot(at(name)), momentOf(name));
      expect(codes(diagnosis)).toEqual(table[name]);
      expect(await treeHash(at(name))).toBe(before);
      for (const { reason, cure } of diagnosis.findings) expect([reason, cure].join()).not.toMatch(/PRIVATE|raft-dek/);
    },
  );

  it('are told by the program with its exit codes, and once more when time has passed', async () => {
    const doctor = (...words: readonly string[]) =>
      run(process.execPath, ['--no-warnings', program, 'doctor', ...words]);
    const codeOf = async (...words: readonly string[]): Promise<number> => (await doctor(...words)).code;
    expect(await codeOf(at('healthy-manager'))).toBe(0);
    expect(await codeOf(at('without-managers'))).toBe(1);
    expect(await codeOf(at('torn-old-key'))).toBe(2);
    expect(await codeOf(at('healthy-worker', 'nothing'))).toBe(3);
    const noLab = await doctor('--state-dir', at('foreign'));
    expect([noLab.code, noLab.stderr]).toEqual([3, expect.stringContaining('no engine is named, and the lab in ')]);
    const later = await run('faketime', [
      '-f',
      '+100d',
      process.execPath,
      '--no-warnings',
      program,
      'doctor',
      at('healthy-worker'),
    ]);
    expect([later.code, later.stderr]).toEqual([2, '']);
    expect(later.stdout).toContain('error expired');
    expect(later.stdout).toContain('docker swarm leave');
    const asked = await doctor(at('healthy-worker'), '--at', '100d', '--format', 'json');
    expect(JSON.parse(asked.stdout)).toMatchObject({ renewers: [{ can: 'no' }], findings: [{ code: 'expired' }] });
    const metrics = await doctor('--metrics', at('healthy-manager'));
    expect(metrics.stdout).toMatch(
      /^swarmpki_certificate_not_after_timestamp_seconds\{node="\w{25}",role="manager",.*\} \d{10}$/m,
    );
  });

  it('do what is said of them when the engine starts', async () => {
    const [, worker] = engines as [Engine, Engine, Engine];
    const startWith = async (name: Name): Promise<string> => {
      await worker.stop();
      await rm(swarmOf(worker), { recursive: true });
      const { code } = await run('cp', ['-a', at(name), swarmOf(worker)]);
      expect(code).toBe(0);
      await worker.restart();
      return worker.output('info', '--format', '{{.Swarm.LocalNodeState}} {{.Swarm.Error}}');
    };
    expect(await startWith('torn-healing')).toMatch(/^(active|pending)/);
    // The certificate that was left over is in its place now.
    expect(await readFile(join(swarmOf(worker), crt), 'latin1')).toBe(
      await readFile(at('rotating-worker', crt), 'latin1'),
    );
    expect(await startWith('torn-old-key')).toMatch(/^error .*tls: private key does not match public key/);
    expect(await startWith('without-certificate')).toMatch(/^inactive/);
    expect(codes(judgeDataRoot(await readDataRoot(swarmOf(worker)), Date.now()))).toEqual([
      'information no-swarm swarm',
    ]);
    expect(await startWith('without-key')).toMatch(/^error .*certificate signed by unknown authority/);
    await expect(startWith('empty-managers')).rejects.toThrow('Error starting cluster component');
  }, 120_000);
});

async function idOfTheSilent(manager: Engine): Promise<string> {
  return eventually('it is down', async () => {
    const rows = await manager.output('node', 'ls', '--format', '{{.ID}} {{.Status}}');
    return /^(\S+) Down$/m.exec(rows)?.[1];
  });
}
