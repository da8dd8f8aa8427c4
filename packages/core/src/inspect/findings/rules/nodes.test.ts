import { describe, expect, it } from 'vitest';
import { altNames, makeLeaf, makeRoot, otherKey } from '../../../testing/certificates.ts';
import type { Wishes } from '../../../testing/certificates.ts';
import { found, judged } from '../../../testing/judged.ts';
import { oddRoot, signatures } from '../../../testing/odd-certificates.ts';
import { Oid } from '../../../x509/oid.ts';
import { leafExtensions } from '../../../x509/profile.ts';
import type { NodeIdentity, ProfileExtension } from '../../../x509/profile.ts';

describe('the certificate of a node', async () => {
  const root = await makeRoot();
  const leaf = async (identity: Partial<NodeIdentity>, wishes: Wishes = {}): Promise<readonly string[]> =>
    found({ a: (await makeLeaf(root, identity, wishes)).pem });
  const withUsage = (purposes: readonly string[]): readonly ProfileExtension[] =>
    leafExtensions.map((each) => (each.kind === 'extendedKeyUsage' ? { ...each, purposes } : each));
  const names = [altNames(['swarm-worker', 'n'.repeat(25)])];

  it('is nothing to speak of as swarm makes it, for both roles', async () => {
    expect(await leaf({ role: 'manager' })).toEqual([]);
    expect(await leaf({ role: 'worker', organization: `FIPS.${'o'.repeat(25)}` })).toEqual([]);
  });

  it('is for servers and for clients', async () => {
    expect(await leaf({}, { extensions: withUsage([Oid.serverAuth]), more: names })).toEqual(['error wrong-usage a']);
    expect(await leaf({}, { extensions: withUsage([Oid.anyExtendedKeyUsage]), more: names })).toEqual([
      'information any-usage a',
    ]);
    expect(await leaf({}, { extensions: withUsage([Oid.clientAuth, Oid.anyExtendedKeyUsage]), more: names })).toEqual([
      'information any-usage a',
    ]);
    const encipher: readonly ProfileExtension[] = [{ kind: 'keyUsage', usages: ['keyEncipherment'] }];
    expect(await leaf({}, { extensions: encipher, more: names })).toEqual(['error wrong-usage a']);
  });

  it('is no CA', async () => {
    expect(await leaf({}, { extensions: [{ kind: 'basicConstraints', ca: true }], more: names })).toContain(
      'error node-is-ca a',
    );
  });

  it('has the names by which others look for it', async () => {
    const pem = await makeLeaf(
      root,
      { role: 'manager' },
      { extensions: leafExtensions, more: [altNames(['swarm-manager'])] },
    );
    expect(judged({ a: pem.pem }).findings).toMatchObject([
      {
        code: 'not-swarm-names',
        severity: 'error',
        reason: expect.stringContaining(`no DNS name ${'n'.repeat(25)}, swarm-ca`),
      },
    ]);
    expect(await leaf({}, { extensions: leafExtensions, more: [altNames(['swarm-worker'])] })).toEqual([
      'warning not-swarm-names a',
    ]);
  });

  it('names its swarm and its node as a swarm would', async () => {
    expect(await leaf({ nodeId: 'node-1' })).toEqual(['information not-swarm-names a']);
    const nobody = { name: [{ type: Oid.organizationalUnit, value: 'swarm-worker' }] };
    expect(await leaf({}, nobody)).toEqual(['error not-swarm-names a']);
  });

  it('has a key and a signature that hold', async () => {
    expect(await leaf({}, { keys: otherKey('rsa-1024') })).toEqual(['warning weak-key a']);
    expect(await leaf({}, { keys: otherKey('P-224') })).toEqual(['warning weak-key a']);
    expect(await leaf({}, { keys: otherKey('P-384') })).toEqual([]);
    const issuer = 'another';
    expect(found({ a: oddRoot(otherKey('rsa-2048'), signatures.sha1Rsa, { issuer }) })).toEqual([
      'error weak-signature a',
    ]);
    expect(found({ a: oddRoot(otherKey('P-256'), signatures.ecdsaSha256, { issuer }) })).toEqual([]);
    // Nobody looks at the signature of a root.
    expect(found({ a: oddRoot(otherKey('rsa-2048'), signatures.sha1Rsa) })).not.toContain('error weak-signature a');
  });
});
