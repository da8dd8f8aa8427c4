import { describe, expect, it } from 'vitest';
import { crossSignAsDocker, makeAuthority, makeLeaf, makeRoot, pkcs8Pem } from '../../testing/certificates.ts';
import type { Authority } from '../../testing/certificates.ts';
import { judged } from '../../testing/judged.ts';
import { certificatePem } from '../../x509/certificate.ts';
import { encodePem } from '../../x509/pem.ts';
import { longestChain, mostChains } from './chains.ts';
import { keyName } from '../../x509/key-name.ts';
import { mostCandidates } from './issuers.ts';

function related(files: Readonly<Record<string, string>>, kind: string): readonly unknown[] {
  return judged(files).relations.filter((relation) => relation.kind === kind);
}

/** Certificates for one name and key that all sign one another. */
async function mutual(count: number): Promise<readonly Authority[]> {
  const roots = await Promise.all(Array.from({ length: count }, () => makeRoot()));
  const crossed = roots.flatMap((one) =>
    roots
      .filter((other) => other !== one)
      .map(async (other) => ({ ...one, pem: certificatePem(await crossSignAsDocker(one, other)) })),
  );
  return [...roots, ...(await Promise.all(crossed))];
}

describe('relations', async () => {
  const [root, next] = [await makeRoot(), await makeRoot()];
  const leaf = await makeLeaf(root);

  it('join what states or holds one key', () => {
    const publicKey = leaf.keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const files = { a: leaf.pem, b: pkcs8Pem(leaf.key), c: publicKey, d: root.pem };
    expect(related(files, 'same-key')).toEqual([
      { kind: 'same-key', key: keyName(leaf.certificate.spki), items: [0, 1, 2] },
    ]);
  });

  it('join copies of a certificate, however they are written', () => {
    const escaped = JSON.stringify({ cert: leaf.pem });
    expect(related({ a: leaf.pem, b: escaped }, 'same-certificate')).toEqual([
      { kind: 'same-certificate', items: [0, 1] },
    ]);
  });

  it('tell issuers by their signatures, whatever the names say', () => {
    const other = { issuers: [1], proof: 'signature', certificate: 0, key: keyName(root.certificate.spki) };
    expect(related({ a: leaf.pem, b: root.pem, c: next.pem }, 'issued-by')).toContainEqual({
      kind: 'issued-by',
      ...other,
    });
    expect(related({ a: leaf.pem, c: next.pem }, 'issued-by')).toHaveLength(1);
  });

  it('tell by key identifiers where a signature cannot be judged', async () => {
    const der = Buffer.from(leaf.certificate.der);
    // ecdsa-with-SHA224 in the place of ecdsa-with-SHA256, twice.
    const sha256 = Buffer.from('06082a8648ce3d040302', 'hex');
    for (let at = der.indexOf(sha256); at >= 0; at = der.indexOf(sha256, at + 1)) der[at + 9] = 1;
    const unknown = encodePem('CERTIFICATE', der);
    expect(related({ a: unknown, b: root.pem }, 'issued-by')).toContainEqual(
      expect.objectContaining({ certificate: 0, issuers: [1], proof: 'key-identifier' }),
    );
    expect(related({ a: unknown, b: next.pem }, 'issued-by')).toHaveLength(1);
  });

  it('name both ways to a root that is cross-signed', async () => {
    const cross = certificatePem(await crossSignAsDocker(next, root));
    const ofNext = await makeLeaf(next);
    const paths = related({ a: ofNext.pem + cross, b: root.pem, c: next.pem }, 'chain');
    expect(paths).toEqual([
      { kind: 'chain', path: [0, 3], complete: true },
      { kind: 'chain', path: [0, 1, 2], complete: true },
    ]);
  });

  it('end where certificates sign one another in circles', async () => {
    const all = await mutual(5);
    const end = await makeLeaf(all[0] ?? root);
    const chains = related({ a: end.pem, b: all.map(({ pem }) => pem).join('') }, 'chain') as readonly {
      path: unknown[];
    }[];
    expect(chains.length).toBeGreaterThan(0);
    expect(chains.length).toBeLessThanOrEqual(mostChains * all.length);
    expect(Math.max(...chains.map(({ path }) => path.length))).toBeLessThanOrEqual(longestChain);
  });

  it('tell authorities of one name apart by their keys', () => {
    expect(related({ a: root.pem, b: next.pem, c: root.pem }, 'same-name')).toMatchObject([
      {
        authorities: [
          { key: keyName(root.certificate.spki), items: [0, 2] },
          { key: keyName(next.certificate.spki), items: [1] },
        ],
      },
    ]);
  });

  it('try so many authorities of one name for a certificate, and no more', async () => {
    const many = await Promise.all(
      Array.from({ length: mostCandidates + 4 }, () =>
        makeAuthority({ extensions: [{ kind: 'basicConstraints', ca: true }] }),
      ),
    );
    const last = many.at(-1) ?? root;
    const end = await makeLeaf(last);
    const files = { a: end.pem, b: many.map(({ pem }) => pem).join('') };
    // Without key identifiers nothing says which of them it was.
    expect(related(files, 'issued-by').filter((each) => (each as { certificate: number }).certificate === 0)).toEqual(
      [],
    );
  });

  it('take time in proportion to what there is', async () => {
    const pems = await Promise.all(
      Array.from({ length: 40 }, async (_, at) => (await makeLeaf(root, { nodeId: `n${at}`.padEnd(25, '0') })).pem),
    );
    // The same certificates over and over: all of one key, one name, one issuer.
    const few = pems.join('');
    const time = (copies: number): number => {
      const text = few.repeat(copies) + root.pem.repeat(copies * 10);
      const begun = performance.now();
      judged({ a: text });
      return performance.now() - begun;
    };
    time(2);
    const [small, large] = [time(5), time(40)];
    expect(large / small).toBeLessThan(8 * 4);
  });
});
