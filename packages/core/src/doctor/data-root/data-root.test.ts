import { chmod, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crossSignAsDocker, makeLeaf, makeRoot, noon, pkcs8Pem } from '../../testing/certificates.ts';
import { issuedLately, writeDataRoot } from '../../testing/data-root.ts';
import type { DataRootWishes } from '../../testing/data-root.ts';
import { certificatePem } from '../../x509/certificate.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { judgeDataRoot } from './judge-data-root.ts';
import { readDataRoot } from './read-data-root.ts';

const day = 86_400_000;

async function diagnosed(path: string, now = noon): Promise<Diagnosis> {
  return judgeDataRoot(await readDataRoot(path), now);
}

const codes = ({ findings }: Diagnosis): readonly string[] =>
  findings.map(({ severity, code, place }) => `${severity} ${code} ${place.source.split('/').at(-1)}`);

async function codesOf(wishes: DataRootWishes, now = noon): Promise<readonly string[]> {
  await using written = await writeDataRoot(wishes);
  return codes(await diagnosed(written.path, now));
}

/** A lab of one node, as far as its files go. */
async function writeLab({ role = 'worker' }: Pick<DataRootWishes, 'role'>) {
  const files = { 'docker-state.json': undefined, 'state.json': undefined, 'raft/wal-v3-encrypted/0.wal': undefined };
  const written = await writeDataRoot({ role, files });
  const path = await mkdtemp(join(tmpdir(), 'swarmpki-lab-'));
  const node = join(path, 'nodes', `${role}-1`, 'swarm');
  await mkdir(dirname(node), { recursive: true });
  await rename(written.path, node);
  await rm(join(node, 'raft'), { recursive: true, force: true });
  for (const name of ['swarmpki.json', 'swarm.db']) await writeFile(join(path, name), '');
  const dispose = async (): Promise<void> => {
    await written[Symbol.asyncDispose]();
    await rm(path, { recursive: true });
  };
  return { path, node, [Symbol.asyncDispose]: dispose };
}

const fact = ({ about }: Diagnosis, key: string) => about.find((one) => one.key === key);

describe('a data root', () => {
  it.each(['worker', 'manager'] as const)(
    'of a healthy %s has nothing to be mended, and says what it is',
    async (role) => {
      await using written = await writeDataRoot({ role });
      const diagnosis = await diagnosed(written.path);
      expect(codes(diagnosis)).toEqual([]);
      expect(Object.fromEntries(diagnosis.about.map(({ key, value, text }) => [key, value ?? text]))).toMatchObject({
        role,
        nodeId: 'n'.repeat(25),
        clusterId: 'o'.repeat(25),
        managers: ['10.0.0.1:2377'],
        notAfter: '2027-02-12T12:00:00.000Z',
        renewFrom: '2026-12-29T11:30:00.000Z',
        rotation: 'none',
        locked: false,
      });
      expect(diagnosis.renewers).toMatchObject([{ can: 'yes', role }]);
    },
  );

  it('is found from the folder above it, from its own, and as certificates alone', async () => {
    await using written = await writeDataRoot({ role: 'manager' });
    for (const path of [dirname(written.path), written.path, join(written.path, 'certificates')]) {
      const diagnosis = await diagnosed(path);
      expect([codes(diagnosis), fact(diagnosis, 'role')?.text]).toEqual([[], 'manager']);
    }
  });

  it('of a simulated node lacks nothing that a lab keeps elsewhere, and is named as one', async () => {
    for (const role of ['worker', 'manager'] as const) {
      await using lab = await writeLab({ role });
      for (const path of [dirname(lab.node), lab.node, join(lab.node, 'certificates')]) {
        const diagnosis = await diagnosed(path);
        expect([role, codes(diagnosis)]).toEqual([role, []]);
        expect(fact(diagnosis, 'lab')?.value).toBe(lab.path);
        expect(fact(diagnosis, 'raft')).toBeUndefined();
      }
      // A lab has a way of its own for one that has expired, and Docker's commands have no meaning there.
      const [expired] = (await diagnosed(lab.node, noon + 81 * day)).findings;
      expect(expired).toMatchObject({ code: 'expired' });
      expect(expired?.cure).toContain(`swarmpki --state-dir ${lab.path} node rm --force ${'n'.repeat(25)}`);
      expect(expired?.cure).not.toContain('docker');
    }
  });

  it('that is the directory of a lab leads to the lab, and to its nodes', async () => {
    await using lab = await writeLab({});
    const diagnosis = await diagnosed(lab.path);
    expect(codes(diagnosis)).toEqual([`information no-swarm ${lab.path.split('/').at(-1)}`]);
    expect(diagnosis.findings[0]?.cure).toContain(`swarmpki doctor --state-dir ${lab.path}`);
    // Where there is no lab above, what is missing is missing.
    await rm(join(lab.path, 'swarm.db'));
    expect(codes(await diagnosed(lab.node))).toContain('error node-files-missing docker-state.json');
  });

  it('that is not there, or is no folder, is no answer', async () => {
    await using written = await writeDataRoot();
    await expect(readDataRoot('/nowhere/at/all')).rejects.toMatchObject({ code: 'no-data-root' });
    await expect(readDataRoot(join(written.path, 'state.json'))).rejects.toMatchObject({ code: 'no-data-root' });
  });

  it('in which is no swarm says so: less so where an engine has none', async () => {
    const top = await mkdtemp(join(tmpdir(), 'swarmpki-'));
    try {
      expect(codes(await diagnosed(top))).toMatchObject([expect.stringMatching(/^warning no-swarm /)]);
      await mkdir(join(top, 'swarm'));
      expect(codes(await diagnosed(top))).toEqual(['information no-swarm swarm']);
    } finally {
      await rm(top, { recursive: true });
    }
  });
});

describe('the certificate of a data root', () => {
  it('that has expired is mended by commands, each with what it loses, by role and by who else is there', async () => {
    const now = noon + 100 * day;
    const cureOf = async (wishes: DataRootWishes): Promise<string> => {
      await using written = await writeDataRoot(wishes);
      const diagnosis = await diagnosed(written.path, now);
      expect(codes(diagnosis)).toEqual(['error expired swarm-node.crt']);
      return diagnosis.findings[0]?.cure ?? '';
    };
    const worker = await cureOf({});
    expect(worker).toContain('docker swarm join --token TOKEN 10.0.0.1:2377');
    expect(worker).toContain('loses the node’s id and labels');
    const manager = await cureOf({ role: 'manager' });
    expect(manager).toContain('While other managers are well (10.0.0.1:2377)');
    const alone = await cureOf({
      role: 'manager',
      files: { 'state.json': JSON.stringify([{ node_id: 'n'.repeat(25), addr: '10.0.0.2:2377' }]) },
    });
    expect(alone).toMatch(/^No other manager is known here/);
    for (const cure of [worker, manager, alone]) expect(cure).toContain('Delete no certificates or keys by hand');
    for (const cure of [manager, alone])
      expect(cure).toMatch(/init --force-new-cluster.* stay, all other nodes drop out.*docker-state\.json\.old/);
  });

  it('says whether it can still be renewed at a time', async () => {
    await using worker = await writeDataRoot();
    await using manager = await writeDataRoot({ role: 'manager' });
    const can = async (path: string, now: number) => (await diagnosed(path, now)).renewers.map((one) => one.can);
    expect([await can(worker.path, noon), await can(worker.path, noon + 81 * day)]).toEqual([['yes'], ['no']]);
    expect([await can(manager.path, noon), await can(manager.path, noon + 81 * day)]).toEqual([
      ['yes'],
      ['only-as-leader'],
    ]);
    expect(await can(worker.path, noon - 100 * day)).toEqual(['no']);
  });

  it('that should have been renewed, or was issued by a clock ahead, says so', async () => {
    expect(await codesOf({}, noon + 70 * day)).toEqual(['warning renewal-overdue swarm-node.crt']);
    const root = await makeRoot();
    const leaf = await makeLeaf(root, {}, { notBefore: noon - 600_000, notAfter: noon + 90 * day });
    expect(await codesOf({ root, leaf })).toEqual(['warning clock-ahead swarm-node.crt']);
    expect(await codesOf({ root, leaf }, noon + 50 * 60_000)).toEqual([]);
  });

  it('that was issued in a rotation tells one that has not ended from one that has', async () => {
    const [old, successor] = [await makeRoot(), await makeRoot()];
    const leaf = await makeLeaf(successor, {}, issuedLately);
    const intermediates = certificatePem(await crossSignAsDocker(successor, old));
    expect(await codesOf({ root: old, leaf, intermediates })).toEqual([
      'information issued-in-rotation swarm-node.crt',
    ]);
    expect(await codesOf({ root: successor, leaf, intermediates })).toEqual(['hint issued-in-rotation swarm-node.crt']);
    // Without the cross-signed certificate it leads nowhere; roots of one name differ by their keys.
    expect(await codesOf({ root: old, leaf })).toEqual(['error refused-by-own-root swarm-node.crt']);
  });
});

describe('files of a data root', () => {
  it('that are missing let Docker take itself for new, and each says how', async () => {
    for (const file of ['swarm-root-ca.crt', 'swarm-node.crt', 'swarm-node.key']) {
      await using written = await writeDataRoot({ files: { [`certificates/${file}`]: undefined } });
      const diagnosis = await diagnosed(written.path);
      expect(codes(diagnosis)).toEqual([`error node-files-missing ${file}`]);
      expect(diagnosis.findings[0]?.reason).toMatch(
        file === 'swarm-node.crt' ? /clears all/ : /makes a root .* of its own/,
      );
    }
  });

  it('of which one is of another moment are told apart: what heals, what does not, and which is newer', async () => {
    const root = await makeRoot();
    const [leaf, renewed] = [await makeLeaf(root, {}, issuedLately), await makeLeaf(root, {}, issuedLately)];
    const key = { 'certificates/swarm-node.key': pkcs8Pem(renewed.key) };
    await using torn = await writeDataRoot({ root, leaf, files: key });
    const certificates = join(torn.path, 'certificates');
    await utimes(join(certificates, 'swarm-node.crt'), 1_000, (noon - day) / 1_000);
    await utimes(join(certificates, 'swarm-node.key'), 1_000, noon / 1_000);
    const diagnosis = await diagnosed(torn.path);
    expect(codes(diagnosis)).toEqual(['error torn-write swarm-node.key']);
    expect(diagnosis.findings[0]?.reason).toContain('The key is newer: it was written at 2026-11-24 12:00 UTC');

    const healing = { ...key, 'certificates/.swarm-node.crt': renewed.pem };
    expect(await codesOf({ root, leaf, files: healing })).toEqual(['warning torn-write swarm-node.key']);
    const early = { 'certificates/.swarm-node.crt': renewed.pem };
    expect(await codesOf({ root, leaf, files: early })).toEqual(['information leftover-file .swarm-node.crt']);
    const useless = { ...key, 'certificates/.swarm-node.crt': leaf.pem };
    expect(await codesOf({ root, leaf, files: useless })).toEqual(['error torn-write swarm-node.key']);
  });

  it('that are locked are told of without the unlock key', async () => {
    await using written = await writeDataRoot({ role: 'manager', kek: Buffer.alloc(32, 7) });
    const diagnosis = await diagnosed(written.path);
    expect(codes(diagnosis)).toEqual(['information locked-node-key swarm-node.key']);
    expect(fact(diagnosis, 'locked')).toMatchObject({ value: true, text: 'yes, by the unlock key of version 12' });
  });

  it('around the certificates are judged: state, raft, a join that has not ended', async () => {
    expect(await codesOf({ files: { 'state.json': undefined } })).toEqual(['warning no-managers-known state.json']);
    expect(await codesOf({ files: { 'state.json': '[]' } })).toEqual(['warning no-managers-known state.json']);
    for (const damaged of ['', '{', '{}', '[1]', '[{"node_id":1,"addr":""}]']) {
      expect(await codesOf({ files: { 'state.json': damaged } })).toEqual(['error state-damaged state.json']);
    }
    expect(await codesOf({ files: { 'docker-state.json': '[]' } })).toEqual(['error state-damaged docker-state.json']);
    const missing = { 'docker-state.json': undefined };
    expect(await codesOf({ files: missing })).toEqual(['error node-files-missing docker-state.json']);
    const joining = { 'docker-state.json': '{"JoinInProgress":true}' };
    expect(await codesOf({ files: joining })).toEqual(['warning join-unfinished docker-state.json']);
    const raft = { 'raft/wal-v3-encrypted/0-0.wal': undefined, 'raft/snap-v3-encrypted/0.snap': undefined };
    expect(await codesOf({ role: 'manager', files: raft })).toEqual(['error raft-missing raft']);
  });

  it('that do not belong there are named, and not read', async () => {
    const files = {
      'certificates/swarm-node.key.bak': 'anything',
      'notes.txt': 'anything',
      'certificates/.tmp-swarm-node.key123456': 'anything',
      'raft/other': 'x',
    };
    expect(await codesOf({ role: 'manager', files })).toEqual([
      'information leftover-file .tmp-swarm-node.key123456',
      'information foreign-file swarm-node.key.bak',
      'information foreign-file notes.txt',
      'information foreign-file other',
    ]);
    await using written = await writeDataRoot();
    await mkdir(join(written.path, 'certificates', 'swarm-root-ca.key'));
    expect(codes(await diagnosed(written.path))).toEqual(['warning foreign-file swarm-root-ca.key']);
  });

  it('with the key of the root beside it are a danger', async () => {
    const root = await makeRoot();
    const files = { 'certificates/swarm-root-ca.key': pkcs8Pem(root.key) };
    expect(await codesOf({ root, files })).toEqual(['warning root-key-at-hand swarm-root-ca.key']);
  });

  it('that are damaged are told of, be it by what is in them or because nothing is', async () => {
    for (const file of ['swarm-root-ca.crt', 'swarm-node.crt', 'swarm-node.key']) {
      for (const [damaged, code] of [
        ['', 'state-damaged'],
        ['\0'.repeat(600), 'unreadable'],
        ['-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n', 'state-damaged'],
      ] as const) {
        const found = await codesOf({ files: { [`certificates/${file}`]: damaged } });
        expect(found).toEqual([`error ${code} ${file}`]);
      }
    }
    const root = await makeRoot();
    const files = { 'certificates/swarm-root-ca.crt': root.pem.replace(/\n.{9}/, '\n') };
    expect(await codesOf({ files })).toContainEqual(
      expect.stringMatching(/^error (pem-damaged|unreadable) swarm-root-ca.crt$/),
    );
  });

  it('that cannot be read are not looked at, and all others are', async () => {
    await using written = await writeDataRoot();
    await writeFile(join(written.path, 'state.json'), ' '.repeat(1024 * 1024 + 1));
    expect(codes(await diagnosed(written.path))).toEqual(['warning not-looked-at state.json']);
  });

  it.skipIf(process.platform === 'win32')('that are open to others say for what', async () => {
    await using written = await writeDataRoot({ role: 'manager' });
    await chmod(join(written.path, 'certificates', 'swarm-node.key'), 0o644);
    await chmod(join(written.path, 'certificates', 'swarm-node.crt'), 0o666);
    await chmod(join(written.path, 'raft'), 0o755);
    await chmod(written.path, 0o711);
    const diagnosis = await diagnosed(written.path);
    expect(codes(diagnosis)).toEqual([
      'error key-readable-by-others swarm-node.key',
      'warning loose-mode swarm-node.crt',
      'information loose-mode swarm',
      'information loose-mode raft',
    ]);
    expect(diagnosis.findings[1]?.cure).toContain('chmod 0644 ');
  });

  it.skipIf(process.platform === 'win32')('that are open to others are told of, also a key that passes', async () => {
    const root = await makeRoot();
    const leaf = await makeLeaf(root, {}, issuedLately);
    const files = { 'certificates/.swarm-node.key': pkcs8Pem(leaf.key) };
    await using written = await writeDataRoot({ root, leaf, files });
    await chmod(join(written.path, 'certificates', '.swarm-node.key'), 0o644);
    expect(codes(await diagnosed(written.path))).toEqual([
      'error key-readable-by-others .swarm-node.key',
      'information leftover-file .swarm-node.key',
    ]);
  });

  it.skipIf(process.platform === 'win32')('that are symbolic links are named, and not followed', async () => {
    await using written = await writeDataRoot();
    await using elsewhere = await writeDataRoot();
    const certificate = join(written.path, 'certificates', 'swarm-node.crt');
    await rm(certificate);
    await symlink(join(elsewhere.path, 'certificates', 'swarm-node.crt'), certificate);
    const diagnosis = await diagnosed(written.path);
    expect(codes(diagnosis)).toEqual(['warning symbolic-link swarm-node.crt']);
    expect(fact(diagnosis, 'nodeId')).toBeUndefined();

    const certificates = join(written.path, 'certificates');
    await rename(certificates, `${written.path}-certificates`);
    await symlink(`${written.path}-certificates`, certificates);
    expect(codes(await diagnosed(written.path))).toEqual(['warning symbolic-link certificates']);
    await using parent = await writeDataRoot();
    await rename(parent.path, `${parent.path}-moved`);
    await symlink(`${parent.path}-moved`, parent.path);
    expect(codes(await diagnosed(dirname(parent.path)))).toEqual(['warning symbolic-link swarm']);
    // What is named itself may be one.
    const top = dirname(written.path);
    await symlink(elsewhere.path, join(top, 'link'));
    expect(codes(await diagnosed(join(top, 'link')))).toEqual([]);
  });

  it('repeat nothing of others that a terminal would obey, and no secret', async () => {
    const root = await makeRoot();
    const evil = '\u001b]0;x\u0007evil';
    const leaf = await makeLeaf(root, { nodeId: evil, organization: evil }, issuedLately);
    await using written = await writeDataRoot({
      root,
      leaf,
      role: 'manager',
      files: { 'state.json': JSON.stringify([{ node_id: evil, addr: evil }]), 'docker-state.json': evil },
    });
    const { findings, about } = await diagnosed(written.path, noon + 100 * day);
    const told = JSON.stringify([findings.map(({ reason, cure }) => [reason, cure]), about]);
    expect(told).toContain('evil');
    expect(told).not.toMatch(/\\u001b|\\u0007|PRIVATE KEY|raft-dek:/);
  });
});
