import { describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot } from '../../../../core/src/testing/certificates.ts';
import type { Standing } from '../../shared/protocol.ts';
import { day, noon, opened, smallSwarm, token } from '../../testing/documents.ts';
import { standings } from './standings.ts';

const uri = 'file:///n/a.pem';

function standingOf(text: string, now = noon): Standing | undefined {
  return standings(opened({ [uri]: text }, now).picture).files[0];
}

describe('how a file stands', async () => {
  const { root, leaf, key } = await smallSwarm();
  // Its window of renewal is from 36 to 63 days from now.
  const end = noon + 81 * day;

  it('is told by what is in it, and what will be next', () => {
    expect(standingOf(`\n${leaf}${leaf}${key}`)).toMatchObject({
      uri,
      holds: '2 certificates, 1 private key',
      first: { line: 1, character: 0, isCertificate: true },
      next: { at: end - 45 * day, what: 'worker k2f0…: may renew itself' },
    });
    expect(standingOf(leaf, end - 40 * day)?.next).toEqual({
      at: end - 18 * day,
      what: 'worker k2f0…: has to be renewed',
    });
    expect(standingOf(token)).toMatchObject({ holds: '1 join token', first: { isCertificate: false } });
    expect(standingOf('nothing')).toBeUndefined();
  });

  it('is marked by what is worst, with the time that is left where that is little', () => {
    expect(standingOf(leaf)?.mark).toBeUndefined();
    expect(standingOf(leaf, end - 16 * day)?.mark).toEqual({ kind: 'expires-soon', left: '2w' });
    expect(standingOf(leaf, end - 5 * day - 1)?.mark).toEqual({ kind: 'expires-soon', left: '5d' });
    expect(standingOf(leaf, end - 7 * 3_600_000)?.mark).toEqual({ kind: 'expires-soon', left: '7h' });
    expect(standingOf(leaf, end - 30 * 3_600_000)?.mark).toEqual({ kind: 'expires-soon', left: '1d' });
    expect(standingOf(leaf, end + 1)?.mark).toEqual({ kind: 'expired' });
    expect(standingOf(`${root}${leaf.slice(0, 300)}`)?.mark).toEqual({ kind: 'error' });
  });

  it('is said with the date alone where something has ended or will: days pass by, and nobody says it anew', async () => {
    const gone = await makeLeaf(
      await makeRoot(),
      { nodeId: 'x'.repeat(25) },
      { notBefore: noon - 9 * day, notAfter: noon - 1 },
    );
    expect(standingOf(gone.pem)?.worst).toEqual({
      code: 'expired',
      severity: 'error',
      title: 'Expired',
      reason: 'worker xxxx…: expired on 2026-11-24 11:59 UTC.',
    });
  });

  it('is summed up, with the certificate that ends first', () => {
    const { picture } = opened({ 'file:///n/root.pem': root, [uri]: leaf, 'file:///n/token.env': token });
    expect(standings(picture).sum).toMatchObject({
      files: 3,
      certificates: 2,
      expired: 0,
      next: { uri, name: 'worker k2f0…', left: '81 days' },
    });
    expect(standings(opened(token).picture).sum.next).toBeUndefined();
  });
});
