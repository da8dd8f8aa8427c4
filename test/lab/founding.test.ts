import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { newDeks } from '../../packages/core/src/keyfile/deks.ts';
import { NodeFiles, fileNames } from '../../packages/core/src/keyfile/node-files.ts';
import { readNodeKey } from '../../packages/core/src/keyfile/node-key.ts';
import { readNodeFacts } from '../../packages/core/src/lab/evidence.ts';
import { Lab } from '../../packages/core/src/lab/lab.ts';
import { managerName, places } from '../../packages/core/src/lab/places.ts';
import { makeLeaf, makeRoot } from '../../packages/core/src/testing/certificates.ts';
import { startLab, temporaryDirectory } from '../tools/swarm.ts';

/** What was left of a first manager where a lab is to be made. */
async function leftovers() {
  const directory = await temporaryDirectory();
  const certificates = places.certificates(directory.path, managerName);
  const files = new NodeFiles(certificates, randomBytes);
  const root = await makeRoot(Date.now());
  const { pem: certificatePem, key } = await makeLeaf(root, { role: 'manager' });
  return {
    root,
    files,
    identity: { certificatePem, key },
    read: (name: keyof typeof fileNames) => readFile(join(certificates, fileNames[name]), 'latin1'),
    facts: () => readNodeFacts(certificates, systemClock),
    create: () =>
      Lab.create({
        directory: directory.path,
        onError: (error) => {
          throw error;
        },
      }),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

describe('the first manager of a swarm', () => {
  it('AC-087 signs its own certificate, having the root’s key; who joins has none, and asks the manager', async () => {
    await using test = await startLab();
    const { node, directory } = await test.lab.join('worker', test.lab.joinToken('worker'));
    const rows = test.lab.state.nodes;
    expect(rows.get(test.lab.manager.nodeId)?.certificate).toMatchObject({ csr: '', pem: '', state: 'issued' });
    const issued = rows.get(node.id)?.certificate;
    expect(issued?.csr).toContain('CERTIFICATE REQUEST');
    expect(await readFile(join(directory, fileNames.certificate), 'latin1')).toBe(issued?.pem);
    for (const { directory: of } of test.lab.nodes.values()) {
      const { certificates, roots } = await readNodeFacts(of, systemClock);
      expect(certificates[0]?.issuer).toBe(roots[0]?.commonName);
    }
  });

  it('AC-132 makes another root where one lies about alone', async () => {
    await using left = await leftovers();
    await left.files.writeRoot(left.root.pem);
    const lab = await left.create();
    expect(lab.state.cluster.rootCa.caCert).not.toBe(left.root.pem);
    expect(await left.read('root')).toBe(lab.state.cluster.rootCa.caCert);
    await lab.close();
  });

  it('AC-133 makes root, certificate and key anew where certificate and key lie about without a root', async () => {
    await using left = await leftovers();
    await left.files.writeIdentity(left.identity);
    const lab = await left.create();
    const { certificates, roots } = await left.facts();
    expect(certificates[0]?.organization).toBe(lab.state.cluster.id);
    expect(roots).toHaveLength(1);
    expect(readNodeKey(await left.read('key')).key.equals(left.identity.key)).toBe(false);
    await lab.close();
  });

  it('Q17 begins anew where a creation was cut short that would have been locked: nobody was given its key', async () => {
    await using left = await leftovers();
    const kek = { key: randomBytes(32), version: 1 };
    await left.files.writeRoot(left.root.pem);
    await left.files.writeIdentity({ ...left.identity, kek, deks: newDeks(randomBytes) });
    const lab = await left.create();
    expect((await left.facts()).certificates[0]?.organization).toBe(lab.state.cluster.id);
    await lab.close();
  });
});
