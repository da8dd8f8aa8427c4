import { describe, expect, it } from 'vitest';
import { makeAuthority, makeLeaf, makeRoot, noon } from '../../testing/certificates.ts';
import { judgeMember } from './member.ts';

const day = 86_400_000;

describe('what one member of a swarm makes of another', async () => {
  const [old, next, foreign] = await Promise.all([makeRoot(), makeRoot(), makeRoot()]);
  const cross = await makeAuthority({ issuer: old, keys: next.keys });
  const manager = await makeLeaf(next, { role: 'manager' });
  const worker = await makeLeaf(old, { role: 'worker' });
  const by = (trustBundle: string, now = noon) => ({ trustBundle, now });

  it('accepts a leaf of the new root by the old one alone, if the cross-signed certificate comes with it', () => {
    expect(judgeMember({ chain: [manager.pem, cross.pem], as: 'server' }, by(old.pem))).toEqual({
      verdict: 'accepted',
    });
    expect(judgeMember({ chain: [manager.pem], as: 'server' }, by(old.pem))).toMatchObject({
      verdict: 'refused',
      code: 'unknown-authority',
    });
    expect(judgeMember({ chain: [manager.pem], as: 'server' }, by(next.pem))).toEqual({ verdict: 'accepted' });
  });

  it('refuses a foreign root, a server that is no manager, what has ended, and nothing at all', () => {
    const refused = (code: string) => ({ verdict: 'refused', code });
    expect(judgeMember({ chain: [worker.pem], as: 'client' }, by(old.pem))).toEqual({ verdict: 'accepted' });
    expect(judgeMember({ chain: [worker.pem], as: 'client' }, by(foreign.pem))).toMatchObject(
      refused('unknown-authority'),
    );
    expect(judgeMember({ chain: [worker.pem], as: 'server' }, by(old.pem))).toMatchObject(refused('host-name'));
    expect(judgeMember({ chain: [worker.pem], as: 'client' }, by(old.pem, noon + 9_000 * day))).toMatchObject(
      refused('expired'),
    );
    expect(judgeMember({ chain: [], as: 'client' }, by(old.pem))).toMatchObject(refused('no-certificate'));
    expect(judgeMember({ chain: ['nonsense'], as: 'client' }, by(old.pem))).toMatchObject({ verdict: 'refused' });
  });
});
