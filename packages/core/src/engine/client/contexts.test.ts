import { hash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseEngine } from './choose-engine.ts';
import { findEndpoint, listContexts } from './contexts.ts';
import type { Endpoint, Environment } from './endpoint.ts';

describe('the choice of an engine', () => {
  const dockers = { DOCKER_HOST: 'tcp://production:2376', DOCKER_CONTEXT: 'production' };

  it.each([
    [{ host: 'tcp://a' }, { SWARMPKI_HOST: 'tcp://b' }, { kind: 'host', host: 'tcp://a', from: '--host' }],
    [{ context: 'c' }, { SWARMPKI_HOST: 'tcp://b' }, { kind: 'context', context: 'c', from: '--context' }],
    [{}, { SWARMPKI_HOST: 'tcp://b' }, { kind: 'host', host: 'tcp://b', from: 'SWARMPKI_HOST' }],
    [{}, { SWARMPKI_HOST: '' }, { kind: 'lab', from: 'default' }],
    [{}, {}, { kind: 'lab', from: 'default' }],
  ])('%j in %j is %j, whatever Docker’s variables say', (options, environment, expected) => {
    expect(chooseEngine(options, { ...dockers, ...environment })).toEqual(expected);
  });

  it('is refused if there are two', () => {
    expect(() => chooseEngine({ host: 'a', context: 'b' }, {})).toThrowError(
      'conflicting options: cannot specify both --host and --context',
    );
  });
});

describe('a context of Docker’s', () => {
  let home: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'swarmpki-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  async function write(path: string, content: string): Promise<void> {
    const file = join(home, '.docker', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  const writeContext = (name: string, docker: object, files: readonly string[] = []): Promise<unknown> =>
    Promise.all([
      write(
        `contexts/meta/${hash('sha256', name)}/meta.json`,
        JSON.stringify({ Name: name, Metadata: { Description: 'x' }, Endpoints: { docker } }),
      ),
      ...files.map((file) => write(`contexts/tls/${hash('sha256', name)}/docker/${file}`, 'PEM')),
    ]);
  const find = async (context: string, environment: Environment = {}): Promise<Endpoint> =>
    findEndpoint({ kind: 'context', context, from: '--context' }, { HOME: home, ...environment });

  it('is found by its name', async () => {
    await writeContext('far', { Host: 'ssh://me@far', SkipTLSVerify: false });
    expect(await find('far')).toEqual({ address: { kind: 'ssh', user: 'me', host: 'far' } });
  });

  it('is listed among all others, the usual one first', async () => {
    await writeContext('far', { Host: 'ssh://me@far' });
    await writeContext('a\u001b[31m', {});
    await write(`contexts/meta/${hash('sha256', 'broken')}/meta.json`, '{');
    await write(`contexts/meta/${hash('sha256', 'one')}/meta.json`, JSON.stringify({ Name: 'another' }));
    await write('contexts/meta/note.txt', 'nothing');
    await write('config.json', JSON.stringify({ currentContext: 'far' }));
    const listed = await listContexts({ HOME: home });
    expect(listed.map(({ name, host, isCurrent }) => [name, host, isCurrent])).toEqual(
      [
        ['default', '', false],
        [hash('sha256', 'broken').slice(0, 12), '', false],
        ['a\u001b[31m', '', false],
        ['far', 'ssh://me@far', true],
      ].toSorted((one, other) =>
        one[0] === 'default' || (other[0] !== 'default' && String(one[0]) < String(other[0])) ? -1 : 1,
      ),
    );
    expect(listed.find(({ problem }) => problem !== undefined)?.problem?.message).toContain(
      'it is not what Docker writes',
    );
    expect(listed.find(({ name }) => name === 'far')?.description).toBe('x');
    const chosen = { HOME: home, DOCKER_HOST: 'tcp://b' };
    expect((await listContexts(chosen))[0]).toMatchObject({ name: 'default', host: 'tcp://b', isCurrent: true });
    expect(await listContexts({ HOME: join(home, 'nobody') })).toHaveLength(1);
  });

  it('brings its TLS material along, as far as it has any', async () => {
    await writeContext('far', { Host: 'tcp://far' }, ['ca.pem', 'key.pem']);
    const directory = join(home, '.docker/contexts/tls', hash('sha256', 'far'), 'docker');
    expect(await find('far')).toEqual({
      address: { kind: 'tcp', host: 'far', port: 2376 },
      tls: { ca: join(directory, 'ca.pem'), key: join(directory, 'key.pem'), skipVerify: false },
    });
  });

  it('may do without the check of the engine', async () => {
    await writeContext('far', { Host: 'tcp://far', SkipTLSVerify: true });
    expect(await find('far')).toEqual({ address: { kind: 'tcp', host: 'far', port: 2376 }, tls: { skipVerify: true } });
  });

  it('named current is the one that docker would take', async () => {
    await writeContext('far', { Host: 'tcp://far:1' });
    await writeContext('near', { Host: 'tcp://near:1' });
    await write('config.json', JSON.stringify({ auths: {}, currentContext: 'far' }));
    const hostOf = async (environment: Environment): Promise<string> => {
      const { address } = await find('current', environment);
      return address.kind === 'unix' ? address.path : address.host;
    };
    expect(await hostOf({})).toBe('far');
    expect(await hostOf({ DOCKER_CONTEXT: 'near' })).toBe('near');
    expect(await hostOf({ DOCKER_CONTEXT: 'near', DOCKER_HOST: 'tcp://variable' })).toBe('variable');
    expect(await hostOf({ DOCKER_CONFIG: join(home, 'nothing') })).toBe('/var/run/docker.sock');
  });

  it('named default is what Docker’s variables name', async () => {
    expect(await find('default')).toEqual({ address: { kind: 'unix', path: '/var/run/docker.sock' } });
    expect(await find('default', { DOCKER_HOST: 'tcp://far', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/c' })).toEqual(
      {
        address: { kind: 'tcp', host: 'far', port: 2376 },
        tls: { ca: '/c/ca.pem', cert: '/c/cert.pem', key: '/c/key.pem', skipVerify: false },
      },
    );
  });

  it.each(['nope', '../far', ''])('%j that is not there is refused in Docker’s words', async (name) => {
    await expect(find(name)).rejects.toMatchObject({
      code: 'bad-context',
      message: `context "${name}": context not found`,
    });
  });

  it('whose file is of another is not taken for it', async () => {
    await write(
      `contexts/meta/${hash('sha256', 'far')}/meta.json`,
      '{"Name":"near","Endpoints":{"docker":{"Host":"tcp://a"}}}',
    );
    await expect(find('far')).rejects.toMatchObject({ code: 'bad-context' });
  });

  it.each([
    ['no JSON', '{"auth": secret'],
    ['another shape', '{"Name": ["secret"]}'],
    ['no engine in it', '{"Name": "far"}'],
    ['no end', 'x'.repeat(1024 * 1024 + 1)],
  ])('with %s in its file is refused', async (_what, content) => {
    await write(`contexts/meta/${hash('sha256', 'far')}/meta.json`, content);
    await expect(find('far')).rejects.toMatchObject({
      code: 'bad-context',
      message: expect.not.stringContaining('secret'),
    });
  });

  it('with a wrong address is refused', async () => {
    await writeContext('far', { Host: 'gopher://far' });
    await expect(find('far')).rejects.toMatchObject({ code: 'bad-address' });
  });

  it('is not asked when a host is named', async () => {
    const choice = chooseEngine({ host: 'tcp://a', tls: { ca: '/ca' } }, {});
    expect(choice.kind === 'host' && (await findEndpoint(choice, {}))).toEqual({
      address: { kind: 'tcp', host: 'a', port: 2376 },
      tls: { ca: '/ca' },
    });
  });
});
