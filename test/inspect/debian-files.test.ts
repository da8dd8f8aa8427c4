import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeRequest } from '../../packages/core/src/inspect/decode/request.ts';
import { describeRevocationList } from '../../packages/core/src/inspect/decode/revocation-list.ts';
import type { Item } from '../../packages/core/src/inspect/items/item.ts';
import { itemsInBytes } from '../../packages/core/src/inspect/items/read-bytes.ts';
import { opensslRequest } from '../../packages/core/src/inspect/layout/openssl-request.ts';
import { opensslRevocationList } from '../../packages/core/src/inspect/layout/openssl-revocation-list.ts';
import { debianCertificatesMissing, debianFiles } from '../tools/debian-certificates.ts';
import type { DebianFile } from '../tools/debian-certificates.ts';
import { opensslMissing } from '../tools/openssl.ts';

/** Where we differ from openssl, and why. Whatever is not in this list is a fault, and so is what no longer differs. */
const differences: Readonly<Record<string, string>> = {
  ...named('a key of Diffie-Hellman, which no certificate has: its public half is not computed', [
    'cryptography/asymmetric/DH/dhkey.der',
    'cryptography/asymmetric/DH/dhkey.pem',
    'cryptography/asymmetric/DH/dhkey_rfc5114_2.der',
    'cryptography/asymmetric/DH/dhkey_rfc5114_2.pem',
    'openssl/certs/dhk2048.pem',
  ]),
  ...named('a curve that is written out, and no public half: what work it makes to compute one nobody knows', [
    'cryptography/asymmetric/PKCS8/ec_oid_not_in_reg_private_2.pkcs8.pem',
    'cryptography/asymmetric/PKCS8/nodompar_private.pkcs8.pem',
    'cryptography/asymmetric/PKCS8/private.pem',
  ]),
  ...named('parameters of RSASSA-PSS that OpenSSL writes anew, without the defaults; we leave them as they are', [
    'openssl/testrsapssmandatory.pem',
    'openssl/certs/server-pss-restrict-key.pem',
  ]),
  ...named('OpenSSL prints a line break that stands in an unknown extension; we print a dot', [
    'cryptography/x509/custom/crl_all_reasons.pem',
    'cryptography/x509/custom/crl_md2_unknown_crit_entry_ext.pem',
  ]),
  ...named('more entries than are described', ['cryptography/x509/custom/crl_almost_10k.pem']),
  ...named('a length that is written longer than need be, which DER forbids', [
    'cryptography/x509/requests/long-form-attribute.pem',
  ]),
};

function named(why: string, files: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(files.map((file) => [file, why]));
}

const missing = opensslMissing ?? debianCertificatesMissing;

describe.skipIf(missing !== undefined)('files that others test with', () => {
  const all = missing === undefined ? debianFiles() : [];

  /** @returns `undefined` where openssl cannot read it, or wants a password */
  function openssl(...parameters: readonly string[]): Buffer | undefined {
    const { status, stdout } = spawnSync('openssl', parameters, { maxBuffer: 64 * 1024 * 1024, timeout: 60_000 });
    return status === 0 ? stdout : undefined;
  }
  const read = ({ path }: DebianFile): readonly Item[] => itemsInBytes(readFileSync(path), 'file');
  const lines = (text: string): readonly string[] => text.split('\n').map((line) => line.trimEnd());
  const format = (file: DebianFile): readonly string[] =>
    readFileSync(file.path).includes('-----BEGIN') ? [] : ['-inform', 'DER'];

  /** Of the files that are compared those that differ, and the list of those that may. */
  async function expectOnlyKnown(
    files: readonly DebianFile[],
    isSame: (file: DebianFile) => boolean | Promise<boolean>,
    atLeast: number,
  ): Promise<void> {
    const different: string[] = [];
    for (const file of files) if (!(await isSame(file))) different.push(file.name);
    const names = new Set(files.map(({ name }) => name));
    expect(different).toEqual(
      Object.keys(differences)
        .filter((name) => names.has(name))
        .toSorted(byOrderOf(files)),
    );
    expect(files.length).toBeGreaterThan(atLeast);
  }

  const byOrderOf = (files: readonly DebianFile[]) => (one: string, other: string) => {
    const place = (name: string): number => files.findIndex((file) => file.name === name);
    return place(one) - place(other);
  };

  it('private keys have the public half that openssl says', async () => {
    const keys = all.filter(({ name }) =>
      /^(cryptography\/asymmetric\/.*|openssl\/certs\/.*key.*|openssl\/[^/]*)\.(pem|der|key)$/.test(name),
    );
    await expectOnlyKnown(
      keys,
      (file) => {
        const wanted = openssl('pkey', '-in', file.path, '-pubout', '-outform', 'DER', '-passin', 'pass:');
        if (wanted === undefined) return true;
        const key = read(file).find((item) => item.kind === 'private-key');
        return key?.spki !== undefined && wanted.equals(key.spki);
      },
      100,
    );
  });

  const alone = (kind: Item['kind'], files: readonly DebianFile[]): readonly DebianFile[] =>
    files.filter((file) => {
      const items = read(file);
      return items.length === 1 && items[0]?.kind === kind;
    });

  it('requests say what openssl prints, and are signed by their key where it says so', async () => {
    const requests = alone(
      'request',
      all.filter(({ name }) => /req|csr/i.test(name) && !/\.(c|pl|t)$/.test(name)),
    );
    await expectOnlyKnown(
      requests,
      async (file) => {
        const flags = ['-in', file.path, '-noout', ...format(file)];
        const printed = openssl('req', ...flags, '-text', '-nameopt', 'oneline');
        const [item] = read(file);
        if (printed === undefined || item?.kind !== 'request') return true;
        const description = await describeRequest(item.der, { secrets: true });
        const { stderr } = spawnSync('openssl', ['req', ...flags, '-verify']);
        const isGood = stderr.includes('verify OK');
        const text = lines(printed.toString().replace(/\n$/, ''));
        const isSame = opensslRequest(description).flatMap(lines).join('\n') === text.join('\n');
        return (
          isSame && (description.signatureState === 'not-judged' || (description.signatureState === 'good') === isGood)
        );
      },
      20,
    );
  });

  it('revocation lists say what openssl prints', async () => {
    const lists = alone(
      'revocation-list',
      all.filter(({ name }) => /crl/i.test(name) && /\.(pem|der|crl)$/.test(name)),
    );
    await expectOnlyKnown(
      lists,
      async (file) => {
        const printed = openssl('crl', '-in', file.path, '-noout', '-text', '-nameopt', 'oneline', ...format(file));
        const [item] = read(file);
        if (printed === undefined || item?.kind !== 'revocation-list') return true;
        const described = opensslRevocationList(await describeRevocationList(item.der));
        return described.flatMap(lines).join('\n') === lines(printed.toString().replace(/\n$/, '')).join('\n');
      },
      150,
    );
  });

  it('PKCS #12 holds what openssl finds in it, or is encrypted in an older way', () => {
    const files = all.filter(({ name }) => name.startsWith('cryptography/pkcs12/'));
    let opened = 0;
    for (const { name, path } of files) {
      for (const password of ['', 'cryptography', 'password']) {
        const found = openssl('pkcs12', '-in', path, '-passin', `pass:${password}`, '-nodes', '-legacy')?.toString();
        const [container, ...items] = itemsInBytes(readFileSync(path), name, { password });
        if (container?.kind !== 'pkcs12') throw new Error(`${name} is read as ${container?.kind ?? 'nothing'}`);
        if (container.lock === 'unsupported-encryption') {
          expect([name, container.encryption]).toEqual([name, expect.stringContaining('PKCS #12 PBE')]);
        } else if (found === undefined) expect([name, container.lock]).toEqual([name, 'wrong-password']);
        else {
          opened++;
          const count = (label: string): number => found.split(`-----BEGIN ${label}-----`).length - 1;
          const counts = [count('PRIVATE KEY'), count('CERTIFICATE')];
          const kinds = ['private-key', 'certificate'].map((kind) => items.filter((item) => item.kind === kind).length);
          expect([name, ...kinds]).toEqual([name, ...counts]);
        }
      }
    }
    expect(opened).toBeGreaterThan(12);
  });
});
