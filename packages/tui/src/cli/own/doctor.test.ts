import { rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../../../core/src/problem.ts';
import { writeDataRoot } from '../../../../core/src/testing/data-root.ts';
import { leaderOf, nodeOf } from '../../../../core/src/testing/engine-double.ts';
import { formatJoinToken } from '../../../../core/src/token/join-token.ts';
import { TestedCommandLine } from '../../testing/command-line.ts';
import { isAddress, targetOf } from './doctor/target.ts';

const token = formatJoinToken(new Uint8Array(32).fill(1), new Uint8Array(16).fill(2));

async function doctor(...words: readonly string[]): Promise<{ code: unknown; line: TestedCommandLine }> {
  const line = new TestedCommandLine();
  return { code: await line.run(['doctor', ...words]), line };
}

/** An address at which nobody listens any more. */
async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return `127.0.0.1:${port}`;
}

describe('swarmpki doctor', () => {
  it('says of a data root what it is and that nothing is to be done, and ends with 0', async () => {
    await using written = await writeDataRoot({ role: 'manager' });
    const { code, line } = await doctor(dirname(written.path));
    expect([code, line.err]).toEqual([0, '']);
    expect(line.printed[0]).toBe(written.path);
    expect(line.out).toContain('  role            manager\n');
    expect(line.out).toContain('Can it still renew at 2026-11-24 12:30 UTC?');
    expect(line.printed.at(-1)).toBe('nothing to do');
  });

  it('says what is wrong, worst first, each with what mends it, and ends with 1 for warnings and 2 for errors', async () => {
    await using written = await writeDataRoot({ files: { 'state.json': undefined } });
    const warned = await doctor(written.path);
    expect([warned.code, warned.line.printed.at(-1)]).toEqual([1, '1 × warning']);
    const { code, line } = await doctor(written.path, '--at', '100d');
    expect([code, line.printed.at(-1)]).toEqual([2, '1 × error, 1 × warning']);
    expect(line.printed[0]).toBe(`${written.path} as of 2027-03-04 12:30 UTC`);
    expect(line.out).toMatch(
      /error expired\n[^]*→ On this machine `docker swarm leave`[^]*warning no-managers-known\n/,
    );
    await writeFile(join(written.path, 'mine.txt'), 'x');
    await rename(join(written.path, 'docker-state.json'), join(written.path, 'state.json'));
    expect((await doctor(written.path)).code).toBe(2);
    await rm(join(written.path, 'certificates'), { recursive: true });
    expect((await doctor(join(written.path, 'certificates'))).code).toBe(3);
  });

  it('prints JSON and metrics for programs', async () => {
    await using written = await writeDataRoot({ files: { 'other.txt': 'x' } });
    const { code, line } = await doctor(written.path, '--format', 'json');
    expect([code, JSON.parse(line.out)]).toMatchObject([
      0,
      {
        version: 1,
        kind: 'data-root',
        subject: written.path,
        at: '2026-11-24T12:30:00.000Z',
        about: { role: 'worker', notAfter: '2027-02-12T12:00:00.000Z' },
        renewers: [{ can: 'yes' }],
        findings: [{ code: 'foreign-file', severity: 'information', title: 'A file that is not Docker’s' }],
      },
    ]);
    const { line: metrics } = await doctor(written.path, '--metrics');
    expect(metrics.out).toContain('# TYPE swarmpki_certificate_not_after_timestamp_seconds gauge\n');
    expect(metrics.out).toContain('swarmpki_findings{severity="information"} 1');
  });

  it('looks at whoever answers at an address', async () => {
    const { code, line } = await doctor(await closedPort());
    expect(code).toBe(2);
    expect(line.out).toContain('error no-answer\n');
  });

  it('looks at an engine, starts nothing, and ends with 3 where nobody answers', async () => {
    const line = new TestedCommandLine();
    line.engine.nodes = [leaderOf('m1'), { ...nodeOf('w'), Status: { State: 'down', Message: '', Addr: '' } }];
    // Its root is none, and so are its tokens.
    expect(await line.run('doctor --host unix:///x.sock')).toBe(2);
    expect([line.wish?.host, line.startsHost]).toEqual(['unix:///x.sock', false]);
    expect(line.out).toContain('information stale-tls-status');
    expect(line.out).toContain('Who can still renew at 2026-11-24 12:30 UTC?');
    expect(line.out).not.toContain('worker-token');

    const other = new TestedCommandLine();
    other.engine.refusals.set('info', new Problem('refused', 'nobody answers'));
    expect(await other.run('doctor')).toBe(3);
    expect(other.err).toBe('swarmpki: nobody answers');
    expect(other.out).toBe('');
  });

  it.each([
    ['. --host unix:///x.sock', 'either a data root or an endpoint is named, or an engine'],
    ['. --token -', 'a token is compared with the root of HOST:PORT alone'],
    ['127.0.0.1:1 --token-file x --token -', 'one token at a time'],
    ['. --probe', '--probe goes with an engine alone'],
    ['--metrics --format json', '--metrics has a form of its own'],
  ])('refuses what means nothing: %s', async (words, why) => {
    const { code, line } = await doctor(...words.split(' '));
    expect(code).toBe(1);
    expect(line.err).toContain(why);
  });

  it('takes no token from a command line, and repeats none', async () => {
    const { code, line } = await doctor('127.0.0.1:1', '--token', token);
    expect(code).toBe(1);
    expect(line.err).toContain('seen in the list of processes');
    expect(line.err + line.out).not.toContain(token.slice(-25));
  });
});

describe('what is to be diagnosed', () => {
  it.each([
    ['host:2377', true],
    ['10.0.0.1:2377', true],
    ['[::1]:2377', true],
    ['host:0', false],
    ['host:99999', false],
    ['host', false],
    ['/var/lib/docker:1', false],
    ['C:\\docker', false],
    ['a b:1', false],
  ])('is told by its form: %s', (word, is) => {
    expect(isAddress(word, () => false)).toBe(is);
    expect(isAddress(word, () => true)).toBe(false);
    expect(targetOf(word, '/nowhere').kind).toBe(is ? 'endpoint' : 'data-root');
  });
});
