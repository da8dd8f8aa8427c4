import { describe, expect, it } from 'vitest';
import { anyCertificate, anyKey } from '../../testing/any-certificate.ts';
import { certificatePem } from '../../x509/certificate.ts';
import { encodePem } from '../../x509/pem.ts';
import { certificatesIn } from './certificates-in.ts';

const key = anyKey('P-256');
const [one, other] = ['one', 'other'].map((subject) => anyCertificate({ key, subject }).certificate.der);

function read(contents: string | Uint8Array): readonly Uint8Array[] {
  return certificatesIn(typeof contents === 'string' ? Buffer.from(contents) : contents, 'the\u001bfile').map(
    ({ der }) => der,
  );
}

describe('certificatesIn', () => {
  if (one === undefined || other === undefined) throw new Error('unreachable');
  const both = certificatePem(one) + certificatePem(other);

  it('reads DER, and PEM in its order, wherever it lies', () => {
    expect(read(one)).toEqual([one]);
    expect(read(both)).toEqual([one, other]);
    expect(read(`root: |\n  ${both.replaceAll('\n', '\n  ')}`)).toEqual([one, other]);
    expect(read(JSON.stringify({ root: both }))).toEqual([one, other]);
    expect(read(both.replaceAll('\n', '\r\n'))).toEqual([one, other]);
  });

  it('passes over keys, and what OpenSSL writes behind a trusted certificate', () => {
    const pem = key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const trusted = encodePem('TRUSTED CERTIFICATE', Buffer.concat([one, Uint8Array.of(0x30, 0)]));
    expect(read(pem + trusted)).toEqual([one]);
  });

  it.each([
    ['nothing', '', 'there is no certificate in the\\u{1b}file'],
    ['a text', 'a text', 'there is no certificate in the\\u{1b}file'],
    [
      'a damaged block',
      both.replace('MII', 'M*I'),
      /^a certificate in the\\u\{1b\}file cannot be read: line 1: bad-character$/,
    ],
    ['a certificate that is none', encodePem('CERTIFICATE', Uint8Array.of(0x30, 0)), /cannot be read/],
    ['DER that is cut short', one.subarray(0, 100), /cannot be read/],
  ])('says that there is none in %s', (_what, contents, message) => {
    expect(() => read(contents)).toThrow(message);
  });
});
