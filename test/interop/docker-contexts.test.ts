import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findEndpoint } from '../../packages/core/src/engine/client/contexts.ts';
import { makeLeaf, makeRoot } from '../../packages/core/src/testing/certificates.ts';
import { materialOf } from '../../packages/core/src/testing/tls.ts';
import { dockerMissing } from '../tools/docker.ts';
import { run } from '../tools/run.ts';
import { temporaryDirectory } from '../tools/swarm.ts';

describe.skipIf(dockerMissing)('contexts that docker has written', () => {
  it('are read as docker means them', async () => {
    await using home = await temporaryDirectory();
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('DOCKER_'));
    const env = { ...Object.fromEntries(own), DOCKER_CONFIG: home.path };
    const docker = async (...parameters: readonly string[]): Promise<void> => {
      const { code, stderr } = await run('docker', ['context', ...parameters], { env });
      expect(stderr, parameters.join(' ')).toMatch(/^$|^Successfully|^Current context/);
      expect(code).toBe(0);
    };
    const root = await makeRoot();
    const { certificatePem, keyPem } = materialOf(await makeLeaf(root));
    const material = [root.pem, certificatePem, keyPem];
    const [ca, cert, key] = ['ca', 'cert', 'key'].map((name) => join(home.path, `${name}.from`));
    await Promise.all([ca, cert, key].map((path, index) => writeFile(path ?? '', material[index] ?? '')));
    await docker('create', 'far', '--docker', 'host=ssh://me@far.test:2222');
    await docker('create', 'sealed', '--docker', `host=tcp://sealed.test:9999,ca=${ca},cert=${cert},key=${key}`);
    await docker('create', 'trusting', '--docker', 'host=tcp://trusting.test:1,skip-tls-verify=true');
    await docker('use', 'far');

    const find = async (context: string) => findEndpoint({ kind: 'context', context, from: '--context' }, env);
    expect(await find('far')).toEqual({ address: { kind: 'ssh', user: 'me', host: 'far.test', port: 2222 } });
    expect(await find('current')).toEqual(await find('far'));
    expect(await find('trusting')).toEqual({
      address: { kind: 'tcp', host: 'trusting.test', port: 1 },
      tls: { skipVerify: true },
    });
    const { address, tls } = await find('sealed');
    expect(address).toEqual({ kind: 'tcp', host: 'sealed.test', port: 9999 });
    const found = [tls?.ca, tls?.cert, tls?.key].map((path) => readFile(path ?? '', 'utf8'));
    expect(await Promise.all(found)).toEqual(material);
  });
});
