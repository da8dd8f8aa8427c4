import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeAuthority, makeLeaf, makeRoot, pkcs8Pem } from '../../packages/core/src/testing/certificates.ts';
import { shapedCertificate } from '../../packages/core/src/testing/shaped-certificate.ts';
import { raw } from '../../packages/core/src/x509/der-writer.ts';
import { commonName } from '../../packages/core/src/x509/name.ts';
import { hostileSubjects } from '../../packages/vscode/src/testing/hostile.ts';
import { opensslFiles } from './openssl-files.ts';

const day = 24 * 3_600_000;

/** Of `node.p12`. */
export const password = 'correct horse battery staple';

/** Of a file: it tries to be markup, an icon, a link. */
export const hostileName = '<img src=x onerror=alert(1)> $(trash) [x](command:evil).der';

/** What {@link writeBinaryFiles} has written that must not be seen. */
export interface WrittenKeys {
  /** The number that is the private key in `node.p12`. */
  readonly privateKey: Uint8Array;
}

/**
 * Writes what somebody may have of certificates that is no text: DER, PKCS #7, PKCS #12, a revocation list; and some that is there
 * to do harm to whoever looks at it.
 *
 * @param directory exists
 * @param now ms since epoch
 */
export async function writeBinaryFiles(directory: string, now: number): Promise<WrittenKeys> {
  using openssl = opensslFiles();
  const { file, run } = openssl;
  const from = (notBefore: number, notAfter: number) => ({
    notBefore: now + notBefore * day,
    notAfter: now + notAfter * day,
  });
  const root = await makeRoot(now - 20 * day);
  const manager = await makeLeaf(root, { nodeId: 'manager1'.padEnd(25, '0'), role: 'manager' }, from(-20, 70));
  const overdue = await makeLeaf(root, { nodeId: 'worker1'.padEnd(25, '0') }, from(-85, 5));
  const expired = await makeLeaf(root, { nodeId: 'worker2'.padEnd(25, '0') }, from(-100, -10));
  const ca = await makeAuthority({ subject: 'Authority', ...from(-20, 300) });
  file('root.pem', root.pem);
  file('manager.pem', manager.pem);
  file('manager.key', pkcs8Pem(manager.key));
  file('ca.pem', ca.pem);
  file('ca.key', pkcs8Pem(ca.key));
  file('index.txt', `R\t391231235959Z\t${compact(now - day)},keyCompromise\t07\tunknown\t/CN=gone\n`);
  file('number', '05\n');
  file('ca.cnf', '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\n');
  const list = ['ca', '-gencrl', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key', '-crldays', '5'];
  file('list.pem', run(...list));
  const pkcs12 = ['pkcs12', '-export', '-inkey', 'manager.key', '-in', 'manager.pem', '-certfile', 'root.pem'];
  const harm = await Promise.all(
    hostileSubjects.map(async (subject) => makeLeaf(root, {}, { subject, ...from(-1, 40) })),
  );
  const longName = raw(commonName('x'.repeat(1_000_000)));
  file('harm.pem', harm.map(({ pem }) => pem).join(''));
  const files: Readonly<Record<string, string | Uint8Array>> = {
    'swarm-root-ca.crt': root.pem,
    'root.der': root.certificate.der,
    'manager.der': manager.certificate.der,
    'overdue.crt': overdue.certificate.der,
    'old/expired.der': expired.certificate.der,
    'text.p7b': run('crl2pkcs7', '-nocrl', '-certfile', 'manager.pem'),
    'chain.p7b': run('crl2pkcs7', '-nocrl', '-certfile', 'manager.pem', '-certfile', 'root.pem', '-outform', 'DER'),
    'node.p12': run(...pkcs12, '-name', 'manager one', '-passout', `pass:${password}`),
    'no-password.pfx': run(...pkcs12, '-passout', 'pass:'),
    'in-clear.p12': run(...pkcs12, '-keypbe', 'NONE', '-certpbe', 'NONE', '-nomaciter', '-passout', 'pass:'),
    'revoked.crl': run('crl', '-in', 'list.pem', '-outform', 'DER'),
    'harm.p7b': run('crl2pkcs7', '-nocrl', '-certfile', 'harm.pem', '-outform', 'DER'),
    'long.der': shapedCertificate({ subject: longName, issuer: longName }),
    'manager-key.der': manager.key.export({ format: 'der', type: 'pkcs8' }),
    [hostileName]: manager.certificate.der,
    'half.der': manager.certificate.der.subarray(0, 200),
    'none.der': new Uint8Array(300).map((_, at) => (at * 7919) % 251),
    'empty.der': new Uint8Array(),
    'large.der': new Uint8Array(16 * 2 ** 20 + 1),
    'notes.txt': 'Nothing stands here.\n',
  };
  for (const [name, contents] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), contents, { mode: 0o600 });
  }
  const { d = '' } = manager.key.export({ format: 'jwk' });
  return { privateKey: Buffer.from(d, 'base64url') };
}

/** `251124120000Z` */
function compact(time: number): string {
  return `${new Date(time).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`;
}
