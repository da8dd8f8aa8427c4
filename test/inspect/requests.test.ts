import { afterAll, describe, expect, it } from 'vitest';
import type { CertificateDescription } from '../../packages/core/src/inspect/decode/description.ts';
import { describeItem } from '../../packages/core/src/inspect/decode/item.ts';
import type { ItemDescription } from '../../packages/core/src/inspect/decode/item.ts';
import type { Item } from '../../packages/core/src/inspect/items/item.ts';
import { itemsInBytes } from '../../packages/core/src/inspect/items/read-bytes.ts';
import { opensslFiles } from '../tools/openssl-files.ts';
import { opensslMissing } from '../tools/openssl.ts';

/** An algorithm of keys, how openssl is told, and how it signs. */
const keys: readonly { readonly name: string; readonly flags: readonly string[]; readonly sign?: readonly string[] }[] =
  [
    { name: 'P-256', flags: ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256'] },
    { name: 'P-256 with SHA-1', flags: ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], sign: ['-sha1'] },
    { name: 'P-384', flags: ['EC', '-pkeyopt', 'ec_paramgen_curve:P-384'], sign: ['-sha384'] },
    { name: 'P-521', flags: ['EC', '-pkeyopt', 'ec_paramgen_curve:P-521'], sign: ['-sha512'] },
    { name: 'RSA', flags: ['RSA'] },
    { name: 'RSA with SHA-224', flags: ['RSA'], sign: ['-sha224'] },
    {
      name: 'RSA-PSS',
      flags: ['RSA'],
      sign: ['-sha384', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32'],
    },
    { name: 'a key of RSASSA-PSS', flags: ['RSA-PSS'] },
    { name: 'Ed25519', flags: ['ED25519'] },
    { name: 'Ed448', flags: ['ED448'] },
  ];

describe.skipIf(opensslMissing !== undefined)('requests and revocation lists as openssl writes them', () => {
  const { file, run, [Symbol.dispose]: dispose } = opensslFiles();
  afterAll(dispose);

  const only = (bytes: Uint8Array): Item => {
    const items = itemsInBytes(bytes, 'file');
    expect(items).toHaveLength(1);
    return items[0] as Item;
  };
  async function describedAs<Kind extends ItemDescription['kind']>(
    kind: Kind,
    item: Item,
    options = {},
  ): Promise<ItemDescription & { readonly kind: Kind }> {
    const description = await describeItem(item, options);
    if (description.kind !== kind) throw new Error(`described as ${description.kind}`);
    // What JSON cannot carry would be gone.
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
    return description as ItemDescription & { readonly kind: Kind };
  }

  it.each(keys)('a request signed with $name is good, and bad once it is changed', async ({ flags, sign = [] }) => {
    const key = file('key.pem', run('genpkey', '-algorithm', ...flags));
    const der = run('req', '-new', '-key', key, '-subj', '/O=swarm/CN=node', '-outform', 'DER', ...sign);
    const description = await describedAs('request', only(der));
    expect(description).toMatchObject({ signatureState: 'good', subject: { text: 'O=swarm, CN=node' }, trailing: 0 });
    expect(description.publicKey.der).toBe(run('pkey', '-in', key, '-pubout', '-outform', 'DER').toString('hex'));
    const at = der.indexOf('swarm');
    const changed = Buffer.from(der);
    changed.write('SWARM', at);
    expect((await describedAs('request', only(changed))).signatureState).toBe('bad');
  });

  it('a request whose signature is made in a way that is not checked says so', async () => {
    const key = file('key.pem', run('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'));
    const der = run('req', '-new', '-key', key, '-subj', '/CN=node', '-outform', 'DER', '-sha3-256');
    expect((await describedAs('request', only(der))).signatureState).toBe('not-judged');
  });

  it('the extensions and attributes of a request are those of openssl', async () => {
    const key = file('key.pem', run('genpkey', '-algorithm', 'ED25519'));
    const wishes = [
      ['subjectAltName', 'DNS:swarm-manager,IP:10.0.0.1,URI:https://x.example/'],
      ['basicConstraints', 'critical,CA:TRUE,pathlen:1'],
      ['keyUsage', 'critical,keyCertSign,cRLSign'],
      ['1.2.3.4', 'DER:0500'],
    ] as const;
    const flags = wishes.flatMap(([name, value]) => ['-addext', `${name}=${value}`]);
    const config = file(
      'req.cnf',
      '[req]\ndistinguished_name=dn\nattributes=at\nprompt=no\n[dn]\nCN=node\n[at]\nchallengePassword=hush-hush\nunstructuredName=somebody\n',
    );
    const request = only(run('req', '-new', '-config', config, '-key', key, ...flags));
    const description = await describedAs('request', request);
    expect(description.extensions.map(({ oid, critical }) => [oid, critical])).toEqual([
      ['2.5.29.17', false],
      ['2.5.29.19', true],
      ['2.5.29.15', true],
      ['1.2.3.4', false],
    ]);
    // As a certificate with the same extensions says them, bit by bit.
    const certificate = run('req', '-x509', '-config', config, '-key', key, ...flags);
    const { extensions } = (await describedAs('certificate', only(certificate))) as CertificateDescription;
    for (const extension of description.extensions) expect(extensions).toContainEqual(extension);
    expect(description.hasChallengePassword).toBe(true);
    expect(JSON.stringify(description)).not.toContain('hush-hush');
    expect(JSON.stringify(description)).not.toContain(Buffer.from('hush-hush').toString('hex'));
    expect(description.attributes).toContainEqual({
      oid: '1.2.840.113549.1.9.2',
      ...description.attributes.find(({ oid }) => oid === '1.2.840.113549.1.9.2'),
      values: [expect.objectContaining({ value: 'somebody' })],
    });
    const open = await describedAs('request', request, { secrets: true });
    expect(open.challengePassword).toBe('hush-hush');
  });

  const authority = (): void => {
    file('key.pem', run('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'));
    file('ca.pem', run('req', '-x509', '-key', 'key.pem', '-subj', '/CN=authority'));
    file('number', '1F\n');
    file(
      'ca.cnf',
      '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\n[e]\nauthorityKeyIdentifier=keyid\n',
    );
  };
  const crl = (...flags: readonly string[]): Buffer =>
    run('ca', '-gencrl', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'key.pem', '-crldays', '5', ...flags);

  it('a revocation list: who, when, how many, and each with its reason', async () => {
    authority();
    const revoked = ['01', '0A', '7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF'];
    const line = (serial: string, reason: string): string =>
      `R\t300101000000Z\t260101120000Z${reason}\t${serial}\tunknown\t/CN=x\n`;
    const reasons = [',keyCompromise', '', ',superseded'];
    file('index.txt', revoked.map((serial, index) => line(serial, reasons[index] ?? '')).join(''));
    const list = file('crl.pem', crl('-crlexts', 'e'));
    const item = only(run('crl', '-in', list));
    const seconds = (field: string): number =>
      Date.parse(run('crl', '-in', list, '-noout', `-${field}`).toString().replace(/^.*=/, ''));
    expect(item).toMatchObject({
      kind: 'revocation-list',
      revoked: 3,
      thisUpdate: seconds('lastupdate'),
      nextUpdate: seconds('nextupdate'),
    });
    const description = await describedAs('revocation-list', item);
    expect(description).toMatchObject({ version: 2, issuer: { text: 'CN=authority' }, revoked: 3 });
    expect(description.entries.map(({ serialNumber }) => BigInt(serialNumber?.decimal ?? -1))).toEqual(
      revoked.map((serial) => BigInt(`0x${serial}`)),
    );
    expect(description.entries.map(({ revocationDate }) => revocationDate?.iso)).toEqual(
      revoked.map(() => '2026-01-01T12:00:00.000Z'),
    );
    expect(description.entries.map(({ extensions }) => extensions.map(({ oid }) => oid))).toEqual([
      ['2.5.29.21'],
      [],
      ['2.5.29.21'],
    ]);
    expect(description.extensions.map(({ oid }) => oid).toSorted()).toEqual(['2.5.29.20', '2.5.29.35']);
    expect(only(run('crl', '-in', list, '-outform', 'DER')).kind).toBe('revocation-list');
  });

  it('a revocation list without entries', async () => {
    authority();
    file('index.txt', '');
    expect(await describedAs('revocation-list', only(crl()))).toMatchObject({ revoked: 0, entries: [] });
  });
});
