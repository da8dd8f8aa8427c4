import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileNames } from '../../packages/core/src/keyfile/node-files.ts';
import type { LabNode } from '../../packages/core/src/lab/lab.ts';
import { managerName } from '../../packages/core/src/lab/places.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { opensslMissing, opensslText } from '../tools/openssl.ts';
import { splitPem } from '../tools/pem.ts';
import { startLab } from '../tools/swarm.ts';

/** What differs from certificate to certificate, taken out of openssl's words. */
function shapeOf(lines: readonly string[]): readonly string[] {
  return lines.map((line) =>
    line
      .replace(/^(\s*)(?:[0-9A-Fa-f]{2}:)+(?:[0-9A-Fa-f]{2})?$/, '$1<bytes>')
      .replace(/(Not Before|Not After ): .*GMT/, '$1: <time>')
      .replace(/\b[0-9a-z]{25}\b/g, '<id>'),
  );
}

/** Signatures of 70, 71 and 72 bytes take four lines; one that starts a fifth differs in its length alone. */
function withoutSignature(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.indexOf('    Signature Value:') + 1);
}

describe.skipIf(dockerMissing ?? opensslMissing)('certificates of ours beside those of a real swarm', () => {
  it('differ in values only, line by line: a worker’s, a manager’s, the root’s', async () => {
    await using manager = await Engine.start();
    await using worker = await Engine.start();
    await using test = await startLab();
    const address = await manager.init();
    await worker.join(address, await manager.output('swarm', 'join-token', '-q', 'worker'));
    const own = await test.lab.join('worker-1', test.lab.joinToken('worker'));
    const ownManager = test.lab.nodes.get(managerName);
    const read = (node: LabNode | undefined, file: string): Promise<string> =>
      readFile(join(node?.directory ?? '', file), 'latin1');

    const pairs: Readonly<Record<string, readonly [Promise<string>, Promise<string>]>> = {
      worker: [worker.readCertificate(fileNames.certificate), read(own, fileNames.certificate)],
      manager: [manager.readCertificate(fileNames.certificate), read(ownManager, fileNames.certificate)],
      root: [manager.readCertificate(fileNames.root), read(own, fileNames.root)],
    };
    for (const [whose, [theirs, ours]] of Object.entries(pairs)) {
      const lines = await textShape(await theirs);
      expect(lines.length).toBeGreaterThan(25);
      expect(await textShape(await ours), whose).toEqual(lines);
    }
  });
});

async function textShape(pem: string): Promise<readonly string[]> {
  return withoutSignature(shapeOf(await opensslText(splitPem(pem)[0] ?? '')));
}
