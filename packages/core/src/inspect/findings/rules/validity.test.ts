import { describe, expect, it } from 'vitest';
import { makeAuthority, makeLeaf, makeRoot, noon } from '../../../testing/certificates.ts';
import { found, judged } from '../../../testing/judged.ts';
import { day } from '../../../time-words.ts';

const hour = 3_600_000;

describe('how long certificates are valid', async () => {
  const root = await makeRoot(noon - 100 * day);
  const node = async (notBefore: number, notAfter: number): Promise<string> =>
    (await makeLeaf(root, { role: 'manager' }, { notBefore, notAfter })).pem;
  const leaf = async (notBefore: number, notAfter: number): Promise<string> =>
    (await makeAuthority({ subject: 'a server', notBefore, notAfter, extensions: [] })).pem;

  it('is nothing to speak of while it lasts', async () => {
    expect(found({ a: await node(noon - 10 * day, noon + 80 * day) })).toEqual([]);
    expect(found({ a: await node(noon - 89 * day, noon) })).toEqual(['warning renewal-overdue a']);
  });

  it('ends: past the last moment a certificate has expired', async () => {
    const files = { a: await node(noon - 90 * day, noon - 1000) };
    expect(found(files)).toEqual(['error expired a']);
    expect(found(files, noon - 1000)).toEqual(['warning renewal-overdue a']);
  });

  it('is told with the days since, and with what mends it by role', async () => {
    const manager = judged({ a: await node(noon - 135 * day, noon - 45 * day) }).findings[0];
    expect(manager).toMatchObject({
      reason: 'The certificate of manager nnnnnnnnnnnnnnnnnnnnnnnnn expired on 2026-10-10 12:00 UTC, 45 days ago.',
      cure: expect.stringContaining('docker swarm init --force-new-cluster'),
      facts: { daysLeft: -45 },
    });
    const worker = await makeLeaf(root, {}, { notAfter: noon - hour });
    expect(judged({ a: worker.pem }).findings[0]?.cure).toContain('docker swarm join --token');
  });

  it('has not begun: soon makes one think of a clock, later of a plan', async () => {
    expect(found({ a: await leaf(noon + 25 * hour, noon + 90 * day) })).toEqual(['error not-yet-valid a']);
    expect(found({ a: await leaf(noon + hour, noon + 90 * day) })).toEqual(['error clock-skew a']);
    const [finding] = judged({ a: await node(noon + hour / 2, noon + 90 * day) }).findings;
    expect(finding?.reason).toContain('in 30 minutes. This clock is slow');
    expect(finding?.facts).toMatchObject({ secondsEarly: 1800 });
  });

  it('may be nothing at all', async () => {
    expect(found({ a: await leaf(noon, noon - hour) })).toEqual(['error never-valid a']);
  });

  it('is renewed by nodes between 50 and 80 %', async () => {
    const files = { a: await node(noon - 100 * hour, noon) };
    expect(found(files, noon - 20 * hour - 1)).toEqual([]);
    expect(found(files, noon - 20 * hour)).toEqual(['warning renewal-overdue a']);
    expect(judged(files, noon - 10 * hour).findings[0]).toMatchObject({ facts: { shareLeft: 0.1 } });
  });

  it('is little below 30 days, or a fifth of a short life', async () => {
    expect(found({ a: await leaf(noon - 300 * day, noon + 30 * day) })).toEqual([]);
    expect(found({ a: await leaf(noon - 300 * day, noon + 29 * day) })).toEqual(['warning expires-soon a']);
    expect(found({ a: await leaf(noon - 5 * day, noon + 2 * day) })).toEqual([]);
    expect(found({ a: await leaf(noon - 6 * day, noon + day) })).toEqual(['warning expires-soon a']);
  });

  it('goes no further than that of the issuer, whatever a certificate says', async () => {
    const short = await makeAuthority({ notAfter: noon + 400 * day });
    const long = await makeLeaf(short, {}, { notAfter: noon + 401 * day });
    expect(found({ a: short.pem, b: long.pem })).toEqual(['information outlives-issuer b']);
  });

  it('has to be another year for the root of a swarm', async () => {
    const { pem } = await makeAuthority({ notAfter: noon + 365 * day - 1000 });
    expect(found({ a: pem })).toEqual(['warning root-ends-soon a']);
    const enough = await makeAuthority({ notAfter: noon + 365 * day });
    expect(found({ a: enough.pem })).toEqual([]);
  });
});
