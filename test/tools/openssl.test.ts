import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { opensslMissing, opensslText, opensslVerify } from './openssl.ts';
import { splitPem } from './pem.ts';

const folder = new URL('../fixtures/docker/', import.meta.url);
const fixture = (path: string): Promise<string> => readFile(new URL(path, folder), 'latin1');
const roles = ['manager', 'worker'] as const;
/** Within the validity of all fixtures. */
const then = ['-attime', String(Date.parse('2026-12-01T00:00:00Z') / 1000)];

describe.skipIf(opensslMissing)('openssl', () => {
  it('tells a certificate line by line', async () => {
    const lines = await opensslText(await fixture('before-rotation/worker/swarm-node.crt'));
    expect(lines.slice(0, 2)).toEqual(['Certificate:', '    Data:']);
    expect(lines).toContain(
      '        Subject: O = vnffpl0cn3nds1bof0uucs6ae, OU = swarm-worker, CN = qzu0h3ufr063lhmwwd0tjpq77',
    );
  });

  it('says why it cannot tell one', async () => {
    await expect(opensslText('no certificate')).rejects.toThrow(/^openssl x509: .*certificate/);
  });

  it('takes a chain, and refuses it at another time', async () => {
    const [leaf, roots] = await Promise.all([
      fixture('before-rotation/worker/swarm-node.crt'),
      fixture('before-rotation/swarm-root-ca.crt'),
    ]);
    expect(await opensslVerify({ leaf, roots }, ...then)).toMatchObject({ ok: true });
    const late = ['-attime', String(Date.parse('2027-12-01T00:00:00Z') / 1000)];
    const { ok, output } = await opensslVerify({ leaf, roots }, ...late);
    expect(ok).toBe(false);
    expect(output).toContain('certificate has expired');
  });

  it('does not take a failure to read for a verdict', async () => {
    const leaf = await fixture('before-rotation/worker/swarm-node.crt');
    const roots = await fixture('before-rotation/swarm-root-ca.crt');
    await expect(opensslVerify({ leaf: 'no certificate', roots })).rejects.toThrow(/^openssl verify: /);
    await expect(opensslVerify({ leaf, roots: 'no certificate' })).rejects.toThrow(/^openssl verify: /);
    await expect(opensslVerify({ leaf, untrusted: 'no certificate', roots })).rejects.toThrow(/^openssl verify: /);
    await expect(opensslVerify({ leaf, roots }, '-no-such-flag')).rejects.toThrow(/^openssl verify: /);
  });
});

describe('the certificates of a real Docker Engine', () => {
  it('are nothing but certificates', async () => {
    const files = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.crt'));
    expect(files).toHaveLength(6);
    for (const path of files) {
      const pem = await fixture(path);
      expect(splitPem(pem).join(''), path).toBe(pem);
      expect(pem.match(/-----BEGIN [^-]+-----/g), path).toEqual(splitPem(pem).map(() => '-----BEGIN CERTIFICATE-----'));
    }
  });

  describe.skipIf(opensslMissing)('in the eyes of openssl', () => {
    it.for(roles)('are a leaf of the %s under the root, before a rotation', async (role) => {
      const leaf = await fixture(`before-rotation/${role}/swarm-node.crt`);
      const roots = await fixture('before-rotation/swarm-root-ca.crt');
      expect(splitPem(leaf)).toHaveLength(1);
      expect(await opensslVerify({ leaf, roots }, ...then)).toMatchObject({ ok: true });
    });

    it.for(roles)('are a leaf of the %s under the new root, after it', async (role) => {
      const [leaf = '', crossSigned] = splitPem(await fixture(`after-rotation/${role}/swarm-node.crt`));
      const roots = await fixture('after-rotation/swarm-root-ca.crt');
      expect(crossSigned).not.toBe(roots);
      expect(await opensslVerify({ leaf, roots }, ...then)).toMatchObject({ ok: true });
    });

    it('reach the old root in no way, though Docker takes the cross-signed certificate there', async () => {
      const [leaf = '', untrusted = ''] = splitPem(await fixture('after-rotation/worker/swarm-node.crt'));
      const roots = await fixture('before-rotation/swarm-root-ca.crt');
      const { ok, output } = await opensslVerify({ leaf, untrusted, roots }, ...then);
      expect(ok).toBe(false);
      expect(output).toContain('error 19 at 1 depth lookup: self-signed certificate in certificate chain');
    });
  });
});
