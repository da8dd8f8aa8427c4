import { createHash } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { makeAuthority, makeLeaf, makeRoot, pkcs8Pem } from '../../packages/core/src/testing/certificates.ts';
import { formatJoinToken } from '../../packages/core/src/token/join-token.ts';

const day = 24 * 3_600_000;

/**
 * Writes what somebody who looks at a swarm's certificates may have in a workspace: a node's files as Docker lays them out, a token
 * in a compose file, and much of what goes wrong with such things.
 *
 * @param directory is made; files of the same names are written anew
 * @param now ms since epoch
 */
export async function writeSampleWorkspace(directory: string, now: number): Promise<void> {
  const [root, other] = [await makeRoot(now - 20 * day), await makeRoot(now - 300 * day)];
  const from = (notBefore: number, notAfter: number) => ({
    notBefore: now + notBefore * day,
    notAfter: now + notAfter * day,
  });
  const manager = await makeLeaf(root, { nodeId: 'manager1'.padEnd(25, '0'), role: 'manager' }, from(-20, 70));
  const overdue = await makeLeaf(root, { nodeId: 'worker1'.padEnd(25, '0') }, from(-85, 5));
  const expired = await makeLeaf(other, { nodeId: 'worker2'.padEnd(25, '0') }, from(-100, -10));
  const intermediate = await makeAuthority({ subject: 'intermediate', issuer: root, ...from(-20, 300) });
  const server = await makeLeaf(intermediate, { nodeId: 'registry'.padEnd(25, '0') }, from(-20, 300));
  const digest = createHash('sha256').update(root.pem).digest();
  const token = formatJoinToken(digest, systemEntropy.bytes(16));
  const files: Readonly<Record<string, string>> = {
    'node/certificates/swarm-root-ca.crt': root.pem,
    'node/certificates/swarm-node.crt': manager.pem,
    'node/certificates/swarm-node.key': pkcs8Pem(manager.keys.privateKey),
    'overdue.pem': overdue.pem,
    'expired.pem': expired.pem,
    'chain-out-of-order.pem': `${intermediate.pem}${root.pem}${server.pem}`,
    'key-of-another.pem': `${manager.pem}${pkcs8Pem(overdue.keys.privateKey)}`,
    'compose.yaml': compose(token),
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
  await writeFile(join(directory, 'manager.der'), manager.certificate.der);
  await chmod(join(directory, 'node/certificates/swarm-node.key'), 0o600);
}

function compose(token: string): string {
  return `services:
  joiner:
    image: docker:dind
    environment:
      JOIN_TOKEN: ${token}
    command: sh -c 'docker swarm join --token "$$JOIN_TOKEN" manager:2377'
`;
}

if (import.meta.main) {
  const [, , directory] = process.argv;
  if (directory === undefined) throw new Error('which directory?');
  await writeSampleWorkspace(directory, Date.now());
}
