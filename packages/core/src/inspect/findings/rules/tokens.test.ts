import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeRoot, noon } from '../../../testing/certificates.ts';
import { found, judged } from '../../../testing/judged.ts';
import { formatJoinToken } from '../../../token/join-token.ts';
import { formatUnlockKey } from '../../../token/unlock-key.ts';
import { day } from '../../../time-words.ts';

const secret = Uint8Array.from({ length: 16 }, (_, index) => index * 15 + 3);
const digest = (pem: string): Buffer => hash('sha256', pem, 'buffer');
const unlockKey = formatUnlockKey(Uint8Array.from({ length: 32 }, (_, index) => index * 7 + 1));

describe('join tokens', async () => {
  const root = await makeRoot();
  const old = await makeRoot(noon - 100 * day);
  const token = formatJoinToken(digest(root.pem), secret);

  it('belong to the root whose bytes they carry the digest of', () => {
    const files = { 'swarm-root-ca.crt': root.pem, token };
    expect(found(files)).toEqual([]);
    expect(judged(files).relations).toContainEqual({
      kind: 'token-root',
      token: 1,
      source: 'swarm-root-ca.crt',
      roots: [0],
      of: 'file',
    });
  });

  it('belong to it as well where it was copied into another text', () => {
    const yaml = `root: |\n${root.pem.replaceAll(/^(?=.)/gm, '    ')}\n`;
    expect(found({ 'a.yaml': yaml, token })).toEqual([]);
    expect(judged({ 'a.yaml': yaml, token }).relations).toContainEqual(
      expect.objectContaining({ kind: 'token-root', of: 'normalised', roots: [0] }),
    );
  });

  it('may belong to another root, or to one that has been rotated away', () => {
    expect(found({ 'swarm-root-ca.crt': old.pem, token })).toEqual(['warning token-of-other-root token']);
    const ofOld = formatJoinToken(digest(old.pem), secret);
    expect(found({ 'swarm-root-ca.crt': root.pem, 'old.pem': old.pem, token: ofOld })).toEqual([
      'error token-of-old-root token',
      'information same-name-other-key swarm-root-ca.crt',
    ]);
  });

  it.each([
    ['a secret cut short', token.slice(0, -1), 'its secret has 24 characters'],
    ['version 3', token.replace('-1-', '-3-'), 'its version is neither 1 nor 2'],
    [
      'capitals in the digest',
      token.replace(/-1-[a-z0-9]{50}/, (part) => part.toUpperCase()),
      'digest has characters other than',
    ],
    ['version 2 without FIPS', token.replace('-1-', '-2-0-'), 'version 2 that do not demand FIPS'],
  ])('may be malformed: %s', (_what, text, why) => {
    const { findings } = judged({ token: text });
    expect(findings.map(({ code }) => code)).toEqual(['token-malformed']);
    expect(findings[0]?.reason).toContain(why);
    expect(JSON.stringify(findings)).not.toContain(token.slice(-24));
  });

  it.each(['{{ worker_token }}', '$TOKEN', 'SWMTKN-1-${DIGEST}-${SECRET}', '<your token>'])(
    'may be a variable that was not replaced: %s',
    (contents) => {
      expect(found({ 'argument 1': { contents, as: 'token' } })).toEqual(['error token-template argument 1']);
    },
  );

  it('are not complained of where a page or a template speaks of them', () => {
    expect(found({ 'a.md': 'docker swarm join --token SWMTKN-1-<digest>-<secret> HOST:2377' })).toEqual([]);
    expect(found({ 'a.sh': 'docker swarm join --token SWMTKN-1-${DIGEST}-${SECRET} $HOST' })).toEqual([]);
  });

  it('may demand FIPS', () => {
    const fips = formatJoinToken(digest(root.pem), secret, { fips: true });
    expect(found({ token: fips })).toEqual(['information token-fips token']);
  });

  it('are secrets, in a text that is about something else', () => {
    expect(found({ 'join.sh': `docker swarm join --token ${token} 10.0.0.1:2377\n` })).toEqual([
      'warning token-in-text join.sh',
    ]);
    const example = 'SWMTKN-1-49nj1cmql0jkz5s954yi3oex3nedyz0fb0xx14ie39trti4wxv-8vxv8rssmk743ojnwacrr2e7c';
    expect(found({ 'README.md': `docker swarm join --token ${example} 192.168.99.100:2377\n` })).toEqual([]);
  });
});

describe('unlock keys', () => {
  it('are well-formed, or not', () => {
    expect(found({ key: unlockKey })).toEqual([]);
    expect(found({ key: unlockKey.slice(0, -3) })).toEqual(['error unlock-key-malformed key']);
  });

  it('are no join tokens', () => {
    expect(found({ 'join.sh': `docker swarm join --token ${unlockKey} 10.0.0.1:2377` })).toEqual([
      'error unlock-key-as-token join.sh',
      'warning unlock-key-in-text join.sh',
    ]);
    expect(found({ 'a.env': `UNLOCK_KEY=${unlockKey}\n` })).toEqual(['warning unlock-key-in-text a.env']);
  });
});
