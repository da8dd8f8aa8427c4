import { describe, expect, it } from 'vitest';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { opensslMissing, opensslText } from '../tools/openssl.ts';
import { splitPem } from '../tools/pem.ts';
import { startLab } from '../tools/swarm.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

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

describe.skipIf(dockerMissing ?? opensslMissing)('a certificate of ours beside one of a real swarm', () => {
  it.each([
    ['a worker’s', 'worker'],
    ['a manager’s', 'manager'],
    ['the root’s', 'root'],
  ])('%s differs from Docker’s in values only, line by line', async (_whose, kind) => {
    await using manager = await Engine.start();
    await using worker = await Engine.start();
    await using test = await startLab();
    const address = await manager.init();
    await worker.join(address, await manager.output('swarm', 'join-token', '-q', 'worker'));
    const { directory } = await test.lab.join('worker-1', test.lab.joinToken('worker'));
    const mine = (node: string, file: string): Promise<string> =>
      readFile(join(directory, '..', '..', '..', node, 'swarm', 'certificates', file), 'latin1');
    const [theirs, ours] = {
      worker: [worker.readCertificate('swarm-node.crt'), mine('worker-1', 'swarm-node.crt')],
      manager: [manager.readCertificate('swarm-node.crt'), mine('manager-1', 'swarm-node.crt')],
      root: [manager.readCertificate('swarm-root-ca.crt'), mine('worker-1', 'swarm-root-ca.crt')],
    }[kind] ?? [Promise.reject(new Error(kind)), Promise.reject(new Error(kind))];
    const text = async (pem: Promise<string>): Promise<readonly string[]> =>
      withoutSignature(shapeOf(await opensslText(splitPem(await pem)[0] ?? '')));
    const lines = await text(theirs);
    expect(lines.length).toBeGreaterThan(25);
    expect(await text(ours)).toEqual(lines);
  });
});
