import { afterAll, describe, expect, it } from 'vitest';
import { describeRequest } from '../../packages/core/src/inspect/decode/request.ts';
import { describeRevocationList } from '../../packages/core/src/inspect/decode/revocation-list.ts';
import { opensslRequest } from '../../packages/core/src/inspect/layout/openssl-request.ts';
import { opensslRevocationList } from '../../packages/core/src/inspect/layout/openssl-revocation-list.ts';
import { opensslFiles } from '../tools/openssl-files.ts';
import { opensslMissing } from '../tools/openssl.ts';

const oneline = ['-noout', '-text', '-nameopt', 'oneline'];

describe.skipIf(opensslMissing !== undefined)('what openssl prints', () => {
  const { file, run, [Symbol.dispose]: dispose } = opensslFiles();
  afterAll(dispose);

  const trimmed = (lines: readonly string[]): readonly string[] =>
    lines.flatMap((line) => line.split('\n')).map((line) => line.trimEnd());
  const printed = (command: 'req' | 'crl', name: string): readonly string[] =>
    trimmed([
      run(command, '-in', name, ...oneline)
        .toString()
        .replace(/\n$/, ''),
    ]);

  const config = `[req]
distinguished_name=dn
attributes=at
prompt=no
[dn]
C=DE
O=a "b", c
CN=node
[at]
unstructuredName=somebody
challengePassword=hush-hush
1.2.3.4=unknown
`;

  it.each<[string, readonly string[], readonly string[]]>([
    ['EC', ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], []],
    ['RSA', ['RSA', '-pkeyopt', 'rsa_keygen_bits:1024'], []],
    ['RSASSA-PSS', ['RSA', '-pkeyopt', 'rsa_keygen_bits:1024'], ['-sigopt', 'rsa_padding_mode:pss']],
    ['Ed25519', ['ED25519'], []],
  ])('of requests, with %s', async (_, key, sign) => {
    file('key.pem', run('genpkey', '-algorithm', ...key));
    file('req.cnf', config);
    const wishes = ['subjectAltName=DNS:a,IP:1.2.3.4', 'keyUsage=critical,digitalSignature', '1.2.3.5=DER:0500'];
    const full = ['-config', 'req.cnf', ...wishes.flatMap((wish) => ['-addext', wish])];
    for (const flags of [full, ['-subj', '/CN=node'], ['-subj', '/']]) {
      file('req.pem', run('req', '-new', '-key', 'key.pem', ...sign, ...flags));
      const description = await describeRequest(run('req', '-in', 'req.pem', '-outform', 'DER'), { secrets: true });
      expect(trimmed(opensslRequest(description))).toEqual(printed('req', 'req.pem'));
    }
  });

  it('of a request, but for its password unless that was asked for', async () => {
    file('key.pem', run('genpkey', '-algorithm', 'ED25519'));
    file('req.cnf', config);
    const der = run('req', '-new', '-key', 'key.pem', '-config', 'req.cnf', '-outform', 'DER');
    const lines = opensslRequest(await describeRequest(der)).join('\n');
    expect(lines).toContain('challengePassword        :(not shown)');
    expect(lines).not.toContain('hush');
  });

  const entries = [
    ['01', ',keyCompromise'],
    ['0A', ''],
    ['7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF', ',superseded'],
    ['80'.repeat(20), ',CAkeyTime,20250101000000Z'],
    ['0B', ',holdInstruction,holdInstructionReject'],
    ['0C', ',keyTime,20250101000000Z'],
    ['0D', ',removeFromCRL'],
  ] as const;
  const points: Readonly<Record<string, string>> = {
    'a point': 'fullname=URI:http://x.example/crl\nonlyuser=TRUE\nindirectCRL=TRUE',
    'some reasons': 'onlysomereasons=keyCompromise,CACompromise\nonlyCA=TRUE',
    attributes: 'onlyAA=TRUE',
  };

  it.each(['no', ...Object.keys(points)])('of revocation lists, with %s', async (kind) => {
    file('key.pem', run('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'));
    file('ca.pem', run('req', '-x509', '-key', 'key.pem', '-subj', '/C=DE/CN=authority'));
    file('number', kind === 'no' ? 'FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\n' : '1F\n');
    const point = points[kind];
    file(
      'ca.cnf',
      `[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\n[e]\nauthorityKeyIdentifier=keyid\n` +
        (point === undefined ? '' : `issuingDistributionPoint=critical,@p\n[p]\n${point}\n`),
    );
    const rows = kind === 'no' ? [] : entries;
    file(
      'index.txt',
      rows.map(([serial, reason]) => `R\t300101000000Z\t260101120000Z${reason}\t${serial}\tunknown\t/CN=x\n`).join(''),
    );
    const flags = ['-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'key.pem', '-crldays', '5', '-crlexts', 'e'];
    file('crl.pem', run('ca', '-gencrl', ...flags));
    const description = await describeRevocationList(run('crl', '-in', 'crl.pem', '-outform', 'DER'));
    expect(trimmed(opensslRevocationList(description))).toEqual(printed('crl', 'crl.pem'));
  });
});
