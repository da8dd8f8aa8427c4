import { describe, expect, it } from 'vitest';
import { crossSignAsDocker, makeAuthority, makeLeaf, makeRoot } from '../../testing/certificates.ts';
import { judged } from '../../testing/judged.ts';
import { formatJoinToken } from '../../token/join-token.ts';
import { certificatePem } from '../../x509/certificate.ts';
import { compareItems } from './compare.ts';
import type { Comparison } from './difference.ts';

async function compare(a: string, b: string): Promise<readonly Comparison[]> {
  return compareItems(judged({ a }).items, judged({ b }).items);
}

async function meaning(a: string, b: string): Promise<string> {
  return (await compare(a, b)).flatMap((each) => each.meaning).join(' ');
}

describe('what differs between two', async () => {
  const root = await makeRoot();
  const next = await makeRoot();
  const leaf = await makeLeaf(root);

  it('is nothing for the same certificate, however it is written', async () => {
    expect(await compare(leaf.pem, leaf.pem.replaceAll('\n', '\r\n'))).toEqual([
      { kinds: ['certificate', 'certificate'], meaning: ['It is the same certificate.'], differences: [] },
    ]);
  });

  it('is told field by field', async () => {
    const [comparison] = await compare(leaf.pem, (await makeLeaf(root)).pem);
    const fields = comparison?.differences.map(({ field }) => field);
    expect(fields).toEqual([
      'serialNumber',
      'publicKey',
      'extension X509v3 Subject Key Identifier',
      'signature',
      'sha256',
    ]);
  });

  it('is told in words for nodes of a swarm', async () => {
    expect(await meaning(leaf.pem, (await makeLeaf(root)).pem)).toMatch(/^Renewed: the same node.* The key is another/);
    expect(await meaning(leaf.pem, (await makeLeaf(root, {}, { keys: leaf.keys })).pem)).toContain(
      'The key is the same',
    );
    expect(await meaning(leaf.pem, (await makeLeaf(root, { role: 'manager' })).pem)).toContain('promoted');
    expect(await meaning((await makeLeaf(root, { role: 'manager' })).pem, leaf.pem)).toContain('demoted');
    expect(await meaning(leaf.pem, (await makeLeaf(next)).pem)).toContain('the root has been rotated');
    expect(await meaning(leaf.pem, (await makeLeaf(root, { nodeId: 'm'.repeat(25) })).pem)).toContain('Another node');
    expect(await meaning(leaf.pem, (await makeLeaf(root, { organization: 'p'.repeat(25) })).pem)).toContain(
      'Another swarm',
    );
  });

  it('is told in words for roots', async () => {
    const cross = certificatePem(await crossSignAsDocker(next, root));
    expect(await meaning(root.pem, next.pem)).toContain('Another root of the same name');
    expect(await meaning(root.pem, cross)).toContain('is being replaced by');
    expect(await meaning(next.pem, cross)).toContain('the second is cross-signed');
    const other = await makeAuthority({ subject: 'other' });
    expect(await meaning(root.pem, other.pem)).toContain('Another authority: “other”');
  });

  it('counts what only one of them has', async () => {
    const comparisons = await compare(leaf.pem, leaf.pem + root.pem);
    expect(comparisons.map((each) => each.meaning)).toEqual([
      ['It is the same certificate.'],
      ['Only the second has it.'],
    ]);
  });

  it('is not shown where it is secret, and told all the same', async () => {
    const [one, other] = [1, 2].map((byte) => formatJoinToken(new Uint8Array(32), new Uint8Array(16).fill(byte)));
    const comparisons = await compare(one ?? '', other ?? '');
    expect(comparisons[0]?.differences).toEqual([{ field: 'secret', a: 'not shown', b: 'another, not shown' }]);
  });
});
