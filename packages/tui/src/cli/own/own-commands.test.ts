import { describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot, pkcs8Pem } from '../../../../core/src/testing/certificates.ts';
import { materialOf } from '../../../../core/src/testing/tls.ts';
import { httpsClient } from '../../../../core/src/wire/https/client.ts';
import { TestedCommandLine } from '../../testing/command-line.ts';

const token = 'SWMTKN-1-1111111111111111111111111111111111111111111111111-1111111111111111111111111';

describe('swarmpki join --count', () => {
  it.each([
    ['join --token t --count 0 a:1', /^swarmpki: --count has to be from 1 to 1000$/],
    ['join --token t --count 1001 a:1', /^swarmpki: --count has to be from 1 to 1000$/],
    ['join --token t --count 2 --name ../x a:1', /^swarmpki: --name has to be the beginning of a host name/],
    ['join --count 2 a:1', /^swarmpki: give the token of a worker once/],
    ['join --token t --token-file worker.token --count 2 a:1', /^swarmpki: give the token of a worker once/],
    ['join --token t --count 2', /^swarmpki: 'swarmpki join' requires 1 argument/],
    ['join --token t --name x a:1', /^swarmpki: --name goes with --count\n/],
    ['join --token t --dir x a:1', /^swarmpki: --dir goes with --count\n/],
    ['join --token t --count 2 --availability drain a:1', /^swarmpki: --availability does not go with --count\n/],
    ['--host x join --token t --count 2 a:1', /^swarmpki: --host means nothing to 'swarmpki join --count'\n/],
  ])('is refused: %s', async (command, words) => {
    const line = new TestedCommandLine();
    line.files.set('worker.token', token);
    expect(await line.run(command)).not.toBe(0);
    expect(line.err).toMatch(words);
    expect(line.wish, 'no engine is asked').toBeUndefined();
  });

  it('without the flag is the engine’s join', async () => {
    const line = new TestedCommandLine();
    expect(await line.run('join --token t 10.0.0.1:2377')).toBe(0);
    expect(line.engine.changes).toMatchObject([['joinSwarm', { JoinToken: 't' }]]);
  });

  it('says what is wrong with a token, and repeats nothing of it', async () => {
    const line = new TestedCommandLine();
    expect(await line.run('join --token SWMTKN-1-hunter2 --count 2 127.0.0.1:1')).toBe(1);
    expect(line.err).toMatch(/^swarmpki: invalid join token/);
    expect(line.err + line.out).not.toContain('hunter2');
  });
});

describe('a command that speaks with no engine', () => {
  it.each([
    ['--host unix:///x serve', '--host'],
    ['serve --context production', '--context'],
    ['tour --state-dir x', '--state-dir'],
    ['socket --tlsverify', '--tlsverify'],
    ['--context production external-ca serve', '--context'],
  ])('passes over no flag that names one: %s', async (command, flag) => {
    const line = new TestedCommandLine();
    expect(await line.run(command)).toBe(1);
    expect(line.err).toContain(`swarmpki: ${flag} means nothing to 'swarmpki `);
    expect(line.err).toMatch(/\nUsage: {2}swarmpki (serve|tour|socket|external-ca serve)/);
  });

  it('names none of them in its help', async () => {
    const line = new TestedCommandLine();
    await line.run('tour --help');
    expect(line.out).toContain('--help');
    expect(line.out).not.toMatch(/--(host|context|state-dir)/);
  });

  it('does not end before it has begun', async () => {
    const line = new TestedCommandLine();
    expect(await line.run('serve --idle=-1s')).toBe(125);
    expect(line.err).toMatch(/^swarmpki: invalid argument "-1s" for "--idle" flag: it is negative\n/);
  });
});

describe('swarmpki external-ca serve', () => {
  it.each([
    ['--listen here', /^swarmpki: invalid address to listen on: here$/],
    ['--listen 127.0.0.1:70000', /^swarmpki: invalid address to listen on/],
    ['--cert-expiry 59m', /^swarmpki: minimum certificate expiry time is: 1h0m0s$/],
    ['--cert-expiry=-1h', /^swarmpki: minimum certificate expiry time is: 1h0m0s$/],
    ['--trust root.pem', /^swarmpki: invalid argument "root\.pem" for "--trust" flag: file contents must be in PEM/],
    ['--ca-cert root.pem', /^swarmpki: --ca-cert and --ca-key go together$/],
    ['--ca-key root.pem', /^swarmpki: --ca-cert and --ca-key go together$/],
    ['--ca-cert root.pem --ca-key key.pem --dir x', /^swarmpki: conflicting options/],
    ['--ca-cert nowhere.pem --ca-key key.pem', /^swarmpki: open nowhere\.pem: no such file or directory$/],
  ])('is refused: %s', async (flags, words) => {
    const line = new TestedCommandLine();
    line.files.set('root.pem', 'x').set('key.pem', 'x');
    expect(await line.run(`external-ca serve ${flags}`)).not.toBe(0);
    expect(line.err).toMatch(words);
  });

  it('asks the swarm anew when a stranger dials, and starts no host for that', async () => {
    const [own, ofSwarm] = [await makeRoot(), await makeRoot()];
    const line = new TestedCommandLine();
    line.files.set('root.pem', own.pem).set('key.pem', pkcs8Pem(own.key));
    const { swarm } = line.engine;
    line.engine.swarm = { ...swarm, TLSInfo: { ...swarm.TLSInfo, TrustRoot: ofSwarm.pem } };
    const serving = line.run('external-ca serve --ca-cert root.pem --ca-key key.pem --for lab');
    await expect.poll(() => line.out).toContain('External CA at');
    expect(line.startsHost).toBe(true);
    const [url = ''] = /https:\S+/.exec(line.out) ?? [];
    const material = materialOf(await makeLeaf(await makeRoot(), { role: 'manager' }));
    const post = httpsClient({ roots: () => [own.certificate], material: () => material, now: () => line.clock.now() });
    await expect(post(new URL(url), '{}', line.interruption.signal)).rejects.toThrow();
    await expect.poll(() => line.startsHost).toBe(false);
    line.interruption.abort();
    expect(await serving).toBe('interrupted');
    expect(line.err).toMatch(/turned away 127\.0\.0\.1:\d+: .*unknown authority/);
  });

  it.each([
    ['lab', { host: undefined, context: undefined, stateDirectory: undefined }],
    ['unix:///run/x.sock', { host: 'unix:///run/x.sock', context: undefined, stateDirectory: undefined }],
    ['production', { host: undefined, context: 'production', stateDirectory: undefined }],
  ])('reads of the swarm %s whom it trusts', async (name, wish) => {
    const line = new TestedCommandLine();
    line.files.set('root.pem', 'no root').set('key.pem', 'no key');
    const command = `external-ca serve --ca-cert root.pem --ca-key key.pem --for ${name}`;
    expect(await line.run(command)).toBe(1);
    expect(line.wish).toEqual(wish);
    expect(line.err).toMatch(/^swarmpki: nothing can be signed with this root and this key/);
    expect(line.engine.changes).toEqual([]);
  });
});
