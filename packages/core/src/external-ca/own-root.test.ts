import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../clock/manual-clock.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import { makeRoot, noon, pkcs8Pem } from '../testing/certificates.ts';
import { readName } from '../x509/name.ts';
import { keepRoot, readSigner } from './own-root.ts';

const services = { clock: manualClock(noon), entropy: systemEntropy };

describe('the root of an external CA', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'swarmpki-test-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('is made once, its key for its owner alone, and is the same from then on', async () => {
    const below = join(directory, 'of', 'its', 'own');
    const made = await keepRoot(below, services);
    expect(made.path).toBe(join(below, 'root.pem'));
    expect((await stat(below)).mode & 0o777).toBe(0o700);
    expect((await stat(join(below, 'root-key.pem'))).mode & 0o777).toBe(0o600);
    expect(await keepRoot(below, services)).toEqual(made);
    const { certificate } = readSigner(made, noon);
    // Roots that swarms make are called swarm-ca: by that they are told from this one.
    expect(readName(certificate.subject)).toMatchObject([{ value: 'swarmpki external CA' }]);
  });

  it('is made anew where a process was killed before anybody saw it', async () => {
    await writeFile(join(directory, 'root-key.pem'), 'a key that nobody ever used', { mode: 0o600 });
    const made = await keepRoot(directory, services);
    expect(readSigner(made, noon).certificate.facts.basicConstraints).toMatchObject({ ca: true });
  });

  it('is not used without its key, nor when others can read that', async () => {
    await keepRoot(directory, services);
    const keyPath = join(directory, 'root-key.pem');
    await chmod(keyPath, 0o640);
    await expect(keepRoot(directory, services)).rejects.toMatchObject({ code: 'exposed-key' });
    await rm(keyPath);
    await expect(keepRoot(directory, services)).rejects.toMatchObject({ code: 'half-a-root' });
  });

  it('has to be one, and the key its own', async () => {
    const [one, other] = [await makeRoot(), await makeRoot()];
    expect(() => readSigner({ caCert: one.pem, caKey: pkcs8Pem(other.key) }, noon)).toThrow(
      expect.objectContaining({ code: 'bad-root' }),
    );
    expect(() => readSigner({ caCert: '', caKey: '' }, noon)).toThrow(expect.objectContaining({ code: 'bad-root' }));
  });
});
